// The environment, read once: every variable is checked, and all mistakes are told together.
import { fileURLToPath } from 'node:url';
import { fixedClock, systemClock, type Clock } from './base/clock.ts';
import { LOG_LEVELS, type LogLevel } from './base/log.ts';
import { EnvironmentReader, type Environment } from './environment.ts';
import {
  isLoopback,
  machineTimeZone,
  parseBaseUrl,
  parseFile,
  parseFolder,
  parseHost,
  parseInstant,
  parseOrigins,
  parseTimeZone,
} from './variables.ts';

export { ConfigError, type Environment } from './environment.ts';

/** Where the knowledge is and what the time is: all that a command needs. */
export interface KnowledgeConfig {
  readonly timeZone: string;
  readonly clock: Clock;
  /** The instant of a fixed clock, as given; undefined: the machine's clock runs. */
  readonly fixedClock: string | undefined;
  readonly hooksDir: string;
  /** A site's own folder, laid over the knowledge. */
  readonly siteDir: string | undefined;
}

/** How this instance runs. */
export interface Config extends KnowledgeConfig {
  readonly host: string;
  /** 0 asks the system for a free port. */
  readonly port: number;
  /** The public address without a trailing slash; undefined: the address that the server listens on. */
  readonly baseUrl: string | undefined;
  readonly logLevel: LogLevel;
  /** In bytes. */
  readonly bodyLimit: number;
  /** The file of the clients that may call; undefined: anybody on this machine may. */
  readonly trustedClients: string | undefined;
  /** Without `trustedClients`: origins of the FHIR servers that calls may name. */
  readonly fhirServers: readonly string[];
  /** Without `trustedClients`: origins of the pages that may call from a browser. */
  readonly corsOrigins: readonly string[];
  /** Milliseconds for all that is fetched for one call; 0: nothing is fetched. */
  readonly fetchDeadline: number;
  readonly tls: TlsFiles | undefined;
}

/** PEM files for serving HTTPS in process. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
  /** Clients must then show a certificate of this authority. */
  readonly clientAuthority: string | undefined;
}

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = 3000;
const DEFAULT_BODY_LIMIT = 5 * 1024 * 1024;
const LARGEST_BODY_LIMIT = 100 * 1024 * 1024;
const DEFAULT_FETCH_DEADLINE = 350;
const LONGEST_FETCH_DEADLINE = 30_000;

/** The variables of this process. */
export function processEnvironment(): Environment {
  return process.env;
}

/** Turns the environment into a Config, or throws one ConfigError that names every mistake. */
export function loadConfig(environment: Environment = process.env): Config {
  const reader = new EnvironmentReader(environment);
  const config = {
    ...readAddress(reader),
    ...readKnowledge(reader),
    logLevel: reader.read<LogLevel>('LOG_LEVEL', 'info', `one of ${LOG_LEVELS.join(', ')}`, parseLogLevel),
    bodyLimit: reader.wholeNumber('CDS_BODY_LIMIT', DEFAULT_BODY_LIMIT, [1, LARGEST_BODY_LIMIT]),
    fetchDeadline: reader.wholeNumber('CDS_FETCH_DEADLINE_MS', DEFAULT_FETCH_DEADLINE, [0, LONGEST_FETCH_DEADLINE]),
    ...readCallers(reader),
    tls: readTls(reader),
  };
  if (!isLoopback(config.host)) refuseOpenDoors(config, reader);
  reader.refuseMistakes();
  return Object.freeze(config);
}

/** The part of the environment that commands read; what concerns a server only cannot make them fail. */
export function loadKnowledgeConfig(environment: Environment): KnowledgeConfig {
  const reader = new EnvironmentReader(environment);
  const config = readKnowledge(reader);
  reader.refuseMistakes();
  return config;
}

function readAddress(reader: EnvironmentReader): Pick<Config, 'host' | 'port' | 'baseUrl'> {
  return {
    host: reader.read('HOST', DEFAULT_HOST, 'an IP address or a host name', parseHost),
    port: reader.wholeNumber('PORT', DEFAULT_PORT, [0, 65_535]),
    baseUrl: reader.read('CDS_BASE_URL', undefined, 'an absolute http(s) URL without trailing slash', parseBaseUrl),
  };
}

function readKnowledge(reader: EnvironmentReader): KnowledgeConfig {
  const instant = 'an instant with offset such as 2026-03-02T10:00:00-05:00';
  const zone = 'an IANA time zone such as America/New_York';
  const fixed = reader.read('CDS_CLOCK', undefined, instant, parseInstant);
  return {
    timeZone: reader.read('CDS_TIME_ZONE', machineTimeZone(), zone, parseTimeZone),
    clock: fixed === undefined ? systemClock : fixedClock(fixed),
    fixedClock: fixed,
    hooksDir: reader.read('HOOKS_DIR', shippedHooks(), 'a folder that exists', parseFolder),
    siteDir: reader.read('CDS_SITE_DIR', undefined, 'a folder that exists', parseFolder),
  };
}

function readCallers(reader: EnvironmentReader): Pick<Config, 'trustedClients' | 'fhirServers' | 'corsOrigins'> {
  const origins = 'origins such as https://ehr.example, parted by commas';
  const trustedClients = reader.read('CDS_TRUSTED_CLIENTS', undefined, 'a file that exists', parseFile);
  const fhirServers = reader.read('CDS_FHIR_SERVERS', [], origins, parseOrigins);
  const corsOrigins = reader.read('CDS_CORS_ORIGINS', [], origins, parseOrigins);
  for (const [name, list] of [
    ['CDS_FHIR_SERVERS', fhirServers],
    ['CDS_CORS_ORIGINS', corsOrigins],
  ] as const) {
    if (trustedClients === undefined || list.length === 0) continue;
    reader.mistake(name, 'expected only without CDS_TRUSTED_CLIENTS, whose entries list the origins of each client');
  }
  return { trustedClients, fhirServers, corsOrigins };
}

function readTls(reader: EnvironmentReader): TlsFiles | undefined {
  const file = (name: string): string | undefined => reader.read(name, undefined, 'a file that exists', parseFile);
  const [certificate, key, clientAuthority] = [file('TLS_CERT_FILE'), file('TLS_KEY_FILE'), file('TLS_CLIENT_CA_FILE')];
  if (certificate !== undefined && key !== undefined) return { certificate, key, clientAuthority };
  if (certificate !== undefined || key !== undefined || clientAuthority !== undefined) {
    reader.mistake('TLS_CERT_FILE', 'expected together with TLS_KEY_FILE, one does not go without the other');
  }
  return undefined;
}

/** What may be left open on a developer's machine must be closed where others can reach it. */
function refuseOpenDoors(
  config: Pick<Config, 'host' | 'baseUrl' | 'fixedClock' | 'trustedClients'>,
  reader: EnvironmentReader,
): void {
  const where = `with HOST ${JSON.stringify(config.host)}, which others can reach`;
  if (config.fixedClock !== undefined) reader.mistake('CDS_CLOCK', `expected only with HOST on loopback, not ${where}`);
  if (config.trustedClients === undefined) {
    reader.mistake('CDS_TRUSTED_CLIENTS', `expected the file of the clients that may call, ${where}`);
  }
  if (config.baseUrl?.startsWith('https://') !== true) {
    reader.mistake('CDS_BASE_URL', `expected the public https address, which tokens name as their audience, ${where}`);
  }
}

function shippedHooks(): string {
  return fileURLToPath(new URL('../hooks', import.meta.url));
}

function parseLogLevel(value: string): LogLevel | undefined {
  return LOG_LEVELS.find((level) => level === value);
}
