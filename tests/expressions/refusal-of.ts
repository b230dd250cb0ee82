// Reading what the lint says about an expression.
import { compilePredicate, ExpressionError } from '../../src/expressions/predicate.ts';

/** The message with which an expression is refused; fails when it is accepted. */
export function refusalOf(expression: string, resourceType = 'Condition'): string {
  try {
    compilePredicate(expression, resourceType);
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
  throw new Error(`accepted: ${expression}`);
}
