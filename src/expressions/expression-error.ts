/** An expression that cannot be used, or that failed on a record, and why. Never quotes the record. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}
