// Days, partial dates and ages as the rules count them (catalogue 0.1): whole calendar days in one configured zone.
import { civilFromDays } from './civil-date.ts';
import { DAY_MS, parseDateText } from './date-text.ts';
import { zoneOffsets } from './zone-offset.ts';

/** Whole days since 1970-01-01 of a calendar date. */
export type Day = number;

/** The days on which something may have happened, both ends included; `lo` null = at any time before. */
export interface DayRange {
  readonly lo: Day | null;
  readonly hi: Day;
}

/** A range whose first day is known too. */
export interface KnownRange extends DayRange {
  readonly lo: Day;
}

/** The instant of evaluation and the zone in which instants become dates. */
export interface Calendar {
  readonly now: Date;
  readonly today: Day;
  readonly timeZone: string;
  /** The date that the wall clock shows at the instant. */
  dayOf(instantMs: number): Day;
  /** The instant at which the wall clock shows the time; `localMs` is counted as if the wall clock were UTC. */
  instantOfLocal(localMs: number): number;
}

/** A date of the record: usable, in the future (catalogue 0.1 "invalid date"), or absent, malformed, impossible. */
export type DateReading =
  { readonly kind: 'range'; readonly range: DayRange } | { readonly kind: 'future' } | { readonly kind: 'unusable' };

/**
 * The calendar at `now` in an IANA time zone. Throws RangeError for a zone that the runtime does not know. `offsetAt` serves
 * many calendars of one zone: opening a zone costs more than reading a record.
 */
export function createCalendar(now: Date, timeZone: string, offsetAt = zoneOffsets(timeZone)): Calendar {
  const dayOf = (instantMs: number): Day => Math.floor((instantMs + offsetAt(instantMs)) / DAY_MS);
  return {
    now,
    today: dayOf(now.getTime()),
    timeZone,
    dayOf,
    // The offset at the first guess is right, save within hours of a change.
    instantOfLocal: (localMs) => localMs - offsetAt(localMs - offsetAt(localMs)),
  };
}

/** The days that a FHIR date or dateTime names, wherever they lie; `undefined` when it is none or cannot exist. */
export function readDateRange(value: unknown, calendar: Calendar): KnownRange | undefined {
  const written = parseDateText(value);
  if (written === undefined) return undefined;
  if (written.kind === 'days') return { lo: written.first, hi: written.last };
  const day = written.kind === 'instant' ? calendar.dayOf(written.instantMs) : Math.floor(written.localMs / DAY_MS);
  return { lo: day, hi: day };
}

/**
 * A date on which something has happened (catalogue 0.1): capped at today; in the future when it begins later than
 * tomorrow. Tomorrow itself counts as today, since a neighbouring zone may already have it.
 */
export function readDate(value: unknown, calendar: Calendar): DateReading {
  const range = readDateRange(value, calendar);
  if (range === undefined) return { kind: 'unusable' };
  const { today } = calendar;
  if (range.lo > today + 1) return { kind: 'future' };
  return { kind: 'range', range: { lo: Math.min(range.lo, today), hi: Math.min(range.hi, today) } };
}

/**
 * Milliseconds by which to order what is dated. A date without time stands for its latest possible instant, as
 * everywhere in catalogue 0.1: the end of its last day, today at the latest.
 */
export function instantOf(value: unknown, calendar: Calendar): number | undefined {
  const written = parseDateText(value);
  if (written === undefined) return undefined;
  if (written.kind === 'instant') return written.instantMs;
  if (written.kind === 'local') return calendar.instantOfLocal(written.localMs);
  const last = written.first > calendar.today ? written.last : Math.min(written.last, calendar.today);
  return calendar.instantOfLocal((last + 1) * DAY_MS) - 1;
}

/** Days since the latest possible date; what "within N days" compares (catalogue 0.1). */
export function minDays(range: DayRange, today: Day): number {
  return today - range.hi;
}

/** Days since the earliest possible date; null when that is unknown. */
export function maxDays(range: DayRange, today: Day): number | null {
  return range.lo === null ? null : today - range.lo;
}

/** `YYYY-MM-DD`. */
export function formatDay(day: Day): string {
  const { year, month, day: dayOfMonth } = civilFromDays(day);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(dayOfMonth, 2)}`;
}

function padded(value: number, length: number): string {
  return String(value).padStart(length, '0');
}

/** Completed years today, for the latest and for the earliest possible birth date (`lo` unknown: no upper bound). */
export function ageInYears(birth: DayRange, today: Day): { readonly youngest: number; readonly oldest: number } {
  return {
    youngest: completedYears(birth.hi, today),
    oldest: birth.lo === null ? Infinity : completedYears(birth.lo, today),
  };
}

function completedYears(from: Day, to: Day): number {
  const start = civilFromDays(from);
  const end = civilFromDays(to);
  const beforeAnniversary = end.month < start.month || (end.month === start.month && end.day < start.day);
  return end.year - start.year - (beforeAnniversary ? 1 : 0);
}
