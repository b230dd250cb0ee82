// What codes of a system look like: a code of another shape is in no record, and nobody would notice.
import type { Place } from './source-file.ts';

/** The shape of the codes of a system as written. */
export interface CodeShapeSource {
  readonly codes?: string;
  readonly filters?: string;
  readonly checkDigit?: 'verhoeff' | 'luhn';
}

/** Tells whether a code, or the value of a filter, can be one of the system's. */
export interface CodeShape {
  fits(code: string): boolean;
  /** A filter stands for all codes that begin with its value. */
  fitsFilter(value: string): boolean;
}

/** Compiles the shape; without one every code fits. Throws KnowledgeError for a bad expression. */
export function compileCodeShape(source: CodeShapeSource, place: Place): CodeShape {
  const { codes, filters = codes, checkDigit } = source;
  const isWritten = compileWhole(codes, place.at('codes'));
  const isFilter = compileWhole(filters, place.at('filters'));
  return {
    fits: (code) => isWritten(code) && (checkDigit === undefined || NAMED.test(code) || CHECKS[checkDigit](code)),
    fitsFilter: isFilter,
  };
}

function compileWhole(expression: string | undefined, place: Place): (code: string) => boolean {
  if (expression === undefined) return () => true;
  try {
    const whole = new RegExp(`^(?:${expression})$`, 'u');
    return (code) => whole.test(code);
  } catch (error) {
    throw place.error(`not a regular expression: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}

/** Parts and answers of LOINC (`LA33-6`) make their last digit in a way of their own. */
const NAMED = /^\D/u;
const CHECKS: Readonly<Record<'verhoeff' | 'luhn', (code: string) => boolean>> = { verhoeff, luhn };

/** SNOMED CT. Of the group of ten rotations and reflections: `d` multiplies, `p` permutes by position. */
function verhoeff(code: string): boolean {
  let sum = 0;
  digitsOf(code).forEach((digit, position) => {
    sum = multiplied(sum, permuted(digit, position));
  });
  return sum === 0;
}

function multiplied(one: number, other: number): number {
  const isReflection = one > 4;
  const turned = isReflection ? one - other : one + other;
  const rotation = ((turned % 5) + 5) % 5;
  return isReflection === other > 4 ? rotation : rotation + 5;
}

const PERMUTATION = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4] as const;

function permuted(digit: number, times: number): number {
  let value = digit;
  for (let step = 0; step < times % 8; step++) value = PERMUTATION[value] ?? 0;
  return value;
}

/** LOINC ("mod 10"): every second digit from the right counts double. */
function luhn(code: string): boolean {
  const sum = digitsOf(code).reduce((total, digit, position) => {
    const counted = position % 2 === 1 ? digit * 2 : digit;
    return total + (counted > 9 ? counted - 9 : counted);
  }, 0);
  return sum % 10 === 0;
}

/** From the right. */
function digitsOf(code: string): readonly number[] {
  return (code.match(/\d/gu) ?? []).map(Number).reverse();
}
