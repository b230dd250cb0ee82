// Why a call is refused. The reason goes to the log and the metrics; the client learns the status alone.

/** The client did not show who it is. */
const UNAUTHENTICATED = [
  'no-token',
  'scheme',
  'too-large',
  'malformed',
  'issuer',
  'algorithm',
  'type',
  'critical-header',
  'embedded-key',
  'jku',
  'key-id',
  'audience',
  'expiry',
  'expired',
  'lifetime',
  'issued-at',
  'too-old',
  'not-before',
  'token-id',
  'keys-unavailable',
  'key-unknown',
  'signature',
  'replayed',
] as const;

/** The client is known, and may not do this. */
const FORBIDDEN = ['subject', 'tenant'] as const;

/** Every reason; labels only, never anything that the token says. */
export const AUTHENTICATION_REASONS = [...UNAUTHENTICATED, ...FORBIDDEN] as const;

/** One reason. */
export type AuthenticationReason = (typeof AUTHENTICATION_REASONS)[number];

/** A refused call: 401 for who-are-you, 403 for known-but-not-allowed. */
export class AuthenticationError extends Error {
  readonly status: 401 | 403;
  readonly reason: AuthenticationReason;

  constructor(reason: AuthenticationReason) {
    super(`the caller is refused: ${reason}`);
    this.name = 'AuthenticationError';
    this.status = FORBIDDEN.some((forbidden) => forbidden === reason) ? 403 : 401;
    this.reason = reason;
  }
}
