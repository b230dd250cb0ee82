// How often a dose is taken, from a FHIR Timing.
import { asArray, isObject, text } from '../fhir/lenient.ts';
import type { JsonObject } from '../fhir/types.ts';
import { plainDosageText, timesPerDayInText } from './dosage-text.ts';

const HOURS_PER_UNIT: ReadonlyMap<string, number> = new Map(
  Object.entries({ s: 1 / 3600, min: 1 / 60, h: 1, d: 24, wk: 168, mo: 720, a: 8760 }),
);
/** Timing abbreviations of HL7 (GTSAbbreviation) that are no words of a text; the others are read as text. */
const ABBREVIATIONS: ReadonlyMap<string, number> = new Map(
  Object.entries({ AM: 1, PM: 1, BED: 1, WK: 1 / 7, MO: 1 / 30 }),
);
/** Event codes that stand for each of three meals. */
const EVERY_MEAL: ReadonlySet<unknown> = new Set(['C', 'AC', 'PC']);

/** Doses per day at most; undefined when the Timing does not tell. */
export function timesPerDay(timing: unknown): number | undefined {
  if (!isObject(timing)) return undefined;
  return (isObject(timing['repeat']) ? fromRepeat(timing['repeat']) : undefined) ?? fromCode(timing['code']);
}

function fromRepeat(repeat: JsonObject): number | undefined {
  const weekDays = new Set(asArray(repeat['dayOfWeek'])).size;
  const share = weekDays === 0 ? 1 : weekDays / 7;
  const slots = Math.max(asArray(repeat['timeOfDay']).length, eventsPerDay(asArray(repeat['when'])));
  const perDay = fromPeriod(repeat);
  if (perDay !== undefined) {
    // "Once a week, on Monday" has its days in the period; "once a day, on Monday" has not.
    const daily = HOURS_PER_UNIT.get(text(repeat['periodUnit']) ?? '') ?? 0;
    return daily > 24 ? perDay : Math.max(perDay, slots) * share;
  }
  if (repeat['period'] !== undefined || repeat['frequency'] !== undefined) return undefined;
  if (slots > 0) return slots * share;
  return weekDays > 0 ? share : undefined;
}

function fromPeriod(repeat: JsonObject): number | undefined {
  const hours = HOURS_PER_UNIT.get(text(repeat['periodUnit']) ?? '');
  const period = positive(repeat['period'] ?? 1);
  const frequency = positive(repeat['frequencyMax'] ?? repeat['frequency'] ?? 1);
  if (hours === undefined || period === undefined || frequency === undefined) return undefined;
  return (frequency * 24) / (period * hours);
}

function eventsPerDay(when: readonly unknown[]): number {
  return when.reduce<number>((sum, event) => sum + (EVERY_MEAL.has(event) ? 3 : 1), 0);
}

function fromCode(code: unknown): number | undefined {
  if (!isObject(code)) return undefined;
  for (const coding of asArray(code['coding'])) {
    if (!isObject(coding)) continue;
    const abbreviation = text(coding['code']) ?? '';
    const times = ABBREVIATIONS.get(abbreviation.toUpperCase()) ?? inWords(abbreviation) ?? inWords(coding['display']);
    if (times !== undefined) return times;
  }
  return inWords(code['text']);
}

function inWords(value: unknown): number | undefined {
  return timesPerDayInText(plainDosageText(text(value) ?? ''));
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
}
