// Tokens and the keys that sign them: honest ones by jose, forged ones by hand.
import { createHmac, KeyObject, randomUUID, sign } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

/** The instant of all these tests, in seconds since 1970. */
export const NOW = Date.UTC(2026, 2, 2, 15) / 1000;

/** The endpoint that is called. */
export const ENDPOINT = 'https://cds.example/cds-services/midback-pain';

/** The client with published keys. */
export const ISSUER = 'https://ehr.example.com';

/** Where it publishes them. */
export const JKU = 'https://ehr.example.com/.well-known/jwks.json';

/** What a part of a token is made of; undefined leaves a member out. */
export type Members = Readonly<Record<string, unknown>>;

/** One key pair of a client. */
export interface Signer {
  readonly algorithm: string;
  readonly keyId: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  /** As it is published. */
  readonly jwk: JWK;
}

/** Makes a key pair. */
export async function newSigner(algorithm: string, keyId: string): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: keyId, alg: algorithm, use: 'sig' };
  return { algorithm, keyId, privateKey, publicKey, jwk };
}

/** The claims of a good token, changed. */
export function claimsWith(changes: Members = {}): Members {
  return { iss: ISSUER, aud: ENDPOINT, iat: NOW, exp: NOW + 300, jti: randomUUID(), ...changes };
}

/** The header of a good token, changed. */
export function headerWith(signer: Signer, changes: Members = {}): Members {
  return { alg: signer.algorithm, kid: signer.keyId, typ: 'JWT', ...changes };
}

/** An Authorization header with a token that jose made. */
export async function bearer(signer: Signer, claims: Members = {}, header: Members = {}): Promise<string> {
  const members = headerWith(signer, header) as { readonly alg: string };
  const token = await new SignJWT({ ...claimsWith(claims) }).setProtectedHeader(members).sign(signer.privateKey);
  return `Bearer ${token}`;
}

/** A part of a token: its members, its text or its bytes. */
export type Part = Members | string | Buffer;

/** Any header and any claims, and a true signature over them. */
export function forge(
  signer: Signer,
  header: Part,
  claims: Part = claimsWith(),
  dsaEncoding: 'der' | 'ieee-p1363' = 'ieee-p1363',
): string {
  const content = unsigned(header, claims);
  const key = KeyObject.from(signer.privateKey);
  const hash = `sha${signer.algorithm.slice(2)}`;
  const signature = sign(hash, Buffer.from(content), { key, dsaEncoding });
  return `Bearer ${content}.${signature.toString('base64url')}`;
}

/** A token whose "signature" is an HMAC. */
export function forgeHmac(secret: string, header: Members): string {
  const content = unsigned(header, claimsWith());
  const hash = `sha${String(header['alg']).slice(2)}`;
  return `Bearer ${content}.${createHmac(hash, secret).update(content).digest('base64url')}`;
}

/** The first two parts of a token. */
export function unsigned(header: Part, claims: Part = claimsWith()): string {
  return `${bytesOf(header).toString('base64url')}.${bytesOf(claims).toString('base64url')}`;
}

function bytesOf(part: Part): Buffer {
  if (Buffer.isBuffer(part)) return part;
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part));
}
