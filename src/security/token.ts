// A token as it came in, taken apart and not yet believed.
import { nestsDeeperThan } from '../base/json-limits.ts';
import { isObject } from '../fhir/lenient.ts';
import type { JsonObject } from '../fhir/types.ts';
import { AuthenticationError } from './authentication-error.ts';

/** A JWT in compact form (RFC 7515, section 7.1); nothing in it is verified. */
export interface UnverifiedToken {
  readonly text: string;
  readonly header: JsonObject;
  readonly claims: JsonObject;
}

/** 8 KB of token and the scheme. */
const LONGEST_HEADER = 8192 + 'Bearer '.length;
const DEEPEST = 8;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
// `[` and `{`, as `]` and `}`, differ only in the bit 0x20.
const CASE_BIT = 0x20;
const OPENING = 0x7b;
const CLOSING = 0x7d;

/** Takes the token out of an Authorization header. The scheme is case-insensitive (RFC 9110, section 11.1). */
export function readToken(authorization: string | undefined): UnverifiedToken {
  if (authorization === undefined || authorization === '') throw new AuthenticationError('no-token');
  if (authorization.length > LONGEST_HEADER) throw new AuthenticationError('too-large');
  const [scheme] = /^bearer +/i.exec(authorization) ?? [];
  if (scheme === undefined) throw new AuthenticationError('scheme');
  const text = authorization.slice(scheme.length);
  const parts = text.split('.');
  const [header, claims] = parts.map(bytesOf);
  // Five parts are an encrypted token (JWE), which has no signature.
  if (parts.length !== 3 || header === undefined || claims === undefined) throw new AuthenticationError('malformed');
  return { text, header: objectIn(header), claims: objectIn(claims) };
}

/** Strict base64url: what does not encode back to itself is refused, so a token has one spelling. */
function bytesOf(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) throw new AuthenticationError('malformed');
  return bytes;
}

function objectIn(json: Buffer): JsonObject {
  const value = nestsDeeperThan(DEEPEST, json) ? undefined : parsed(json);
  // Two parsers may disagree which of two equal names counts (RFC 7519, section 4).
  if (!isObject(value) || membersIn(json) !== Object.keys(value).length) throw new AuthenticationError('malformed');
  return value;
}

function parsed(json: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json));
  } catch {
    // The parser's message quotes the token.
    return undefined;
  }
}

/** How many members the outermost object of a valid JSON text is written with, equal names included. */
function membersIn(json: Uint8Array): number {
  let depth = 0;
  let members = 0;
  let quoted = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] ?? 0;
    if (quoted && byte === BACKSLASH) at += 1;
    else if (byte === QUOTE) quoted = !quoted;
    else if (quoted) continue;
    else if (byte === COLON) members += depth === 1 ? 1 : 0;
    else if ((byte | CASE_BIT) === OPENING) depth += 1;
    else if ((byte | CASE_BIT) === CLOSING) depth -= 1;
  }
  return members;
}
