// The table of measurements (hooks/observations.yaml, catalogue 0.4), compiled for look-up by code and by unit.
import { canonicalSystem } from '../fhir/systems.ts';
import type { CodeKey } from '../fhir/types.ts';
import { unitKey } from './units.ts';

/** A code of the table. */
export interface ItemCoding {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

/** A range of numbers; `above` leaves its bound out, `min` and `max` take theirs in. */
export interface NumberRange {
  readonly min?: number;
  readonly above?: number;
  readonly max?: number;
}

/** How a unit becomes the canonical one: (value - subtract) * multiply / divide. */
export interface Conversion {
  readonly subtract: number;
  readonly multiply: number;
  readonly divide: number;
}

/** What a number without unit is taken for when it lies in the range. */
export interface UnitGuess extends NumberRange {
  readonly conversion: Conversion;
}

interface ItemBase {
  readonly id: string;
  readonly label: string;
  /** The prefetch key under which clients are asked for it. */
  readonly prefetch: string;
  readonly codings: readonly ItemCoding[];
  /** Panels that hold the item as a component. */
  readonly panels: readonly ItemCoding[];
}

/** A measurement with a number. */
export interface NumberItem extends ItemBase {
  readonly kind: 'number';
  /** The canonical unit. */
  readonly unit: string;
  /** By every spelling of the table, and by `unitKey` of each, under which all further spellings are found. */
  readonly conversions: ReadonlyMap<string, Conversion>;
  /** First match; no match = unusable. */
  readonly withoutUnit: readonly UnitGuess[];
  readonly plausible: NumberRange;
  readonly worse: 'higher' | 'lower';
  readonly numberAsText: boolean;
  readonly wholeNumbers: boolean;
}

/** An Observation whose value is a code or a date. */
export interface OtherItem extends ItemBase {
  readonly kind: 'concept' | 'date';
}

/** One row of the table. */
export type ObservationItem = NumberItem | OtherItem;

/** The compiled table. */
export interface ObservationItems {
  readonly byId: ReadonlyMap<string, ObservationItem>;
  readonly byCode: ReadonlyMap<CodeKey, ObservationItem>;
  /** The item of a code, its system canonical. */
  itemOf(system: string, code: string): ObservationItem | undefined;
}

interface WrittenUnit extends Partial<Conversion> {
  readonly unit: string;
  readonly spellings?: readonly string[];
}

interface WrittenBase extends Omit<ItemBase, 'panels'> {
  readonly panels?: readonly ItemCoding[];
}

interface WrittenNumberItem extends WrittenBase {
  readonly kind: 'number';
  readonly unit: string;
  readonly units: readonly WrittenUnit[];
  readonly plausible: NumberRange;
  readonly missingUnit: 'accept' | 'unusable' | readonly (NumberRange & { readonly as: string })[];
  readonly worse: 'higher' | 'lower';
  readonly numberAsText?: true;
  readonly wholeNumbers?: true;
}

interface WrittenTable {
  readonly items: readonly (WrittenNumberItem | (WrittenBase & { readonly kind: 'concept' | 'date' }))[];
}

const UNCHANGED: Conversion = { subtract: 0, multiply: 1, divide: 1 };

/**
 * Compiles the parsed file, which has passed hooks/schemas/observations.schema.json. Throws an Error that names the item
 * for what a schema cannot see: an id, code or spelling used twice, a unit that is not in the item's list.
 */
export function compileObservationItems(parsedYaml: unknown): ObservationItems {
  const byId = new Map<string, ObservationItem>();
  const byCode = new Map<CodeKey, ObservationItem>();
  for (const written of (parsedYaml as WrittenTable).items) {
    const item = written.kind === 'number' ? compileNumberItem(written) : compileOtherItem(written);
    if (byId.has(item.id)) throw new Error(`item ${item.id}: the id is used twice`);
    byId.set(item.id, item);
    for (const coding of item.codings) addCode(coding, item, byCode);
  }
  const bySystem = new Map<string, Map<string, ObservationItem>>();
  for (const [key, item] of byCode) {
    const [system, code] = partsOf(key);
    const codes = bySystem.get(system) ?? new Map<string, ObservationItem>();
    bySystem.set(system, codes.set(code, item));
  }
  return { byId, byCode, itemOf: (system, code) => bySystem.get(system)?.get(code) };
}

/** The codes by which clients are asked for the items of a prefetch key, panels included, each once. */
export function codesToRequest(items: ObservationItems, prefetch: string): readonly CodeKey[] {
  const keys = [...items.byId.values()]
    .filter((item) => item.prefetch === prefetch)
    .flatMap((item) => [...item.codings, ...item.panels])
    .map(keyOf);
  return [...new Set(keys)];
}

/** The conversion of a number in a unit as a record spells it; `undefined` for a unit that is not the item's. */
export function conversionFor(unit: string, { conversions }: NumberItem): Conversion | undefined {
  return conversions.get(unit) ?? conversions.get(unitKey(unit));
}

/** Whether a number lies in a range. */
export function isWithin(value: number, { min, above, max }: NumberRange): boolean {
  return (
    (min === undefined || value >= min) && (above === undefined || value > above) && (max === undefined || value <= max)
  );
}

function keyOf(coding: ItemCoding): CodeKey {
  return `${canonicalSystem(coding.system)}|${coding.code}`;
}

function partsOf(key: CodeKey): readonly [string, string] {
  const end = key.indexOf('|');
  return [key.slice(0, end), key.slice(end + 1)];
}

function addCode(coding: ItemCoding, item: ObservationItem, byCode: Map<CodeKey, ObservationItem>): void {
  const key = keyOf(coding);
  const other = byCode.get(key);
  if (other !== undefined) throw new Error(`item ${item.id}: code ${key} stands in item ${other.id} already`);
  byCode.set(key, item);
}

function compileOtherItem(written: WrittenBase & { readonly kind: 'concept' | 'date' }): OtherItem {
  return { ...written, panels: written.panels ?? [] };
}

function compileNumberItem(written: WrittenNumberItem): NumberItem {
  const { id, label, kind, prefetch, codings, unit, plausible, worse } = written;
  const conversions = compileUnits(written);
  return {
    ...{ id, label, kind, prefetch, codings, unit, plausible, worse, conversions },
    panels: written.panels ?? [],
    withoutUnit: compileGuesses(written, conversions),
    numberAsText: written.numberAsText === true,
    wholeNumbers: written.wholeNumbers === true,
  };
}

function compileUnits({ id, unit, units }: WrittenNumberItem): ReadonlyMap<string, Conversion> {
  const conversions = new Map<string, Conversion>();
  for (const { unit: name, spellings = [], subtract = 0, multiply = 1, divide = 1 } of units) {
    for (const spelling of [name, ...spellings]) {
      const key = unitKey(spelling);
      if (conversions.has(key)) throw new Error(`item ${id}: unit ${spelling} is listed twice`);
      conversions.set(key, { subtract, multiply, divide });
    }
  }
  // Nearly all records spell as the table does: those need no key.
  for (const { unit: name, spellings = [] } of units) {
    for (const spelling of [name, ...spellings]) {
      const conversion = conversions.get(unitKey(spelling));
      if (conversion !== undefined) conversions.set(spelling, conversion);
    }
  }
  const own = conversions.get(unitKey(unit));
  if (own === undefined) throw new Error(`item ${id}: canonical unit ${unit} is not among its units`);
  if (own.subtract !== 0 || own.multiply !== own.divide) {
    throw new Error(`item ${id}: canonical unit ${unit} must not be converted`);
  }
  return conversions;
}

function compileGuesses(
  { id, missingUnit }: WrittenNumberItem,
  conversions: ReadonlyMap<string, Conversion>,
): readonly UnitGuess[] {
  if (missingUnit === 'accept') return [{ conversion: UNCHANGED }];
  if (missingUnit === 'unusable') return [];
  return missingUnit.map(({ as, ...range }) => {
    const conversion = conversions.get(unitKey(as));
    if (conversion === undefined)
      throw new Error(`item ${id}: missingUnit names unit ${as}, which is not among its units`);
    return { ...range, conversion };
  });
}
