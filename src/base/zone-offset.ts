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
const OFFSET = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/;

/**
 * Offsets of the zone, exact to the millisecond over changes to and from summer time. Asking the runtime costs
 * microseconds, so each UTC day is asked once; the cache is bounded because dates come from outside.
 */
export function zoneOffsets(timeZone: string): OffsetAt {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const ask: OffsetAt = (instantMs) => offsetIn(format.format(instantMs));
  const cache = new Map<number, DayOffsets>();
  return (instantMs) => {
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

function offsetsOfDay(day: number, ask: OffsetAt): DayOffsets {
  let low = day * DAY_MS;
  let high = low + DAY_MS;
  const before = ask(low);
  const after = ask(high);
  if (before === after) return { before, after, changesAt: Infinity };
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (ask(middle) === before) low = middle;
    else high = middle;
  }
  return { before, after, changesAt: high };
}

function offsetIn(text: string): number {
  const parts = OFFSET.exec(text);
  const seconds = Number(parts?.[2] ?? 0) * 3600 + Number(parts?.[3] ?? 0) * 60 + Number(parts?.[4] ?? 0);
  return (parts?.[1] === '-' ? -seconds : seconds) * 1000;
}
