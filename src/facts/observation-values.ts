// The value of an Observation or component in the canonical unit of its item: catalogue 0.4.
import { readDateRange, type Calendar, type DayRange } from '../base/calendar.ts';
import { asArray, isObject, text } from '../fhir/lenient.ts';
import type { PlainCoding } from '../fhir/terminology.ts';
import type { JsonObject } from '../fhir/types.ts';
import { codingsOf } from './concept.ts';
import {
  conversionFor,
  isWithin,
  type Conversion,
  type NumberItem,
  type ObservationItem,
} from './observation-items.ts';

/** Why a value cannot be used. */
export type SkipReason = 'implausible' | 'unit' | 'no-value' | 'future-date';

/** How a laboratory bounds a value that it did not measure exactly. */
export type Comparator = '<' | '<=' | '>' | '>=';

/** A usable value. `value` is NaN where the value is a code or a date. */
export interface ObservedValue {
  readonly value: number;
  readonly comparator?: Comparator;
  readonly referenceHigh?: number;
  readonly codedValue?: readonly PlainCoding[];
  readonly dateValue?: DayRange;
}

interface WrittenNumber {
  readonly value: number;
  readonly comparator: Comparator | undefined;
  /** `undefined`: no unit was given. */
  readonly unit: string | undefined;
}

const NUMBER_TEXT = /^([<>]=?)?\s*(\d{1,6}(?:\.\d{1,6})?)$/;
const COMPARATORS: ReadonlySet<unknown> = new Set(['<', '<=', '>', '>=']);
const UCUM = 'http://unitsofmeasure.org';
/** Finer than any laboratory reports; keeps the noise of binary fractions away from thresholds. */
const PRECISION = 1e6;

/** The value that `holder` (an Observation or one of its components) gives for the item, or why there is none. */
export function readValue(holder: JsonObject, item: ObservationItem, calendar: Calendar): ObservedValue | SkipReason {
  if (holder['dataAbsentReason'] !== undefined) return 'no-value';
  switch (item.kind) {
    case 'number':
      return readNumber(holder, item);
    case 'concept': {
      const codedValue = codingsOf(holder['valueCodeableConcept']);
      return codedValue.length === 0 ? 'no-value' : { value: NaN, codedValue };
    }
    case 'date': {
      const dateValue = readDateRange(holder['valueDateTime'], calendar);
      return dateValue === undefined ? 'no-value' : { value: NaN, dateValue };
    }
  }
}

function readNumber(holder: JsonObject, item: NumberItem): ObservedValue | SkipReason {
  const written = writtenNumber(holder, item);
  if (written === undefined) return 'no-value';
  const conversion = conversionOf(written, item);
  if (conversion === undefined) return 'unit';
  const bound = convert(written.value, conversion);
  if (!isWithin(bound, item.plausible) || (item.wholeNumbers && !Number.isInteger(bound))) return 'implausible';
  const { comparator } = written;
  const referenceHigh = readReferenceHigh(holder, item, conversion);
  return {
    value: comparator === '<' ? justBelow(bound) : bound,
    ...(comparator && { comparator }),
    ...(referenceHigh !== undefined && { referenceHigh }),
  };
}

function writtenNumber(holder: JsonObject, item: NumberItem): WrittenNumber | undefined {
  const quantity = holder['valueQuantity'];
  if (isObject(quantity)) return fromQuantity(quantity);
  const whole = holder['valueInteger'];
  if (typeof whole === 'number') return { value: whole, comparator: undefined, unit: undefined };
  return item.numberAsText ? fromText(holder['valueString']) : undefined;
}

function fromQuantity(quantity: JsonObject): WrittenNumber | undefined {
  const { value, comparator } = quantity as { value?: unknown; comparator?: unknown };
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  if (comparator !== undefined && !isComparator(comparator)) return undefined;
  return { value, comparator, unit: unitOf(quantity) };
}

function fromText(value: unknown): WrittenNumber | undefined {
  const parts = NUMBER_TEXT.exec(text(value) ?? '');
  if (parts === null) return undefined;
  const comparator = isComparator(parts[1]) ? parts[1] : undefined;
  return { value: Number(parts[2]), comparator, unit: undefined };
}

function isComparator(value: unknown): value is Comparator {
  return COMPARATORS.has(value);
}

/** The UCUM code, else the words, else a code of another system (catalogue 0.4). */
function unitOf(quantity: JsonObject): string | undefined {
  const code = text(quantity['code']);
  const isUcum = quantity['system'] === UCUM || quantity['system'] === undefined;
  return isUcum ? (code ?? text(quantity['unit'])) : (text(quantity['unit']) ?? code);
}

function conversionOf({ value, unit }: WrittenNumber, item: NumberItem): Conversion | undefined {
  if (unit !== undefined) return conversionFor(unit, item);
  return item.withoutUnit.find((guess) => isWithin(value, guess))?.conversion;
}

function convert(value: number, { subtract, multiply, divide }: Conversion): number {
  return Math.round((((value - subtract) * multiply) / divide) * PRECISION) / PRECISION;
}

function justBelow(value: number): number {
  return (Math.round(value * PRECISION) - 1) / PRECISION;
}

/** The upper reference limit; one without a unit is in the unit of the value. */
function readReferenceHigh(holder: JsonObject, item: NumberItem, own: Conversion): number | undefined {
  for (const range of asArray(holder['referenceRange'])) {
    const high = isObject(range) && isObject(range['high']) ? fromQuantity(range['high']) : undefined;
    if (high === undefined) continue;
    const conversion = high.unit === undefined ? own : conversionFor(high.unit, item);
    if (conversion !== undefined) return convert(high.value, conversion);
  }
  return undefined;
}
