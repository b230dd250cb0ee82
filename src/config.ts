// The environment, read once: every variable is checked, and all mistakes are told together.
import { statSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fixedClock, systemClock, type Clock } from './base/clock.ts';
import { LOG_LEVELS, type LogLevel } from './base/log.ts';

/** How this instance runs. */
export interface Config {
  readonly host: string;
  /** 0 asks the system for a free port. */
  readonly port: number;
  /** The public address without a trailing slash; undefined: the address that the server listens on. */
  readonly baseUrl: string | undefined;
  readonly timeZone: string;
  readonly clock: Clock;
  /** The instant of a fixed clock, as given; undefined: the machine's clock runs. */
  readonly fixedClock: string | undefined;
  readonly hooksDir: string;
  /** A site's own folder, laid over the knowledge. */
  readonly siteDir: string | undefined;
  readonly logLevel: LogLevel;
  /** In bytes. */
  readonly bodyLimit: number;
}

/** The variables, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** All that is wrong with the environment, one line for each variable. */
export class ConfigError extends Error {
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(`The environment cannot be used:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`);
    this.name = 'ConfigError';
    this.mistakes = mistakes;
  }
}

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = 3000;
const DEFAULT_BODY_LIMIT = 5 * 1024 * 1024;
const LARGEST_BODY_LIMIT = 100 * 1024 * 1024;
const HOST_NAME = /^(?=.{1,253}$)[a-z\d]([a-z\d-]{0,62})(\.[a-z\d]([a-z\d-]{0,62}))*$/i;
const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** The variables of this process. */
export function processEnvironment(): Environment {
  return process.env;
}

/** Turns the environment into a Config, or throws one ConfigError that names every mistake. */
export function loadConfig(environment: Environment = process.env): Config {
  const mistakes: string[] = [];
  const read = <T>(name: string, fallback: T, expected: string, parse: (value: string) => T | undefined): T => {
    const value = environment[name];
    if (value === undefined || value === '') return fallback;
    const parsed = parse(value);
    if (parsed === undefined) mistakes.push(`${name}: expected ${expected}, got ${JSON.stringify(value)}`);
    return parsed ?? fallback;
  };
  const wholeNumber = (name: string, fallback: number, least: number, most: number): number =>
    read(name, fallback, `a whole number from ${least} to ${most}`, (value) => parseWhole(value, least, most));

  const host = read('HOST', DEFAULT_HOST, 'an IP address or a host name', parseHost);
  const fixed = read('CDS_CLOCK', undefined, 'an instant with offset such as 2026-03-02T10:00:00-05:00', parseInstant);
  if (fixed !== undefined && !isLoopback(host)) {
    mistakes.push(`CDS_CLOCK: expected only with HOST on loopback, got HOST ${JSON.stringify(host)}`);
  }
  const config: Config = {
    host,
    port: wholeNumber('PORT', DEFAULT_PORT, 0, 65535),
    baseUrl: read('CDS_BASE_URL', undefined, 'an absolute http(s) URL without trailing slash', parseBaseUrl),
    timeZone: read('CDS_TIME_ZONE', machineTimeZone(), 'an IANA time zone such as America/New_York', parseTimeZone),
    clock: fixed === undefined ? systemClock : fixedClock(fixed),
    fixedClock: fixed,
    hooksDir: read('HOOKS_DIR', shippedHooks(), 'a folder that exists', parseFolder),
    siteDir: read('CDS_SITE_DIR', undefined, 'a folder that exists', parseFolder),
    logLevel: read<LogLevel>('LOG_LEVEL', 'info', `one of ${LOG_LEVELS.join(', ')}`, parseLogLevel),
    bodyLimit: wholeNumber('CDS_BODY_LIMIT', DEFAULT_BODY_LIMIT, 1, LARGEST_BODY_LIMIT),
  };
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return Object.freeze(config);
}

function parseWhole(value: string, least: number, most: number): number | undefined {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
}

function parseHost(value: string): string | undefined {
  return isIP(value) !== 0 || HOST_NAME.test(value) ? value : undefined;
}

function parseBaseUrl(value: string): string | undefined {
  if (!/^https?:\/\/[^\s?#\\]+$/.test(value) || value.endsWith('/') || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  return url.username === '' && url.password === '' ? value : undefined;
}

function parseTimeZone(value: string): string | undefined {
  // Newer engines take offsets too; an offset knows no daylight saving and would shift "today".
  if (!/^[A-Za-z]/.test(value)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

function machineTimeZone(): string {
  return new Intl.DateTimeFormat('en').resolvedOptions().timeZone;
}

function parseInstant(value: string): string | undefined {
  const [, year, month, day] = INSTANT.exec(value) ?? [];
  // Date rolls 30 February over into March instead of refusing it.
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const exists = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return exists && !Number.isNaN(new Date(value).getTime()) ? value : undefined;
}

function parseFolder(value: string): string | undefined {
  const folder = resolve(value);
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? folder : undefined;
}

function shippedHooks(): string {
  return fileURLToPath(new URL('../hooks', import.meta.url));
}

function parseLogLevel(value: string): LogLevel | undefined {
  return LOG_LEVELS.find((level) => level === value);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
