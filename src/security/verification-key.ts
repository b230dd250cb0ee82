// A client's public key, from the JWK that it publishes (RFC 7517).
import { createPublicKey, type KeyObject } from 'node:crypto';
import { isObject } from '../fhir/lenient.ts';
import type { JsonObject } from '../fhir/types.ts';
import { algorithmsOf, type SignatureAlgorithm } from './signature-algorithms.ts';

/** A key that can verify signatures, and which ones. */
export interface VerificationKey {
  readonly id: string;
  readonly key: KeyObject;
  readonly algorithms: readonly SignatureAlgorithm[];
}

/** A usable key, or what is wrong with it in words that repeat nothing of it. */
export type KeyReading = { readonly key: VerificationKey } | { readonly key?: undefined; readonly problem: string };

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];
const SHORTEST_MODULUS = 2048;

/** What `kid` and `jti` may be: short, and without control characters or lone surrogates, which stores choke on. */
export function isIdentifier(value: unknown): value is string {
  return typeof value === 'string' && /^[^\p{Cc}\p{Cs}]{1,256}$/u.test(value);
}

/** Reads one member of a JWK Set. */
export function readVerificationKey(jwk: unknown): KeyReading {
  if (!isObject(jwk)) return { problem: 'must be a JSON Web Key' };
  if (jwk['kty'] === 'oct') return { problem: 'is a shared secret; only public keys belong here' };
  if (PRIVATE_MEMBERS.some((member) => Object.hasOwn(jwk, member))) {
    return { problem: 'is a private key; only public keys belong here, and this one must be replaced' };
  }
  const id = jwk['kid'];
  if (!isIdentifier(id)) return { problem: 'needs a "kid" of 1 to 256 characters' };
  if (!mayVerify(jwk)) return { problem: 'is not for signatures ("use" or "key_ops")' };
  const algorithms = algorithmsOf(jwk);
  if (algorithms.length === 0) return { problem: 'has a "kty", "crv" or "alg" that is not supported' };
  return withMaterial(id, jwk, algorithms);
}

function mayVerify({ use, key_ops: operations }: JsonObject): boolean {
  if (use !== undefined && use !== 'sig') return false;
  return operations === undefined || (Array.isArray(operations) && operations.includes('verify'));
}

function withMaterial(id: string, jwk: JsonObject, algorithms: readonly SignatureAlgorithm[]): KeyReading {
  const key = publicKeyFrom(jwk);
  if (key === undefined) return { problem: 'holds no valid public key' };
  const { modulusLength } = key.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined && modulusLength < SHORTEST_MODULUS) {
    return { problem: `is an RSA key of fewer than ${SHORTEST_MODULUS} bits` };
  }
  return { key: { id, key, algorithms } };
}

function publicKeyFrom(jwk: JsonObject): KeyObject | undefined {
  try {
    return createPublicKey({ key: { ...jwk }, format: 'jwk' });
  } catch {
    return undefined;
  }
}
