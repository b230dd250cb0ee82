// Who a call was about, as the store may know it: the same person gives the same hash, and nobody without the key can tell who.
import { createHmac } from 'node:crypto';

/** Hashes a name for one purpose and one client. */
export type KeyedHash = (purpose: 'patient' | 'user', issuer: string | undefined, id: string) => string;

const BYTES = 16;

/** A hash under a key (HMAC-SHA-256, cut to 128 bits). The parts are told apart, so that no id can pose as another. */
export function keyedHash(key: Buffer): KeyedHash {
  return (purpose, issuer = '', id) =>
    createHmac('sha256', key)
      .update(JSON.stringify([purpose, issuer, id]))
      .digest()
      .subarray(0, BYTES)
      .toString('base64url');
}
