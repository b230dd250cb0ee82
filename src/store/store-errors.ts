// What can go wrong with the store. A driver's message may quote a row, so only a short reason is kept of it.

/** The database cannot be reached, is too busy or fails; what was to be written may be sent again. */
export class StoreUnavailableError extends Error {
  /** A label for log and metric: the driver's error code, or a word of ours. */
  readonly reason: string;

  constructor(reason: string) {
    super(`the store is not available (${reason})`);
    this.name = 'StoreUnavailableError';
    this.reason = reason;
  }
}

/** More writes wait than may. */
export class StoreFullError extends StoreUnavailableError {
  constructor() {
    super('queue-full');
    this.name = 'StoreFullError';
  }
}

/** The write collided with another one and was undone; alone it may succeed. */
export class StoreConflictError extends StoreUnavailableError {
  constructor(reason: string) {
    super(reason);
    this.name = 'StoreConflictError';
  }
}

/** True when the next write would fail as well. */
export function isOutage(error: unknown): error is StoreUnavailableError {
  return error instanceof StoreUnavailableError && !(error instanceof StoreConflictError);
}

/** The database refuses the values themselves; to send them again is of no use. */
export class StoreRejectedError extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(`the store refuses the values (${reason})`);
    this.name = 'StoreRejectedError';
    this.reason = reason;
  }
}

/** The database cannot be used as it is; the message tells the operator why. */
export class StoreUnusableError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StoreUnusableError';
  }
}

/** A failed statement, as the two drivers tell it, in our terms. */
export type FailureOf = (error: unknown) => Error;
