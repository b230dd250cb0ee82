// When a medication began and ended: catalogue 0.3, start(m), and the ends that the resources can tell.
import { readDate, type Day, type DayRange } from '../base/calendar.ts';
import { asArray, isObject } from '../fhir/lenient.ts';
import type { JsonObject, RawResource } from '../fhir/types.ts';
import { durationDays } from './medication-currency.ts';
import { referenceOf, usableDate, type Reading } from './reading.ts';

/** The first present of: effective period, effective date, bounds of the dosage, date of the order, date of the statement. */
export function medicationStart(resource: RawResource, reading: Reading): DayRange | undefined {
  const reference = referenceOf(resource);
  return (
    usableDate(objectAt(resource, 'effectivePeriod')['start'], reference, reading) ??
    usableDate(resource['effectiveDateTime'], reference, reading) ??
    firstPast(
      repeatsOf(resource).map((repeat) => objectAt(repeat, 'boundsPeriod')['start']),
      reading,
    ) ??
    usableDate(resource['authoredOn'], reference, reading) ??
    usableDate(resource['dateAsserted'], reference, reading)
  );
}

/** The recorded end, else start plus the ordered length; `undefined` when nothing tells. */
export function medicationEnd(resource: RawResource, start: DayRange | undefined, reading: Reading): Day | undefined {
  const dispense = objectAt(resource, 'dispenseRequest');
  const written = [
    objectAt(resource, 'effectivePeriod')['end'],
    ...repeatsOf(resource).map((repeat) => objectAt(repeat, 'boundsPeriod')['end']),
    objectAt(dispense, 'validityPeriod')['end'],
  ];
  const end = firstPast(written, reading)?.hi;
  if (end !== undefined || start === undefined) return end;
  const length = orderedDays(resource, dispense);
  return length === undefined ? undefined : Math.min(start.hi + Math.round(length), reading.calendar.today);
}

function orderedDays(resource: RawResource, dispense: JsonObject): number | undefined {
  for (const repeat of repeatsOf(resource)) {
    const days = durationDays(repeat['boundsDuration']);
    if (days !== undefined) return days;
  }
  const repeats = dispense['numberOfRepeatsAllowed'];
  const supply = durationDays(dispense['expectedSupplyDuration']);
  return supply === undefined ? undefined : supply * (1 + (typeof repeats === 'number' && repeats > 0 ? repeats : 0));
}

/** A plan may begin or end later than today without anything being wrong with the data: no note. */
function firstPast(candidates: readonly unknown[], reading: Reading): DayRange | undefined {
  for (const candidate of candidates) {
    const date = readDate(candidate, reading.calendar);
    if (date.kind === 'range') return date.range;
  }
  return undefined;
}

function repeatsOf(resource: RawResource): readonly JsonObject[] {
  return asArray(resource['dosageInstruction'] ?? resource['dosage'])
    .filter(isObject)
    .map((dosage) => objectAt(objectAt(dosage, 'timing'), 'repeat'));
}

function objectAt(parent: JsonObject, key: string): JsonObject {
  const child = parent[key];
  return isObject(child) ? child : {};
}
