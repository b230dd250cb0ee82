// Name-based UUIDs (RFC 9562, version 5): the same names give the same UUID, so a repeated call repeats its ids.
import { hash } from 'node:crypto';

const NAMESPACE = Buffer.from('6f2d1e8e3b5c4d0f9a7e5c1b2d3f4a60', 'hex');

/** The UUID of a list of names; ['ab', 'c'] and ['a', 'bc'] differ. */
export function uuidFor(...names: string[]): string {
  const hex = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(JSON.stringify(names))]), 'hex');
  // The version, and in the two highest bits the variant, stand in place of what the digest has there.
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
