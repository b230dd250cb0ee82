// Name-based UUIDs (RFC 9562, version 5): the same names give the same UUID, so a repeated call repeats its ids.
import { createHash } from 'node:crypto';

const NAMESPACE = Buffer.from('6f2d1e8e3b5c4d0f9a7e5c1b2d3f4a60', 'hex');

/** The UUID of a list of names; ['ab', 'c'] and ['a', 'bc'] differ. */
export function uuidFor(...names: string[]): string {
  const digest = createHash('sha1').update(NAMESPACE).update(JSON.stringify(names)).digest().subarray(0, 16);
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = digest.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
