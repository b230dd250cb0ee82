// When a Condition began: catalogue 7.1, the first usable source wins.
import { readDate, type Calendar, type Day, type DayRange } from '../base/calendar.ts';
import { civilFromDays, daysFromCivil, daysInMonth } from '../base/civil-date.ts';
import { asArray, isObject, text } from '../fhir/lenient.ts';
import type { JsonObject, RawResource } from '../fhir/types.ts';
import { referenceOf, usableDate, type Reading } from './reading.ts';

/** An onset and where it was found. `recorded` means: at least that old, the beginning is unknown (7.1, sources 7 and 8). */
export interface Onset {
  readonly range: DayRange;
  readonly from: 'onset' | 'recorded';
  /** The date as written, when it was written as one. */
  readonly asRecorded: string | undefined;
}

const ASSERTED_DATE = 'http://hl7.org/fhir/StructureDefinition/condition-assertedDate';
/** "1.5 years" is no whole number of years, and nothing else either. */
const SPAN = /(?<![\d.,])(\d{1,4})\s*(day|week|month|year)s?/i;
const AGE_UNITS: ReadonlyMap<string, Unit> = new Map([
  ['a', 'year'],
  ['year', 'year'],
  ['years', 'year'],
  ['mo', 'month'],
  ['month', 'month'],
  ['months', 'month'],
  ['wk', 'week'],
  ['week', 'week'],
  ['weeks', 'week'],
  ['d', 'day'],
  ['day', 'day'],
  ['days', 'day'],
]);

type Unit = 'day' | 'week' | 'month' | 'year';

/** The onset of a Condition by sources 1 to 7; `birth` serves onsetAge and onsetRange. */
export function resolveOnset(condition: RawResource, birth: DayRange | undefined, reading: Reading): Onset | undefined {
  const recorded = usableDate(condition['recordedDate'], referenceOf(condition), reading);
  return (
    fromDate(condition, reading) ??
    fromPeriod(condition, reading) ??
    fromAge(condition, birth, reading.calendar) ??
    fromString(condition['onsetString'], recorded, reading.calendar) ??
    fromExtension(condition, reading) ??
    (recorded && {
      range: { lo: null, hi: recorded.hi },
      from: 'recorded',
      asRecorded: text(condition['recordedDate']),
    })
  );
}

function fromDate(condition: RawResource, reading: Reading): Onset | undefined {
  const written = condition['onsetDateTime'];
  const range = usableDate(written, referenceOf(condition), reading);
  return range && { range, from: 'onset', asRecorded: text(written) };
}

function fromPeriod(condition: RawResource, reading: Reading): Onset | undefined {
  const period = condition['onsetPeriod'];
  if (!isObject(period)) return undefined;
  const start = usableDate(period['start'], referenceOf(condition), reading);
  const end = usableDate(period['end'], referenceOf(condition), reading);
  const hi = (end ?? start)?.hi;
  if (hi === undefined) return undefined;
  return {
    range: { lo: start?.lo ?? null, hi: Math.max(hi, start?.lo ?? hi) },
    from: 'onset',
    asRecorded: text(period[start === undefined ? 'end' : 'start']),
  };
}

/** An age lasts one unit; a range without a bound is open on that side, until today at most. */
function fromAge(condition: RawResource, birth: DayRange | undefined, calendar: Calendar): Onset | undefined {
  if (birth === undefined) return undefined;
  const age = condition['onsetAge'];
  const range = isObject(condition['onsetRange']) ? condition['onsetRange'] : undefined;
  const low = isObject(age) ? age : range?.['low'];
  const high = isObject(age) ? age : range?.['high'];
  const lo = isObject(low) && birth.lo !== null ? plusAge(birth.lo, low, 0) : undefined;
  const hi = isObject(high) ? plusAge(birth.hi, high, isObject(age) ? 1 : 0) : undefined;
  if ((lo === undefined && hi === undefined) || (lo ?? hi ?? 0) > calendar.today) return undefined;
  return {
    range: { lo: lo ?? null, hi: Math.min(hi ?? calendar.today, calendar.today) },
    from: 'onset',
    asRecorded: undefined,
  };
}

/** The day on which somebody reaches an age, and `extra` units later; `undefined` when the age makes no sense. */
export function plusAge(birth: Day, quantity: JsonObject, extra: number): Day | undefined {
  const value = quantity['value'];
  const unit = AGE_UNITS.get((text(quantity['code']) ?? text(quantity['unit']) ?? 'a').toLowerCase());
  if (typeof value !== 'number' || unit === undefined || value < 0 || value > 150 * 366) return undefined;
  return shiftDay(birth, Math.floor(value) + extra, unit);
}

function fromString(value: unknown, recorded: DayRange | undefined, calendar: Calendar): Onset | undefined {
  const words = text(value);
  if (words === undefined) return undefined;
  const date = rangeOf(words, calendar);
  if (date !== undefined) return { range: date, from: 'onset', asRecorded: words };
  const span = SPAN.exec(words);
  if (span === null || recorded === undefined) return undefined;
  const unit = span[2]?.toLowerCase() as Unit;
  const shift = (day: Day): Day => shiftDay(day, -Number(span[1]), unit);
  return {
    range: { lo: recorded.lo === null ? null : shift(recorded.lo), hi: shift(recorded.hi) },
    from: 'onset',
    asRecorded: undefined,
  };
}

function fromExtension(condition: RawResource, reading: Reading): Onset | undefined {
  for (const extension of asArray(condition['extension'])) {
    if (!isObject(extension) || extension['url'] !== ASSERTED_DATE) continue;
    const range = usableDate(extension['valueDateTime'], referenceOf(condition), reading);
    if (range !== undefined) return { range, from: 'onset', asRecorded: text(extension['valueDateTime']) };
  }
  return undefined;
}

/** When the visit at which a Condition was recorded began: source 8, the pain is at least that old. */
export function onsetFromEncounter(encounter: RawResource | undefined, calendar: Calendar): Onset | undefined {
  const period = encounter?.['period'];
  const start = isObject(period) ? period['start'] : undefined;
  const range = rangeOf(start, calendar);
  return range && { range: { lo: null, hi: range.hi }, from: 'recorded', asRecorded: text(start) };
}

function rangeOf(value: unknown, calendar: Calendar): DayRange | undefined {
  const date = readDate(value, calendar);
  return date.kind === 'range' ? date.range : undefined;
}

/** A day moved by whole calendar units; 31 January plus one month is the last day of February. */
export function shiftDay(day: Day, amount: number, unit: Unit): Day {
  if (unit === 'day') return day + amount;
  if (unit === 'week') return day + 7 * amount;
  const from = civilFromDays(day);
  const months = from.month - 1 + (unit === 'year' ? 12 * amount : amount);
  const year = from.year + Math.floor(months / 12);
  const month = (((months % 12) + 12) % 12) + 1;
  return daysFromCivil(year, month, Math.min(from.day, daysInMonth(year, month)));
}
