// FHIRPath in the knowledge: compiled once, linted at load, and only ever asked about resources already selected by code.
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { formatDay, type Calendar } from '../base/calendar.ts';
import type { RawResource } from '../fhir/types.ts';
import { ExpressionError } from './expression-error.ts';
import { lintExpression } from './lint.ts';

export { ExpressionError } from './expression-error.ts';

/** True when the expression comes out as exactly `true` for the resource. Throws ExpressionError when it fails. */
export type Predicate = (resource: RawResource, calendar: Calendar) => boolean;

// fhirpath writes a hidden `__path__` on the results that it converts to plain values, which fails on frozen records.
// Left unconverted, the record is only read; that is cheaper than a copy per question.
const READ_ONLY = { async: false, resolveInternalTypes: false } as const;

/** Compiles a FHIRPath expression over a resource type. Throws ExpressionError for what the lint refuses. */
export function compilePredicate(expression: string, resourceType: string): Predicate {
  lintExpression(expression, resourceType);
  // With `base` the type comes from here; otherwise fhirpath would believe a `__path__` that a request brings along.
  const evaluate = fhirpath.compile({ base: resourceType, expression }, r4, READ_ONLY);
  const readDate = fhirpath.compile('%written.toDate()', r4, READ_ONLY);
  return (resource, calendar) => {
    if (resource.resourceType !== resourceType) {
      throw new ExpressionError(`an expression over ${resourceType} was asked about another type: ${expression}`);
    }
    const variables = {
      get today(): unknown {
        return readDate({}, { written: formatDay(calendar.today) })[0] as unknown;
      },
    };
    return isTrue(runSafely(() => evaluate(resource, variables), expression));
  };
}

function runSafely(run: () => readonly unknown[], expression: string): readonly unknown[] {
  try {
    return run();
  } catch {
    // The library's message quotes the record and must not reach a log, not even as a cause.
    throw new ExpressionError(
      `the record holds what the expression cannot work on (a quantity without UCUM code, a list, a malformed value): ` +
        expression,
    );
  }
}

function isTrue(result: readonly unknown[]): boolean {
  return result.length === 1 && fhirpath.util.valData(result[0]) === true;
}
