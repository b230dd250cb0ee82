// Dates as a card shows them: as exact as the record was, never more.
import { formatDay, type Day, type DayRange } from '../base/calendar.ts';
import type { Match } from '../rules/criterion.ts';

/** `2026-02-27`, `2026-02`, `2026`, or `first/last` for any other span; an unknown beginning shows the end. */
export function formatRange(range: DayRange, today: Day): string {
  const last = formatDay(range.hi);
  if (range.lo === null || range.lo === range.hi) return last;
  const first = formatDay(range.lo);
  const capped = range.hi === today;
  if (first.endsWith('-01-01') && first.slice(0, 4) === last.slice(0, 4) && (capped || last.endsWith('-12-31'))) {
    return first.slice(0, 4);
  }
  const isMonth = first.endsWith('-01') && first.slice(0, 7) === last.slice(0, 7);
  if (isMonth && (capped || formatDay(range.hi + 1).endsWith('-01'))) return first.slice(0, 7);
  return `${first}/${last}`;
}

/** What is shown first must not hang on the order in which the client sent it; the undated last. */
export function newestFirst(one: Match, other: Match): number {
  const days = (other.date?.hi ?? -Infinity) - (one.date?.hi ?? -Infinity);
  return days || one.reference.localeCompare(other.reference);
}
