// The terminology that the fact floor asks, put together from value sets, texts and drug products.
import type { RouteClass, Terminology } from '../fhir/terminology.ts';
import type { DrugProducts } from './drugs.ts';
import { compileDrugRecogniser, type DrugSettings } from './drug-recogniser.ts';
import type { TextMatcher } from './text-matcher.ts';
import type { ValueSets } from './value-sets.ts';

/** Puts the terminology together. */
export function compileTerminology(
  valueSets: ValueSets,
  text: TextMatcher,
  products: DrugProducts,
  settings: DrugSettings,
): Terminology {
  // Local is asked first (catalogue 0.3, first match).
  const routes: readonly (readonly [string, RouteClass])[] = [
    [settings.localSet, 'local'],
    [settings.topicalSet, 'topical'],
  ];
  return {
    setsOfCode: (system, code) => valueSets.setsOf(system, code),
    setsOfText: (words) => text.setsOf(words),
    guardsOf: (words) => text.guardsOf(words),
    recogniseDrug: compileDrugRecogniser(valueSets, products, text, settings),
    routeOf: (codings, words) => {
      const coded = codings.flatMap(({ system, code }) => valueSets.setsOf(system, code));
      return routes.find(([set]) => coded.includes(set) || text.isIn(set, words))?.[1];
    },
  };
}
