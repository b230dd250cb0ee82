// The checks of a token that cost nothing, before any key is fetched and any signature computed (conformance T2 to T5).
import type { JsonObject } from '../fhir/types.ts';
import { AuthenticationError, type AuthenticationReason } from './authentication-error.ts';
import type { SignatureAlgorithm } from './signature-algorithms.ts';
import type { TrustedClient } from './trusted-client.ts';
import { isIdentifier } from './verification-key.ts';

/** Seconds by which two clocks may differ. */
export const CLOCK_SKEW = 30;

/** What the signature must be checked with. */
export interface SigningClaim {
  readonly algorithm: SignatureAlgorithm;
  readonly keyId: string;
}

/** What makes a token usable once. */
export interface SingleUse {
  readonly tokenId: string;
  /** In seconds since 1970: from then on the token is refused by itself. */
  readonly expiresAt: number;
}

/** Checks the header against what the client may use. */
export function checkHeader(header: JsonObject, client: TrustedClient): SigningClaim {
  // Extensions that must be understood; the protocol has none. Even an empty list is against RFC 7515, section 4.1.11.
  demand(!Object.hasOwn(header, 'crit'), 'critical-header');
  // A key or an address that the token brings along proves nothing about who signed it.
  demand(!['jwk', 'x5c', 'x5u'].some((name) => Object.hasOwn(header, name)), 'embedded-key');
  demand(!Object.hasOwn(header, 'jku') || (client.jku !== undefined && header['jku'] === client.jku), 'jku');
  demand(hasType(header['typ'], client.compatibility.jwtTypOptional), 'type');
  const algorithm = client.algorithms.find((allowed) => allowed === header['alg']);
  demand(algorithm !== undefined, 'algorithm');
  const keyId = header['kid'];
  demand(isIdentifier(keyId), 'key-id');
  return { algorithm, keyId };
}

function hasType(type: unknown, optional: boolean): boolean {
  return type === undefined ? optional : typeof type === 'string' && type.toUpperCase() === 'JWT';
}

/** Checks whom the token is for and when; `now` in seconds since 1970. */
export function checkClaims(
  claims: JsonObject,
  expected: { readonly client: TrustedClient; readonly endpoint: string; readonly now: number },
): SingleUse {
  const { client, endpoint, now } = expected;
  demand(isFor(claims['aud'], endpoint), 'audience');
  const { exp: expiry, iat: issued, nbf: notBefore = now, jti: tokenId } = claims;
  demand(isInstant(expiry), 'expiry');
  demand(isInstant(issued) && issued <= now + CLOCK_SKEW, 'issued-at');
  demand(isInstant(notBefore) && notBefore <= now + CLOCK_SKEW, 'not-before');
  demand(expiry > now - CLOCK_SKEW, 'expired');
  demand(now - issued <= client.maxTokenAgeSeconds + CLOCK_SKEW, 'too-old');
  // A token that promises to live longer is refused at once, not only when it has grown old.
  demand(expiry - issued <= client.maxTokenAgeSeconds + CLOCK_SKEW, 'lifetime');
  demand(isIdentifier(tokenId), 'token-id');
  // The checks above count whole seconds, so the last one before a fraction runs out still passes them.
  return { tokenId, expiresAt: Math.ceil(expiry + CLOCK_SKEW) };
}

/** T4: the exact URL of the endpoint, alone or in a list. */
function isFor(audience: unknown, endpoint: string): boolean {
  const audiences: readonly unknown[] = Array.isArray(audience) ? audience : [audience];
  return audiences.every((name) => typeof name === 'string') && audiences.includes(endpoint);
}

function isInstant(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function demand(holds: boolean, otherwise: AuthenticationReason): asserts holds {
  if (!holds) throw new AuthenticationError(otherwise);
}
