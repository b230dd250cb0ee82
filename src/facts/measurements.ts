// Observations as measurements, newest first: catalogue 0.4.
import { instantOf, readDate, type Calendar, type Day, type DayRange } from '../base/calendar.ts';
import { asArray, isObject, text } from '../fhir/lenient.ts';
import type { PlainCoding } from '../fhir/terminology.ts';
import type { JsonObject, RawResource } from '../fhir/types.ts';
import { codingsOf } from './concept.ts';
import type { ObservationItem, ObservationItems } from './observation-items.ts';
import { readValue, type Comparator, type SkipReason } from './observation-values.ts';
import { referenceOf } from './reading.ts';

/** One usable value of one item. */
export interface Measurement {
  /** Id of the item. */
  readonly item: string;
  /** `Observation/<id>`. */
  readonly reference: string;
  /** In the canonical unit; `<x` is just below x, `>x` is x. NaN for a code or a date. */
  readonly value: number;
  /** The canonical unit; empty for a code or a date. */
  readonly unit: string;
  readonly day: Day;
  readonly instant: number;
  /** Not final yet: evidence for red flags alone. */
  readonly preliminary: boolean;
  /** As reported, for people. */
  readonly comparator?: Comparator;
  /** Upper reference limit in the canonical unit. */
  readonly referenceHigh?: number;
  readonly codedValue?: readonly PlainCoding[];
  /** A date as value may lie in the future (an expected delivery). */
  readonly dateValue?: DayRange;
}

/** An Observation whose value could not be used; it deserves a data-quality note. */
export interface SkippedResult {
  readonly item: string;
  readonly reference: string;
  readonly reason: SkipReason;
  /** `undefined` when it is dated in the future. */
  readonly day: Day | undefined;
  readonly instant: number;
}

/** Which measurements count. */
export interface MeasurementQuery {
  readonly withinDays: number;
  /** Preliminary results count too. */
  readonly preliminary?: boolean;
  readonly accept?: (measurement: Measurement) => boolean;
}

/** All measurements of one person. */
export interface Measurements {
  /** The newest that counts. */
  newest(item: string, query: MeasurementQuery): Measurement | undefined;
  /** All of an item, preliminary ones too, newest first: by instant, then by issue, then the clinically worse value. */
  series(item: string): readonly Measurement[];
  /** What was passed over on the way to the value that is used: newer than it, inside the window. */
  skipped(item: string, withinDays: number): readonly SkippedResult[];
}

interface Dated {
  readonly day: Day | undefined;
  readonly instant: number;
  readonly issued: number;
}

interface Candidate {
  readonly measurement: Measurement;
  readonly issued: number;
}

/** One pass over the Observations: what it needs and what it gathers. */
interface Pass {
  readonly items: ObservationItems;
  readonly calendar: Calendar;
  readonly candidates: Map<ObservationItem, Candidate[]>;
  readonly skipped: Map<string, SkippedResult[]>;
}

const FINAL: ReadonlySet<unknown> = new Set(['final', 'amended', 'corrected']);
const PRELIMINARY = 'preliminary';

/** Reads Observations that are known to be about the patient. */
export function readMeasurements(
  observations: readonly RawResource[],
  items: ObservationItems,
  calendar: Calendar,
): Measurements {
  const pass: Pass = { items, calendar, candidates: new Map(), skipped: new Map() };
  for (const observation of observations) collect(observation, pass);
  const series = new Map<string, readonly Measurement[]>();
  for (const [item, candidates] of pass.candidates) series.set(item.id, sorted(candidates, item));
  return measurementsOf(series, pass.skipped, calendar.today);
}

function collect(observation: RawResource, pass: Pass): void {
  const status = observation['status'];
  if (status !== PRELIMINARY && !FINAL.has(status)) return;
  const held: { readonly holder: JsonObject; readonly item: ObservationItem }[] = [];
  for (const holder of holdersOf(observation)) {
    for (const item of itemsOf(holder, pass.items)) held.push({ holder, item });
  }
  const dated = held.length === 0 ? undefined : dateOf(observation, pass.calendar);
  if (dated === undefined) return;
  const source = { reference: referenceOf(observation), preliminary: status === PRELIMINARY, dated, pass };
  for (const { holder, item } of held) add(holder, item, source);
}

