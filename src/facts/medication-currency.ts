// Whether a medication of the record is being taken: the table of catalogue 0.3, one function per resource type.
import { readDate, type DateReading, type DayRange } from '../base/calendar.ts';
import { isObject, text } from '../fhir/lenient.ts';
import type { RawResource } from '../fhir/types.ts';
import type { Currency } from './fact.ts';
import { referenceOf, usableDate, type Reading } from './reading.ts';

const ORDERED = new Set(['order', 'original-order', 'reflex-order', 'filler-order', 'instance-order']);
const ENDED = new Set(['completed', 'stopped']);
const DAYS: ReadonlyMap<string, number> = new Map([
  ['d', 1],
  ['day', 1],
  ['days', 1],
  ['wk', 7],
  ['week', 7],
  ['weeks', 7],
  ['mo', 30.4],
  ['month', 30.4],
  ['months', 30.4],
  ['a', 365.25],
  ['year', 365.25],
  ['years', 365.25],
  ['h', 1 / 24],
]);

/** `undefined`: never counts (an error, a proposal, never taken). */
export function medicationCurrency(
  resource: RawResource,
  start: DayRange | undefined,
  reading: Reading,
): Currency | undefined {
  return resource.resourceType === 'MedicationStatement'
    ? ofStatement(resource, start, reading)
    : ofRequest(resource, reading);
}

function ofStatement(statement: RawResource, start: DayRange | undefined, reading: Reading): Currency | undefined {
  const status = text(statement['status']) ?? '';
  if (status === 'on-hold') return 'held';
  if (ENDED.has(status)) return 'past';
  if (status !== 'active' && status !== 'intended' && status !== 'unknown') return undefined;
  const period = statement['effectivePeriod'];
  const end = readDate(isObject(period) ? period['end'] : undefined, reading.calendar);
  if (isPast(end, reading)) return 'past';
  if (status === 'unknown') return 'unknown';
  const asserted = usableDate(statement['dateAsserted'], referenceOf(statement), reading) ?? start;
  const old = asserted !== undefined && daysSince(asserted.hi, reading) > reading.settings.medication.staleAfterDays;
  return old && end.kind === 'unusable' ? 'stale' : 'current';
}

function ofRequest(request: RawResource, reading: Reading): Currency | undefined {
  const status = text(request['status']) ?? '';
  const intent = text(request['intent']) ?? '';
  const reported = request['reportedBoolean'] === true || isObject(request['reportedReference']);
  if (request['doNotPerform'] === true) return undefined;
  if (!ORDERED.has(intent) && !(intent === 'plan' && reported)) return undefined;
  if (status === 'unknown') return 'unknown';
  if (status === 'on-hold') return 'held';
  if (ENDED.has(status)) return 'past';
  if (status !== 'active') return undefined;
  return supplyLasts(request, reading);
}

/** Whether an active request still covers today. Without a date that cannot be told: `unknown`. */
function supplyLasts(request: RawResource, reading: Reading): Currency {
  const dispense = isObject(request['dispenseRequest']) ? request['dispenseRequest'] : {};
  const validity = dispense['validityPeriod'];
  if (isObject(validity) && isPast(readDate(validity['end'], reading.calendar), reading)) return 'past';
  const authored = usableDate(request['authoredOn'], referenceOf(request), reading);
  if (authored === undefined) return 'unknown';
  const { requestWindowDays, supplyGraceDays } = reading.settings.medication;
  const supply = durationDays(dispense['expectedSupplyDuration']);
  const repeats = dispense['numberOfRepeatsAllowed'];
  const fills = 1 + (typeof repeats === 'number' && repeats > 0 ? repeats : 0);
  const covered = supply === undefined ? requestWindowDays : supply * fills + supplyGraceDays;
  return daysSince(authored.hi, reading) <= covered ? 'current' : 'past';
}

/** Days of a Duration; `undefined` without a number or a known unit. */
export function durationDays(duration: unknown): number | undefined {
  if (!isObject(duration) || typeof duration['value'] !== 'number') return undefined;
  const [code, unit] = [duration['code'], duration['unit']].map((name) => (text(name) ?? '').toLowerCase());
  const days = DAYS.get(code ?? '') ?? DAYS.get(unit ?? '');
  return days === undefined ? undefined : duration['value'] * days;
}

function daysSince(day: number, reading: Reading): number {
  return reading.calendar.today - day;
}

function isPast(end: DateReading, reading: Reading): boolean {
  return end.kind === 'range' && end.range.hi < reading.calendar.today;
}
