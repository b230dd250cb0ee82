// The signatures that can be configured: every asymmetric one that jose offers on all supported versions of Node.
// `none` and HMAC (HS*) are not among them, so no configuration can let them in (CDS Hooks 2.0, "Trusting CDS Clients").
import type { JsonObject } from '../fhir/types.ts';

/** By kind of key: the `alg` values that such a key can verify. */
const ALGORITHMS_BY_KEY = {
  RSA: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  'P-256': ['ES256'],
  'P-384': ['ES384'],
  'P-521': ['ES512'],
  Ed25519: ['EdDSA', 'Ed25519'],
} as const;

type KeyKind = keyof typeof ALGORITHMS_BY_KEY;

/** A value of `alg` that can be configured. */
export type SignatureAlgorithm = (typeof ALGORITHMS_BY_KEY)[KeyKind][number];

/** Every value of `alg` that can be configured. */
export const SIGNATURE_ALGORITHMS: readonly SignatureAlgorithm[] = Object.values(ALGORITHMS_BY_KEY).flat();

/** What the specification recommends, and what a client gets that names none. */
export const DEFAULT_ALGORITHMS: readonly SignatureAlgorithm[] = ['ES384', 'RS384'];

/** The algorithms that a JWK can verify: those of its kind, or the one that it names itself if that fits. */
export function algorithmsOf(jwk: JsonObject): readonly SignatureAlgorithm[] {
  const algorithms: readonly SignatureAlgorithm[] = isKeyKind(kindOf(jwk))
    ? ALGORITHMS_BY_KEY[kindOf(jwk) as KeyKind]
    : [];
  return jwk['alg'] === undefined ? algorithms : algorithms.filter((algorithm) => algorithm === jwk['alg']);
}

function kindOf({ kty, crv }: JsonObject): unknown {
  return kty === 'EC' || kty === 'OKP' ? crv : kty;
}

function isKeyKind(kind: unknown): kind is KeyKind {
  return typeof kind === 'string' && Object.hasOwn(ALGORITHMS_BY_KEY, kind);
}
