// What an attack is made of: a forged Authorization header and the reason for which it is refused.
import type { AuthenticationReason } from '../../src/security/authentication-error.ts';
import { bearer, claimsWith, forge, headerWith, type Members, type Signer } from './tokens.ts';

/** A client with keys of its own, a subject and tenants. */
export const OTHER_ISSUER = 'https://clinic.example.org';

/** A client whose key server does not answer. */
export const BROKEN_ISSUER = 'https://broken.example.org';

/** The keys of the clients, and one that belongs to nobody. */
export interface AttackKeys {
  /** ES384, published by ISSUER. */
  readonly own: Signer;
  /** RSA, published by ISSUER; it may be used with RS384 only. */
  readonly rsa: Signer;
  /** ES384, of OTHER_ISSUER. */
  readonly other: Signer;
  /** ES384, of nobody, with the `kid` of `own`. */
  readonly stranger: Signer;
}

type Forgery = (keys: AttackKeys) => string | undefined | Promise<string>;

/** One attack. */
export interface Attack {
  readonly name: string;
  readonly reason: AuthenticationReason;
  readonly forgery: Forgery;
}

/** An attack. */
export const attack = (name: string, reason: AuthenticationReason, forgery: Forgery): Attack => ({
  name,
  reason,
  forgery,
});

/** An attack by members of a header that is truly signed. */
export const withHeader = (name: string, reason: AuthenticationReason, header: Members): Attack =>
  attack(name, reason, ({ own }) => forge(own, headerWith(own, header)));

/** An attack by claims that are truly signed. */
export const withClaims = (name: string, reason: AuthenticationReason, claims: Members): Attack =>
  attack(name, reason, ({ own }) => forge(own, headerWith(own), claimsWith(claims)));

/** An attack by claims of the client that has a subject and tenants. */
export const asOther = (name: string, reason: AuthenticationReason, claims: Members): Attack =>
  attack(name, reason, ({ other }) => bearer(other, { iss: OTHER_ISSUER, sub: 'clinic', tenant: 'north', ...claims }));
