// Certificate and key for HTTPS in process, read once at start; a mistake is told by its variable.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ServerOptions } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { TlsFiles } from './config.ts';
import { ConfigError } from './environment.ts';

// A connection that never finishes its handshake holds a place.
const HANDSHAKE_MS = 10_000;

/** Options for a TLS server. With an authority for clients only those come in that show a certificate of it (T8). Throws ConfigError. */
export function readTlsOptions({ certificate, key, clientAuthority }: TlsFiles): ServerOptions {
  const pair = { cert: read('TLS_CERT_FILE', certificate), key: read('TLS_KEY_FILE', key) };
  const options: ServerOptions = { ...pair, minVersion: 'TLSv1.2', handshakeTimeout: HANDSHAKE_MS };
  refuseUnusable('TLS_CERT_FILE, TLS_KEY_FILE', () => createSecureContext(options));
  if (clientAuthority === undefined) return options;
  const ca = read('TLS_CLIENT_CA_FILE', clientAuthority);
  // A secure context passes over an authority that it cannot read.
  refuseUnusable('TLS_CLIENT_CA_FILE', () => new X509Certificate(ca));
  return { ...options, ca, requestCert: true, rejectUnauthorized: true };
}

function read(variable: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new ConfigError([`${variable}: the file cannot be read`]);
  }
}

/** The library's own message may quote the file, so it is not told. */
function refuseUnusable(variables: string, open: () => unknown): void {
  try {
    open();
  } catch {
    throw new ConfigError([`${variables}: expected PEM files that belong together`]);
  }
}
