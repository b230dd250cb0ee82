// The environment, read once: every variable is checked, and all mistakes are told together.
import { fileURLToPath } from 'node:url';
import { fixedClock, systemClock, type Clock } from './base/clock.ts';
import type { AuditMode } from './audit/audit-log.ts';
import { LOG_LEVELS, type LogLevel } from './base/log.ts';
import { EnvironmentReader, type Environment } from './environment.ts';
import { parseStoreAddress, STORE_ADDRESS_FORMS } from './store/store-address.ts';
import {
  isLoopback,
  isLoopbackUrl,
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
  /** Where what is answered and what users did with it is kept: `file:...` or `postgres://...`. */
  readonly databaseUrl: string;
  /** `strict`: a card leaves only after its row is committed. */
  readonly auditMode: AuditMode;
  /** Key of the hashes of patients and users; undefined: made beside the SQLite file. */
  readonly auditKeyFile: string | undefined;
  /** Key of the comments of users; undefined: comments are dropped. */
  readonly commentKeyFile: string | undefined;
  readonly retentionDays: number;
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
const DEFAULT_DATABASE = 'file:./data/midback.db';
const DEFAULT_RETENTION_DAYS = 730;
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
    ...readKeeping(reader),
  };
  if (!isLoopback(config.host)) refuseOpenDoors(config, reader);
  else refuseProxyToOpenDoors(config, reader);
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
  for (const server of fhirServers) {
    if (server.startsWith('https://') || isLoopbackUrl(server)) continue;
    reader.mistake('CDS_FHIR_SERVERS', `expected https outside loopback, got ${JSON.stringify(server)}`);
  }
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

type KeepingConfig = Pick<Config, 'databaseUrl' | 'auditMode' | 'auditKeyFile' | 'commentKeyFile' | 'retentionDays'>;

function readKeeping(reader: EnvironmentReader): KeepingConfig {
  const comments = reader.read('CDS_STORE_COMMENTS', 'off', 'on or off', parseSwitch);
  const commentKeyFile = reader.read('CDS_COMMENT_KEY_FILE', undefined, 'a file that exists', parseFile);
  if ((comments === 'on') !== (commentKeyFile !== undefined)) {
    reader.mistake('CDS_STORE_COMMENTS', 'expected on together with CDS_COMMENT_KEY_FILE, or neither');
  }
  return {
    // The address may hold a password: a wrong one is not quoted.
    databaseUrl: reader.readSecret('DATABASE_URL', DEFAULT_DATABASE, STORE_ADDRESS_FORMS, parseDatabaseUrl),
    auditMode: reader.read<AuditMode>('CDS_AUDIT', 'strict', 'strict or best-effort', parseAuditMode),
    auditKeyFile: reader.read('CDS_AUDIT_KEY_FILE', undefined, 'a file that exists', parseFile),
    commentKeyFile,
    retentionDays: reader.wholeNumber('CDS_RETENTION_DAYS', DEFAULT_RETENTION_DAYS, [1, 36_500]),
  };
}

function parseDatabaseUrl(value: string): string | undefined {
  return parseStoreAddress(value) === undefined ? undefined : value;
}

function parseSwitch(value: string): 'on' | 'off' | undefined {
  return value === 'on' || value === 'off' ? value : undefined;
}

function parseAuditMode(value: string): AuditMode | undefined {
  return value === 'strict' || value === 'best-effort' ? value : undefined;
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

/** A public address in front of loopback means a proxy that lets others in. */
function refuseProxyToOpenDoors(
  { baseUrl, trustedClients }: Pick<Config, 'baseUrl' | 'trustedClients'>,
  reader: EnvironmentReader,
): void {
  if (trustedClients !== undefined || baseUrl === undefined || isLoopbackUrl(baseUrl)) return;
  reader.mistake('CDS_TRUSTED_CLIENTS', 'expected the file of the clients that may call, with a public CDS_BASE_URL');
}

function shippedHooks(): string {
  return fileURLToPath(new URL('../hooks', import.meta.url));
}

function parseLogLevel(value: string): LogLevel | undefined {
  return LOG_LEVELS.find((level) => level === value);
}
