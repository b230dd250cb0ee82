// Why a guarded request gave no answer, in one word.

/**
 * The reasons:
 * `invalid-url` no URL, or one written to be read in two ways; `scheme` neither https nor http towards loopback;
 * `credentials` a user name in it; `origin` not one of the allowed; `base-path` outside of the server's base;
 * `token` no bearer token by its characters; `address` the host leads out of reach; `redirect` the server points elsewhere;
 * `too-large` more bytes than allowed; `coding` a content coding that is unknown or broken; `deadline` too late;
 * `unreachable` every other failure of name, connection, certificate or protocol.
 */
export type GuardReason =
  | 'scheme'
  | 'credentials'
  | 'origin'
  | 'base-path'
  | 'address'
  | 'redirect'
  | 'too-large'
  | 'coding'
  | 'deadline'
  | 'unreachable'
  | 'invalid-url'
  | 'token';

/** A request that was refused or failed. It has no cause: what lies below names hosts, addresses and paths. */
export class GuardedRequestError extends Error {
  readonly reason: GuardReason;

  constructor(reason: GuardReason) {
    super(`guarded request: ${reason}`);
    this.name = 'GuardedRequestError';
    this.reason = reason;
  }
}
