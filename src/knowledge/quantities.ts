// Thresholds and windows as the knowledge writes them: a number and its unit, `38.0 Cel`, `30 d`.
import type { Place } from './source-file.ts';

/** A number with its unit, as written. */
export interface KnownQuantity {
  readonly value: number;
  readonly unit: string;
}

const QUANTITY = /^(-?\d+(?:\.\d+)?) (\S.*)$/;
const DAYS: ReadonlyMap<string, number> = new Map([
  ['d', 1],
  ['a', 365],
]);

/** Parses `number unit`. Throws KnowledgeError when there is no unit: a bare number says nothing. */
export function parseQuantity(written: string, place: Place): KnownQuantity {
  const match = QUANTITY.exec(written);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw place.error(`expected a number with its unit, such as "30 d", got "${written}"`);
  }
  return { value: Number(match[1]), unit: match[2] };
}

/** A window in whole days; `a` counts 365 days. */
export function parseDays(written: string, place: Place): number {
  const { value, unit } = parseQuantity(written, place);
  const days = DAYS.get(unit);
  if (days === undefined) throw place.error(`expected days (d) or years (a), got "${written}"`);
  return value * days;
}

/** A threshold whose unit must be the canonical one of what it is compared with. */
export function parseThreshold(written: string, unit: string, place: Place): number {
  const quantity = parseQuantity(written, place);
  if (quantity.unit !== unit) throw place.error(`expected the unit ${unit}, got "${written}"`);
  return quantity.value;
}
