// Expressions inside the knowledge: a mistake in one is a mistake at its place in a file.
import { compilePredicate, ExpressionError, type Predicate } from '../expressions/predicate.ts';
import type { Place } from '../knowledge/source-file.ts';

/** Compiles FHIRPath. Throws KnowledgeError for what the lint refuses. */
export function predicateAt(expression: string, resourceType: string, place: Place): Predicate {
  try {
    return compilePredicate(expression, resourceType);
  } catch (error) {
    if (error instanceof ExpressionError) throw place.error(error.message);
    throw error;
  }
}

/** Compiles a regular expression on names and dose forms, case-insensitive. Throws KnowledgeError. */
export function patternAt(expression: string, place: Place): RegExp {
  const compiled = expressionOf(expression, place);
  // What only says which words must not be there begins with that.
  if (compiled.test('') && !expression.startsWith('^(?!'))
    throw place.error('the expression matches the empty text, and so every text');
  return compiled;
}

function expressionOf(expression: string, place: Place): RegExp {
  try {
    return new RegExp(expression, 'iu');
  } catch (error) {
    throw place.error(`not a regular expression: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}
