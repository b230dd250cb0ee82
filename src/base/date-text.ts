// The text of a FHIR date, dateTime or instant, read as written. `Date` is never asked: it fills in what is missing.
// By hand rather than by regular expression: a record holds thousands of dates.
import { daysFromCivil, daysInMonth } from './civil-date.ts';

/** What the text says: whole days, a wall-clock time without offset, or an instant. */
export type WrittenDate =
  | { readonly kind: 'days'; readonly first: number; readonly last: number }
  | { readonly kind: 'local'; readonly localMs: number }
  | { readonly kind: 'instant'; readonly instantMs: number };

/** Milliseconds in 24 hours. */
export const DAY_MS = 86_400_000;

const MINUTE_MS = 60_000;
const LONGEST_OFFSET_MS = 14 * 60 * MINUTE_MS;
const LONGEST_TEXT = 40;
/** What `digits` gives for anything but digits; every test for a range refuses it. */
const NO_NUMBER = -1;

/** Reads `YYYY`, `YYYY-MM`, `YYYY-MM-DD` and dateTimes. `undefined` for anything else and for dates that do not exist. */
export function parseDateText(value: unknown): WrittenDate | undefined {
  if (typeof value !== 'string' || value.length > LONGEST_TEXT) return undefined;
  const year = digits(value, 0, 4);
  if (year < 1) return undefined;
  if (value.length === 4) return span(daysFromCivil(year, 1, 1), daysFromCivil(year, 12, 31));
  const month = value[4] === '-' ? digits(value, 5, 2) : NO_NUMBER;
  const length = daysInMonth(year, month);
  if (length === 0) return undefined;
  if (value.length === 7) return span(daysFromCivil(year, month, 1), daysFromCivil(year, month, length));
  const day = value[7] === '-' ? digits(value, 8, 2) : NO_NUMBER;
  if (day < 1 || day > length) return undefined;
  const days = daysFromCivil(year, month, day);
  return value.length === 10 ? span(days, days) : withTime(days, value);
}

function span(first: number, last: number): WrittenDate {
  return { kind: 'days', first, last };
}

/** `Thh:mm`, `Thh:mm:ss` or `Thh:mm:ss.fff` from position 10, then `Z`, an offset, or the end. */
function withTime(days: number, text: string): WrittenDate | undefined {
  const hour = text[10] === 'T' ? digits(text, 11, 2) : NO_NUMBER;
  const minute = text[13] === ':' ? digits(text, 14, 2) : NO_NUMBER;
  const hasSeconds = text[16] === ':';
  const second = hasSeconds ? digits(text, 17, 2) : 0;
  // FHIR R4 allows second 60 (leap second) and forbids 24:00.
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return undefined;
  const fractionAt = hasSeconds ? 19 : 16;
  const zoneAt = hasSeconds && text[fractionAt] === '.' ? endOfDigits(text, fractionAt + 1) : fractionAt;
  if (zoneAt === fractionAt + 1) return undefined;
  const milliseconds = zoneAt === fractionAt ? 0 : Math.floor(Number(text.slice(fractionAt, zoneAt)) * 1000);
  const localMs = days * DAY_MS + (hour * 60 + minute) * MINUTE_MS + second * 1000 + milliseconds;
  if (zoneAt === text.length) return { kind: 'local', localMs };
  const offset = offsetMs(text, zoneAt);
  return offset === undefined ? undefined : { kind: 'instant', instantMs: localMs - offset };
}

function offsetMs(text: string, at: number): number | undefined {
  const sign = text[at];
  if (sign === 'Z') return text.length === at + 1 ? 0 : undefined;
  if ((sign !== '+' && sign !== '-') || text[at + 3] !== ':' || text.length !== at + 6) return undefined;
  const hours = digits(text, at + 1, 2);
  const minutes = digits(text, at + 4, 2);
  const size = (hours * 60 + minutes) * MINUTE_MS;
  if (hours < 0 || minutes < 0 || minutes > 59 || size > LONGEST_OFFSET_MS) return undefined;
  return sign === '-' ? -size : size;
}

/** The number at a position; `NO_NUMBER` unless all of its characters are digits. */
function digits(text: string, at: number, count: number): number {
  if (at + count > text.length) return NO_NUMBER;
  let number = 0;
  for (let index = at; index < at + count; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return NO_NUMBER;
    number = number * 10 + digit;
  }
  return number;
}

function endOfDigits(text: string, from: number): number {
  let at = from;
  while (digits(text, at, 1) !== NO_NUMBER) at += 1;
  return at;
}
