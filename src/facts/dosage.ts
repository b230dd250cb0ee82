// What dosage instructions add up to: the dose of a day, with as-needed doses taken whenever allowed, and the length.
import { parseDateText } from '../base/date-text.ts';
import { asArray, isObject, text } from '../fhir/lenient.ts';
import type { JsonObject, RawResource } from '../fhir/types.ts';
import {
  amountInText,
  daysInText,
  dailyLimitInText,
  isAsNeededInText,
  plainDosageText,
  timesPerDayInText,
  type Limit,
} from './dosage-text.ts';
import { timesPerDay } from './dosage-timing.ts';
import { amountMg, periodDays, quantityMg } from './dose-quantity.ts';
import { durationDays } from './medication-currency.ts';

/** Text of a dosage once it is plain, and its parts as they are needed. */
interface Instruction {
  readonly dosage: JsonObject;
  readonly words: string;
  readonly strengthMg: number | undefined;
}

/**
 * Milligrams per day at most. `strengthMg` is what one tablet or capsule holds. Instructions with different `sequence`
 * follow each other, so the largest counts; the others are taken together. Undefined as soon as a part is not computable.
 */
export function dailyDoseMg(dosages: unknown, strengthMg: number | undefined): number | undefined {
  const sums = new Map<unknown, number>();
  for (const dosage of asArray(dosages)) {
    const dose = isObject(dosage) ? dailyDoseOf(dosage, strengthMg) : undefined;
    if (!isObject(dosage) || dose === undefined) return undefined;
    const sequence = dosage['sequence'];
    sums.set(sequence, (sums.get(sequence) ?? 0) + dose);
  }
  // Weekly and hourly periods leave binary noise (15 mg a week is 2.142857... mg a day).
  return sums.size === 0 ? undefined : Math.round(Math.max(...sums.values()) * 1e9) / 1e9;
}

function dailyDoseOf(dosage: JsonObject, strengthMg: number | undefined): number | undefined {
  const words = plainDosageText(text(dosage['text']) ?? text(dosage['patientInstruction']) ?? '');
  const instruction: Instruction = { dosage, words, strengthMg };
  const single = singleDoseMg(instruction);
  const times = timesPerDay(dosage['timing']) ?? timesPerDayInText(words);
  const limit = dailyLimitMg(instruction, single);
  if (single === undefined || times === undefined) return isAsNeeded(instruction) ? limit : undefined;
  return Math.min(single * times, limit ?? Infinity);
}

function isAsNeeded({ dosage, words }: Instruction): boolean {
  return dosage['asNeededBoolean'] === true || isObject(dosage['asNeededCodeableConcept']) || isAsNeededInText(words);
}

/** One dose; the same dose may be given several times (as ordered, as calculated), in units of which one is known. */
function singleDoseMg({ dosage, words, strengthMg }: Instruction): number | undefined {
  const doses = asArray(dosage['doseAndRate'])
    .filter(isObject)
    .map((entry) => {
      const range = isObject(entry['doseRange']) ? entry['doseRange'] : undefined;
      return quantityMg(entry['doseQuantity'] ?? range?.['high'] ?? range?.['low'], strengthMg);
    })
    .filter((dose) => dose !== undefined);
  return doses.length > 0 ? Math.max(...doses) : amountMg(amountInText(words), strengthMg);
}

function dailyLimitMg({ dosage, words, strengthMg }: Instruction, single: number | undefined): number | undefined {
  for (const ratio of asArray(dosage['maxDosePerPeriod'])) {
    if (!isObject(ratio)) continue;
    const most = quantityMg(ratio['numerator'], strengthMg);
    const days = periodDays(ratio['denominator']);
    if (most !== undefined && days !== undefined) return most / days;
  }
  return limitMg(dailyLimitInText(words), strengthMg, single);
}

function limitMg(
  limit: Limit | undefined,
  strengthMg: number | undefined,
  single: number | undefined,
): number | undefined {
  if (limit === undefined || !('times' in limit)) return amountMg(limit, strengthMg);
  return single === undefined ? undefined : single * limit.times;
}

/**
 * Intended length in days: what the dosage says (bounds, else its words), else the supply with all its repeats.
 * Instructions with different `sequence` follow each other; the others run side by side. Undefined when nothing tells.
 */
export function intendedDays(resource: RawResource): number | undefined {
  const longest = new Map<unknown, number>();
  for (const dosage of asArray(resource['dosageInstruction'] ?? resource['dosage'])) {
    const days = isObject(dosage) ? daysOfDosage(dosage, resource) : undefined;
    if (!isObject(dosage) || days === undefined) return supplyDays(resource);
    const sequence = dosage['sequence'];
    longest.set(sequence, Math.max(longest.get(sequence) ?? 0, days));
  }
  if (longest.size === 0) return supplyDays(resource);
  return [...longest.values()].reduce((sum, days) => sum + days, 0);
}

function daysOfDosage(dosage: JsonObject, resource: RawResource): number | undefined {
  const timing = isObject(dosage['timing']) ? dosage['timing'] : {};
  const repeat = isObject(timing['repeat']) ? timing['repeat'] : {};
  const range = isObject(repeat['boundsRange']) ? repeat['boundsRange'] : {};
  return (
    positive(durationDays(repeat['boundsDuration'])) ??
    positive(durationDays(withUnitOf(range['high'], range['low']))) ??
    boundsDays(repeat['boundsPeriod'], resource['authoredOn']) ??
    positive(daysInText(plainDosageText(text(dosage['text']) ?? '')))
  );
}

function withUnitOf(high: unknown, low: unknown): unknown {
  return isObject(high) ? { ...(isObject(low) && low), ...high } : undefined;
}

/** From the start, else from the order, to the end: the distance of the two dates. */
function boundsDays(period: unknown, authoredOn: unknown): number | undefined {
  if (!isObject(period)) return undefined;
  const start = writtenDay(period['start'] ?? authoredOn);
  const end = writtenDay(period['end']);
  return start === undefined || end === undefined ? undefined : positive(end - start);
}

/** The day as written: both ends of a period are written in the same zone. Months and years are too vague for a length. */
function writtenDay(value: unknown): number | undefined {
  const date = parseDateText(text(value)?.slice(0, 10));
  return date?.kind === 'days' && date.first === date.last ? date.first : undefined;
}

function supplyDays(resource: RawResource): number | undefined {
  const dispense = isObject(resource['dispenseRequest']) ? resource['dispenseRequest'] : {};
  const supply = positive(durationDays(dispense['expectedSupplyDuration']));
  const repeats = positive(dispense['numberOfRepeatsAllowed']) ?? 0;
  return supply === undefined ? undefined : supply * (1 + repeats);
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
}
