// Number comparisons, compiled once.
import { parseThreshold } from '../knowledge/quantities.ts';
import type { Place } from '../knowledge/source-file.ts';
import type { ComparisonSource } from './compile-context.ts';

/** True when the number satisfies every bound. */
export type Comparison = (value: number) => boolean;

type Bound = keyof ComparisonSource;

const TESTS: Readonly<Record<Bound, (value: number, bound: number) => boolean>> = {
  atLeast: (value, bound) => value >= bound,
  moreThan: (value, bound) => value > bound,
  atMost: (value, bound) => value <= bound,
  lessThan: (value, bound) => value < bound,
};

/** Compiles the bounds; `undefined` when there is none. `unit` undefined: plain counts. Throws KnowledgeError. */
export function compileComparison(
  source: ComparisonSource,
  unit: string | undefined,
  place: Place,
): Comparison | undefined {
  const tests = (Object.keys(TESTS) as Bound[]).flatMap((name) => {
    const written = source[name];
    if (written === undefined) return [];
    const bound = boundOf(written, unit, place.at(name));
    return [(value: number) => TESTS[name](value, bound)];
  });
  return tests.length === 0 ? undefined : (value) => tests.every((test) => test(value));
}

function boundOf(written: string | number, unit: string | undefined, place: Place): number {
  if (typeof written === 'number') {
    if (unit !== undefined) throw place.error(`expected a number in ${unit}, got a bare ${String(written)}`);
    return written;
  }
  if (unit === undefined) throw place.error(`expected a plain number, got "${written}"`);
  return parseThreshold(written, unit, place);
}