/** The Observation itself and its components. */
function holdersOf(observation: RawResource): readonly JsonObject[] {
  const components = observation['component'];
  return components === undefined ? [observation] : [observation, ...asArray(components).filter(isObject)];
}

/** Each item once; nearly always there is one at most. */
function itemsOf(holder: JsonObject, items: ObservationItems): readonly ObservationItem[] {
  const found: ObservationItem[] = [];
  for (const { system, code } of codingsOf(holder['code'])) {
    const item = items.itemOf(system, code);
    if (item !== undefined && !found.includes(item)) found.push(item);
  }
  return found;
}

interface Source {
  readonly dated: Dated;
  readonly reference: string;
  readonly preliminary: boolean;
  readonly pass: Pass;
}

function add(holder: JsonObject, item: ObservationItem, source: Source): void {
  const { reference, preliminary, dated, pass } = source;
  const { day, instant, issued } = dated;
  const value = day === undefined ? 'future-date' : readValue(holder, item, pass.calendar);
  if (day !== undefined && typeof value !== 'string') {
    const unit = item.kind === 'number' ? item.unit : '';
    const measurement = { item: item.id, reference, unit, day, instant, preliminary, ...value };
    listIn(pass.candidates, item).push({ measurement, issued });
  } else if (typeof value === 'string' && !preliminary) {
    // A preliminary result is never the value in use, so nobody needs to know that it was passed over.
    listIn(pass.skipped, item.id).push({ item: item.id, reference, reason: value, day, instant });
  }
}

function listIn<K, V>(map: Map<K, V[]>, key: K): V[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}

/** The first date that can be read; `undefined` when there is none. */
function dateOf(observation: RawResource, calendar: Calendar): Dated | undefined {
  const period = observation['effectivePeriod'];
  const issued = observation['issued'];
  const end = isObject(period) ? period['end'] : undefined;
  for (const written of [observation['effectiveDateTime'], end, observation['effectiveInstant'], issued]) {
    const date = readDate(text(written), calendar);
    if (date.kind === 'unusable') continue;
    const instant = instantOf(text(written), calendar) ?? -Infinity;
    return {
      day: date.kind === 'range' ? date.range.hi : undefined,
      instant,
      issued: written === issued ? instant : (instantOf(text(issued), calendar) ?? -Infinity),
    };
  }
  return undefined;
}

function sorted(candidates: readonly Candidate[], item: ObservationItem): readonly Measurement[] {
  const direction = item.kind !== 'number' ? 0 : item.worse === 'higher' ? 1 : -1;
  return candidates
    .toSorted(
      (a, b) =>
        descending(a.measurement.instant, b.measurement.instant) ||
        descending(a.issued, b.issued) ||
        (direction === 0 ? 0 : direction * descending(a.measurement.value, b.measurement.value)),
    )
    .map((candidate) => candidate.measurement);
}

function descending(a: number, b: number): number {
  return a === b ? 0 : a > b ? -1 : 1;
}

function measurementsOf(
  all: ReadonlyMap<string, readonly Measurement[]>,
  skipped: ReadonlyMap<string, readonly SkippedResult[]>,
  today: Day,
): Measurements {
  const series = (item: string): readonly Measurement[] => all.get(item) ?? [];
  const newest = (
    item: string,
    { withinDays, preliminary = false, accept }: MeasurementQuery,
  ): Measurement | undefined =>
    series(item).find(
      (measurement) =>
        today - measurement.day <= withinDays &&
        (preliminary || !measurement.preliminary) &&
        (accept === undefined || accept(measurement)),
    );
  return {
    newest,
    series,
    skipped: (item, withinDays) => {
      const unusable = skipped.get(item);
      if (unusable === undefined) return [];
      const used = newest(item, { withinDays })?.instant ?? -Infinity;
      return unusable.filter(({ day, instant }) => instant > used && (day === undefined || today - day <= withinDays));
    },
  };
}
