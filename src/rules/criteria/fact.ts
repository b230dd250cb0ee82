// Named facts: numbers and words that the fact floor computes, asked by name. Catalogue 0.4, 1, 4.4, 7.
import type { NumberRange } from '../../facts/observation-items.ts';
import type { Place } from '../../knowledge/source-file.ts';
import { compileComparison } from '../comparison.ts';
import type { ComparisonSource } from '../compile-context.ts';
import type { Criterion, Situation } from '../criterion.ts';
import { truthOf, type Truth } from '../truth.ts';
import { NAMED_FACTS, type NamedFact } from '../named-facts.ts';

/** A question about one named fact: a comparison for numbers, `is` for words, neither: is it known? */
export interface FactSource extends ComparisonSource {
  readonly fact: string;
  readonly is?: string | boolean | readonly string[];
}

/** What a computed number can be, by its unit: nobody is 650 years old, no pain is 40 of 10. */
const PLAUSIBLE: Readonly<Record<string, NumberRange>> = {
  a: { min: 0, max: 130 },
  d: { min: 0, max: 130 * 366 },
  wk: { min: 0, max: 45 },
  'mL/min/{1.73_m2}': { above: 0, max: 200 },
  '1': { min: 0, max: 10 },
};

type Test = (value: number | string | boolean) => boolean;

/** Compiles the question. Throws KnowledgeError for an unknown name or a test that does not fit its kind. */
export function factCriterion(source: FactSource, place: Place): Criterion {
  const fact = NAMED_FACTS.get(source.fact);
  if (fact === undefined) throw place.at('fact').error(`unknown fact "${source.fact}"`);
  const test = compileTest(source, fact, place);
  return {
    usesSubject: false,
    ask: (situation) => askFact(situation, fact, test),
    matches: ({ record }) => fact.matches?.(record) ?? [],
  };
}

function askFact({ record }: Situation, fact: NamedFact, test: Test): Truth {
  const value = fact.read(record);
  if (value === undefined) return fact.isKnown(record) ? 'absent' : 'unknown';
  return truthOf(test(value));
}

function compileTest(source: FactSource, fact: NamedFact, place: Place): Test {
  const compare = compileComparison(source, fact.unit, place, PLAUSIBLE[fact.unit ?? '']);
  if (source.is !== undefined) {
    if (compare !== undefined) throw place.error('expected either "is" or a bound');
    if (fact.unit !== undefined)
      throw place.at('is').error(`${source.fact} is a number: expected a bound such as atLeast`);
    const accepted = [source.is].flat().map((value) => String(value));
    const strange = accepted.find((value) => fact.values !== undefined && !fact.values.includes(value));
    if (strange !== undefined) throw place.at('is').error(`${source.fact} is never "${strange}"`);
    return (value) => accepted.includes(String(value));
  }
  if (compare !== undefined && fact.values !== undefined) throw place.error(`${source.fact} is not a number`);
  return compare === undefined ? () => true : (value) => typeof value === 'number' && compare(value);
}
