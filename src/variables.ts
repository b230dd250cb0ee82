// What a variable may hold, one parser for each kind; undefined: it holds something else.
import { statSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';

const HOST_NAME = /^(?=.{1,253}$)[a-z\d]([a-z\d-]{0,62})(\.[a-z\d]([a-z\d-]{0,62}))*$/i;
const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** An IP address or a host name. */
export function parseHost(value: string): string | undefined {
  return isIP(value) !== 0 || HOST_NAME.test(value) ? value : undefined;
}

/** True for names of this machine that no other machine can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** True for a URL that leads to this machine. */
export function isLoopbackUrl(url: string): boolean {
  return isLoopback(new URL(url).hostname.replace(/^\[|\]$/g, ''));
}

/** An absolute http(s) URL as a base of addresses: no trailing slash, query, fragment or user. */
export function parseBaseUrl(value: string): string | undefined {
  if (!/^https?:\/\/[^\s?#\\]+$/.test(value) || value.endsWith('/') || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  return url.username === '' && url.password === '' ? value : undefined;
}

/** Origins parted by commas or blanks, each as `URL.origin` writes it: `https://ehr.example`, `http://127.0.0.1:8080`. */
export function parseOrigins(value: string): readonly string[] | undefined {
  const origins = value.split(/[\s,]+/).filter((part) => part !== '');
  return origins.every(isOrigin) ? origins : undefined;
}

function isOrigin(value: string): boolean {
  return /^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value;
}

/** An IANA time zone. */
export function parseTimeZone(value: string): string | undefined {
  // Newer engines take offsets too; an offset knows no daylight saving and would shift "today".
  if (!/^[A-Za-z]/.test(value)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** The zone of this machine. */
export function machineTimeZone(): string {
  return new Intl.DateTimeFormat('en').resolvedOptions().timeZone;
}

/** An instant that exists, with its offset. */
export function parseInstant(value: string): string | undefined {
  const [, year, month, day] = INSTANT.exec(value) ?? [];
  // Date rolls 30 February over into March instead of refusing it.
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const exists = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return exists && !Number.isNaN(new Date(value).getTime()) ? value : undefined;
}

/** A folder that exists, as an absolute path. */
export function parseFolder(value: string): string | undefined {
  const folder = resolve(value);
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? folder : undefined;
}

/** A file that exists, as an absolute path. */
export function parseFile(value: string): string | undefined {
  const file = resolve(value);
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true ? file : undefined;
}
