// The terminology that the fact floor asks, put together from value sets, texts and drug products.
import type { RouteClass, Terminology } from '../fhir/terminology.ts';
import type { DrugProducts } from './drugs.ts';
import { compileDrugRecogniser } from './drug-recogniser.ts';
import type { TextMatcher } from './text-matcher.ts';
import type { ValueSets } from './value-sets.ts';

/** The sets whose codes and words tell a route; local is asked first (catalogue 0.3, first match). */
const ROUTE_SETS: readonly (readonly [string, RouteClass])[] = [
  ['route-local', 'local'],
  ['route-topical', 'topical'],
];

/** Puts the terminology together. */
export function compileTerminology(valueSets: ValueSets, text: TextMatcher, products: DrugProducts): Terminology {
  return {
    setsOfCode: (system, code) => valueSets.setsOf(system, code),
    setsOfText: (words) => text.setsOf(words),
    guardsOf: (words) => text.guardsOf(words),
    recogniseDrug: compileDrugRecogniser(valueSets, products, text),
    routeOf: (codings, words) => {
      const coded = codings.flatMap(({ system, code }) => valueSets.setsOf(system, code));
      return ROUTE_SETS.find(([set]) => coded.includes(set) || text.isIn(set, words))?.[1];
    },
  };
}
