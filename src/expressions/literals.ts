// Constants that parse and yet mean nothing: dates that do not exist, units that UCUM does not know.
import fhirpath from 'fhirpath';
import { parseDateText } from '../base/date-text.ts';
import { ExpressionError } from './expression-error.ts';
import type { Literal } from './syntax.ts';

/** Refuses what fhirpath would find out when run (dates), or never (units: a comparison comes out empty). */
export function checkLiteral({ type, written }: Literal): void {
  if (type === 'date' && parseDateText(written.slice(1)) === undefined) {
    throw new ExpressionError(`${written} is no date of the calendar`);
  }
  const unit = type === 'Quantity' ? /^[^']*'(.*)'$/u.exec(written)?.[1] : undefined;
  if (unit !== undefined && !isUcumUnit(unit)) {
    throw new ExpressionError(
      `'${unit}' is no unit of UCUM: units are written as in 30 'mL/min', 38.0 'Cel', 90 'mm[Hg]'`,
    );
  }
}

interface UcumUnits {
  validateUnitString(unit: string): { readonly status: string };
}

function isUcumUnit(unit: string): boolean {
  return (fhirpath.ucumUtils as UcumUnits).validateUnitString(unit).status === 'valid';
}
