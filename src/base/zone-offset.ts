// The offset of a time zone from UTC at any instant, from the runtime's own zone data.
import { DAY_MS } from './date-text.ts';

/** Milliseconds to add to an instant to get the wall clock of the zone. */
export type OffsetAt = (instantMs: number) => number;

interface DayOffsets {
  readonly before: number;
  readonly after: number;
  /** First instant of `after`; infinite on days without a change. */
  readonly changesAt: number;
}

const LARGEST_CACHE = 8192;
/** Zones change at whole quarters of an hour, but for a few of the first changes. */
const QUARTER_MS = 15 * 60 * 1000;
/** The calendar repeats, weekdays included; after all tables have ended so do the zones. Of no date of a real record. */
const CYCLE_DAYS = 146_097;
const FIRST_REPEATED_DAY = 193_584; // 2500-01-06
/** Before any zone had rules. */
const FIRST_DAY = -62_091; // 1800-01-01
const OFFSET = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/;

/**
 * Offsets of the zone, exact to the millisecond over changes to and from summer time. Asking the runtime costs
 * microseconds, so each UTC day is asked once; the cache is bounded because dates come from outside.
 */
export function zoneOffsets(timeZone: string): OffsetAt {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const ask: OffsetAt = (instantMs) => offsetIn(format.format(instantMs));
  const cache = new Map<number, DayOffsets>();
  return (writtenMs) => {
    const instantMs = withinTables(writtenMs);
    const day = Math.floor(instantMs / DAY_MS);
    let offsets = cache.get(day);
    if (offsets === undefined) {
      offsets = offsetsOfDay(day, ask);
      if (cache.size >= LARGEST_CACHE) cache.clear();
      cache.set(day, offsets);
    }
    return instantMs < offsets.changesAt ? offsets.before : offsets.after;
  };
}

/** An instant with the same offset, among so few days that a hostile record cannot have many of them asked for. */
function withinTables(instantMs: number): number {
  const day = Math.floor(instantMs / DAY_MS);
  if (day < FIRST_DAY) return FIRST_DAY * DAY_MS;
  if (day < FIRST_REPEATED_DAY) return instantMs;
  return instantMs - (Math.floor((day - FIRST_REPEATED_DAY) / CYCLE_DAYS) + 1) * CYCLE_DAYS * DAY_MS;
}

function offsetsOfDay(day: number, ask: OffsetAt): DayOffsets {
  let low = day * DAY_MS;
  let high = low + DAY_MS;
  const before = ask(low);
  const after = ask(high);
  if (before === after) return { before, after, changesAt: Infinity };
  while (high - low > 1) {
    const middle = low + middleOf(high - low);
    // Nearly always the change is at the end of its quarter.
    if (high - low === QUARTER_MS && ask(high - 1) === before) break;
    if (ask(middle) === before) low = middle;
    else high = middle;
  }
  return { before, after, changesAt: high };
}

/** Half of a span, in whole quarters while there are some. */
function middleOf(span: number): number {
  return span > QUARTER_MS ? Math.floor(span / QUARTER_MS / 2) * QUARTER_MS : Math.floor(span / 2);
}

function offsetIn(text: string): number {
  const parts = OFFSET.exec(text);
  const seconds = Number(parts?.[2] ?? 0) * 3600 + Number(parts?.[3] ?? 0) * 60 + Number(parts?.[4] ?? 0);
  return (parts?.[1] === '-' ? -seconds : seconds) * 1000;
}
