// Number comparisons, compiled once.
import type { NumberRange } from '../facts/observation-items.ts';
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
  plausible: NumberRange = {},
): Comparison | undefined {
  const bounds = (Object.keys(TESTS) as Bound[]).flatMap((name) => {
    const written = source[name];
    if (written === undefined) return [];
    const bound = boundOf(written, unit, place.at(name));
    refuseImplausible(bound, plausible, written, place.at(name));
    return [{ name, bound }];
  });
  refuseNever(bounds, place);
  const tests = bounds.map(
    ({ name, bound }) =>
      (value: number) =>
        TESTS[name](value, bound),
  );
  return tests.length === 0 ? undefined : (value) => tests.every((test) => test(value));
}

/** Throws KnowledgeError for a threshold that no believable value is near: a slip of the unit or of the point. */
export function refuseImplausible(
  value: number,
  { min, above, max }: NumberRange,
  written: string | number,
  place: Place,
): void {
  const least = Math.max(min ?? -Infinity, above ?? -Infinity);
  const most = max ?? Infinity;
  if (value >= least && value <= most) return;
  throw place.error(`"${String(written)}" is outside of what is plausible, ${String(least)} to ${String(most)}`);
}

/** At least 5 and at most 3 at once: nothing is. */
function refuseNever(bounds: readonly { readonly name: Bound; readonly bound: number }[], place: Place): void {
  for (const lower of bounds.filter(({ name }) => name === 'atLeast' || name === 'moreThan')) {
    for (const upper of bounds.filter(({ name }) => name === 'atMost' || name === 'lessThan')) {
      const touches = lower.name === 'atLeast' && upper.name === 'atMost';
      if (lower.bound < upper.bound || (touches && lower.bound === upper.bound)) continue;
      throw place
        .at(lower.name)
        .error(`no number fits: ${lower.name} ${String(lower.bound)}, ${upper.name} ${String(upper.bound)}`);
    }
  }
}

function boundOf(written: string | number, unit: string | undefined, place: Place): number {
  if (typeof written === 'number') {
    if (unit !== undefined) throw place.error(`expected a number in ${unit}, got a bare ${String(written)}`);
    return written;
  }
  if (unit === undefined) throw place.error(`expected a plain number, got "${written}"`);
  return parseThreshold(written, unit, place);
}
