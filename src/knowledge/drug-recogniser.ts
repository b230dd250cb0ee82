// Which drug an order or statement names: RxNorm product or ingredient, else ATC, else a name as whole words. Catalogue 0.3.
import type { PlainCoding, RecognisedDrug } from '../fhir/terminology.ts';
import type { DrugProduct, DrugProducts } from './drugs.ts';
import type { MedicationSettings } from '../facts/settings.ts';
import type { TextMatcher } from './text-matcher.ts';
import type { NamedConcept, ValueSets } from './value-sets.ts';

/** Recognises drugs. */
export type DrugRecogniser = (codings: readonly PlainCoding[], texts: readonly string[]) => RecognisedDrug | undefined;

/** What hooks/facts.yaml says of drugs and routes. */
export type DrugSettings = Pick<MedicationSettings, 'localSet' | 'topicalSet' | 'productNotes'>;

/** Everything that a drug is looked up in. */
interface Tables {
  readonly valueSets: ValueSets;
  readonly products: DrugProducts;
  readonly names: Names;
  readonly text: TextMatcher;
  readonly settings: DrugSettings;
  /** Products met so far; the table of products bounds it. */
  readonly met: Map<string, RecognisedDrug>;
}

const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const ATC = 'http://www.whocc.no/atc';
const LONGEST_TEXT = 500;

interface Names {
  /** By first word: the further words of each name, and what it names. */
  readonly byFirstWord: ReadonlyMap<string, readonly Name[]>;
  /** By the whole name, for ingredients that products.csv knows by name only. */
  readonly byName: ReadonlyMap<string, readonly string[]>;
}

interface Name {
  readonly words: readonly string[];
  readonly sets: readonly string[];
  /** Several where a brand combines them. */
  readonly substances: readonly string[];
}

/** Builds the recogniser. */
export function compileDrugRecogniser(
  valueSets: ValueSets,
  products: DrugProducts,
  text: TextMatcher,
  settings: DrugSettings,
): DrugRecogniser {
  const tables: Tables = { valueSets, products, names: indexNames(valueSets.concepts), text, settings, met: new Map() };
  return (codings, texts) => byRxNorm(codings, tables) ?? byAtc(codings, tables) ?? byWords(texts, tables);
}

function byRxNorm(codings: readonly PlainCoding[], tables: Tables): RecognisedDrug | undefined {
  for (const { system, code } of codings) {
    const drug = system === RXNORM ? (tables.met.get(code) ?? lookUp(code, tables)) : undefined;
    if (drug !== undefined) return drug;
  }
  return undefined;
}

function lookUp(code: string, tables: Tables): RecognisedDrug | undefined {
  const product = tables.products.productFor(code);
  const own = tables.valueSets.setsOf(RXNORM, code);
  if (product === undefined) return own.length === 0 ? undefined : ingredientOnly(code, own);
  const drug = ofProduct(product, own, tables);
  tables.met.set(code, drug);
  return drug;
}

function ingredientOnly(code: string, sets: readonly string[]): RecognisedDrug {
  return { sets, ingredients: [code], route: undefined, strengthsMg: [], form: '', note: undefined, freeText: false };
}

function ofProduct(
  product: DrugProduct,
  own: readonly string[],
  { valueSets, names, settings }: Tables,
): RecognisedDrug {
  const ofIngredients = product.ingredients.flatMap((ingredient) => [
    ...valueSets.setsOf(RXNORM, ingredient),
    ...(names.byName.get(ingredient) ?? []),
  ]);
  const note = settings.productNotes.find((marked) => marked.note === product.note)?.set;
  return {
    sets: [...new Set([...own, ...ofIngredients, ...(note === undefined ? [] : [note])])],
    ingredients: product.ingredients,
    route: product.route,
    strengthsMg: product.strengthsMg,
    form: product.form,
    note: product.note,
    freeText: false,
  };
}

function byAtc(codings: readonly PlainCoding[], tables: Tables): RecognisedDrug | undefined {
  for (const { system, code, display } of codings) {
    if (system !== ATC) continue;
    const sets = tables.valueSets.setsOf(ATC, code);
    const drugSets = sets.filter((set) => set !== tables.settings.topicalSet && set !== tables.settings.localSet);
    if (drugSets.length === 0) continue;
    // The same substance may come by another code system elsewhere: its name, where we know it, tells that they are one.
    const named = display === undefined ? undefined : byWords([display], tables);
    const ingredients = named?.ingredients ?? [code];
    const route = sets.includes(tables.settings.topicalSet) ? 'topical' : undefined;
    return { sets: drugSets, ingredients, route, strengthsMg: [], form: '', note: undefined, freeText: false };
  }
  return undefined;
}

function byWords(texts: readonly string[], { names, text: matcher, settings }: Tables): RecognisedDrug | undefined {
  for (const text of texts) {
    const found = namesIn(text.slice(0, LONGEST_TEXT), names);
    if (found.length === 0) continue;
    const marked = settings.productNotes.map(({ set }) => set).filter((set) => matcher.isIn(set, text));
    return {
      sets: [...new Set([...found.flatMap(({ sets }) => sets), ...marked])],
      ingredients: [...new Set(found.flatMap(({ substances }) => substances))].sort(),
      route: undefined,
      strengthsMg: [],
      form: '',
      note: undefined,
      freeText: true,
    };
  }
  return undefined;
}

function namesIn(text: string, names: Names): readonly Name[] {
  const words = wordsOf(text);
  return words.flatMap((word, index) =>
    (names.byFirstWord.get(word) ?? []).filter((name) =>
      name.words.every((expected, offset) => words[index + offset] === expected),
    ),
  );
}

function wordsOf(text: string): readonly string[] {
  // A hyphen separates: "hydrocodone-acetaminophen" names two drugs.
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function indexNames(concepts: readonly NamedConcept[]): Names {
  const byName = new Map<string, { sets: Set<string>; substances: Set<string>; otherwise: string }>();
  for (const concept of concepts) {
    if (concept.system !== RXNORM && concept.system !== ATC) continue;
    for (const name of concept.names) {
      const key = wordsOf(name).join(' ');
      const entry = byName.get(key) ?? { sets: new Set(), substances: new Set(), otherwise: concept.code };
      entry.sets.add(concept.set);
      // An RxNorm ingredient names the substance; an ATC class is the second choice.
      if (concept.system === RXNORM) entry.substances.add(concept.code);
      byName.set(key, entry);
    }
  }
  const byFirstWord = new Map<string, Name[]>();
  for (const [key, { sets, substances, otherwise }] of byName) {
    const named = substances.size === 0 ? [otherwise] : [...substances];
    const words = key.split(' ');
    const first = words[0] ?? '';
    byFirstWord.set(first, [...(byFirstWord.get(first) ?? []), { words, sets: [...sets], substances: named }]);
  }
  return { byFirstWord, byName: new Map([...byName].map(([key, { sets }]) => [key, [...sets]])) };
}
