// The file of trusted clients (CDS_TRUSTED_CLIENTS): whom the service answers (conformance T3, T5).
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Reach } from '../net/guarded-client.ts';
import { DEFAULT_ALGORITHMS, type SignatureAlgorithm } from './signature-algorithms.ts';
import type { KeySource, TrustedClient } from './trusted-client.ts';
import { checkClientsFile, type ClientEntry } from './trusted-clients-schema.ts';
import { parseYaml } from './yaml-text.ts';
import { readVerificationKey, type VerificationKey } from './verification-key.ts';
import { isLoopbackUrl } from './web-address.ts';

const LARGEST_FILE = 1024 * 1024;
const DEFAULT_TOKEN_AGE = 300;
const DEFAULT_REQUESTS = 600;

/** All that is wrong with the file, one line for each mistake: file, entry, field, and what is asked for there. */
export class TrustedClientsError extends Error {
  readonly mistakes: readonly string[];

  constructor(file: string, mistakes: readonly string[]) {
    super(`The trusted clients cannot be used:\n${mistakes.map((mistake) => `  ${file}: ${mistake}`).join('\n')}`);
    this.name = 'TrustedClientsError';
    this.mistakes = mistakes;
  }
}

/** Reads the file. Throws one TrustedClientsError that names every mistake. */
export function loadTrustedClients(path: string): readonly TrustedClient[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new TrustedClientsError(basename(path), [`cannot be read (${code})`]);
  }
  return parseTrustedClients(basename(path), bytes);
}

/** Reads the content of the file; `file` names it in mistakes. */
export function parseTrustedClients(file: string, content: Buffer | string): readonly TrustedClient[] {
  const text = content.toString();
  if (text.length > LARGEST_FILE) throw new TrustedClientsError(file, [`is larger than ${LARGEST_FILE} bytes`]);
  const parsed = parseYaml(text);
  if (parsed.problem !== undefined) throw new TrustedClientsError(file, [parsed.problem]);
  const checked = checkClientsFile(parsed.data);
  if (!('clients' in checked)) {
    throw new TrustedClientsError(
      file,
      checked.map(({ pointer, message }) => `${placeOf(pointer, parsed.data)}${message}`),
    );
  }
  return buildClients(file, checked.clients);
}

function buildClients(file: string, entries: readonly ClientEntry[]): readonly TrustedClient[] {
  const mistakes: string[] = [];
  const clients = entries.map((entry, index) => {
    const note = (field: string, message: string): void => {
      mistakes.push(`entry ${index + 1} (${entry.issuer}), ${field}: ${message}`);
    };
    if (entries.findIndex(({ issuer }) => issuer === entry.issuer) < index)
      note('issuer', 'is used by an entry before');
    return buildClient(entry, note);
  });
  if (mistakes.length > 0) throw new TrustedClientsError(file, mistakes);
  return clients;
}

type Note = (field: string, message: string) => void;

function buildClient(entry: ClientEntry, note: Note): TrustedClient {
  const { issuer, jku, tenants, subject, fhirRelease } = entry;
  const algorithms = entry.algorithms ?? DEFAULT_ALGORITHMS;
  return {
    issuer,
    ...(jku === undefined ? {} : { jku }),
    keySource: keySourceOf(entry, algorithms, note),
    algorithms,
    fhirServers: new Set(entry.fhirServers),
    reach: fhirReachOf(entry, note),
    corsOrigins: entry.corsOrigins ?? [],
    maxTokenAgeSeconds: entry.maxTokenAgeSeconds ?? DEFAULT_TOKEN_AGE,
    ...(tenants === undefined ? {} : { tenants: new Set(tenants) }),
    ...(subject === undefined ? {} : { subject }),
    ...(fhirRelease === undefined ? {} : { fhirRelease }),
    requestsPerMinute: entry.requestsPerMinute ?? DEFAULT_REQUESTS,
    compatibility: { deleteWithResource: false, jwtTypOptional: false, ...entry.compatibility },
  };
}

/** Keys in the file come first: with both, nothing is fetched and `jku` only says which header value is right. */
function keySourceOf(entry: ClientEntry, algorithms: readonly SignatureAlgorithm[], note: Note): KeySource {
  const { jku = '', keys } = entry;
  if (keys !== undefined) return { kind: 'configured', keys: readKeys(keys, algorithms, note) };
  return { kind: 'published', url: jku, reach: isLoopbackUrl(jku) ? 'loopback' : (entry.network ?? 'public') };
}

function readKeys(
  jwks: NonNullable<ClientEntry['keys']>,
  algorithms: readonly SignatureAlgorithm[],
  note: Note,
): readonly VerificationKey[] {
  const keys: VerificationKey[] = [];
  for (const [index, jwk] of jwks.entries()) {
    const reading = readVerificationKey(jwk);
    if (reading.key === undefined) note(`keys/${index}`, reading.problem);
    else if (keys.some(({ id }) => id === reading.key.id)) note(`keys/${index}`, 'has the "kid" of a key before');
    else if (!reading.key.algorithms.some((algorithm) => algorithms.includes(algorithm))) {
      note(`keys/${index}`, `cannot be used with the algorithms of this client (${algorithms.join(', ')})`);
    } else keys.push(reading.key);
  }
  return keys;
}

/** Loopback is for a client that lives there wholly, so that no public name may ever resolve to this machine. */
function fhirReachOf({ fhirServers = [], network = 'public' }: ClientEntry, note: Note): Reach {
  if (!fhirServers.some(isLoopbackUrl)) return network;
  if (!fhirServers.every(isLoopbackUrl)) note('fhirServers', 'must not mix loopback with other servers');
  return 'loopback';
}

function placeOf(pointer: string, data: unknown): string {
  const [, index, field] = /^\/clients\/(\d+)(?:\/(.*))?$/.exec(pointer) ?? [];
  if (index === undefined) return pointer === '' ? '' : `${pointer.slice(1)}: `;
  const issuer = (data as { readonly clients: readonly unknown[] }).clients[Number(index)];
  return `entry ${Number(index) + 1}${issuerOf(issuer)}${field === undefined ? '' : `, ${field}`}: `;
}

function issuerOf(entry: unknown): string {
  const issuer = typeof entry === 'object' && entry !== null && 'issuer' in entry ? entry.issuer : undefined;
  return typeof issuer === 'string' && issuer !== '' ? ` (${issuer})` : '';
}
