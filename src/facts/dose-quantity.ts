// Amounts of a drug in milligrams, from a FHIR Quantity or from words.
import { isObject, text } from '../fhir/lenient.ts';
import type { Amount } from './dosage-text.ts';
import { unitKey } from './units.ts';

const MG_PER_UNIT: ReadonlyMap<string, number> = new Map(
  Object.entries({
    mg: 1,
    milligram: 1,
    g: 1000,
    gram: 1000,
    ug: 0.001,
    mcg: 0.001,
    microgram: 0.001,
  }),
);
const COUNTED = /^(?:er|ec)?(?:tab|tbl|tablet|cap|capsule|caplet|softgel|pill)$/;
const HOURS_PER_UNIT: ReadonlyMap<string, number> = new Map(
  Object.entries({ h: 1, hour: 1, hr: 1, d: 24, day: 24, wk: 168, week: 168 }),
);

/** Milligrams of an amount in words; tablets count `strengthMg` each. */
export function amountMg(amount: Amount | undefined, strengthMg: number | undefined): number | undefined {
  if (amount === undefined) return undefined;
  if ('mg' in amount) return amount.mg;
  return strengthMg === undefined ? amount.totalMg : amount.units * strengthMg;
}

/** Milligrams of a Quantity in a unit of mass, or in tablets or capsules of `strengthMg` each. */
export function quantityMg(quantity: unknown, strengthMg: number | undefined): number | undefined {
  if (!isObject(quantity)) return undefined;
  const value = quantity['value'];
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) return undefined;
  for (const unit of [text(quantity['code']), text(quantity['unit'])]) {
    const key = unitName(unit);
    const factor = MG_PER_UNIT.get(key) ?? (COUNTED.test(key) ? strengthMg : undefined);
    if (factor !== undefined) return value * factor;
  }
  return undefined;
}

/** Days of the denominator of a dose per period. */
export function periodDays(quantity: unknown): number | undefined {
  if (!isObject(quantity)) return undefined;
  const value = quantity['value'] ?? 1;
  const hours =
    HOURS_PER_UNIT.get(unitName(text(quantity['code']))) ?? HOURS_PER_UNIT.get(unitName(text(quantity['unit'])));
  return typeof value === 'number' && value > 0 && hours !== undefined ? (value * hours) / 24 : undefined;
}

/** `{Tablet}`, `tablet(s)` and `tablets` are one unit. */
function unitName(unit: string | undefined): string {
  return unitKey(unit ?? '')
    .replaceAll(/[{}[\]().]/g, '')
    .replace(/s$/, '');
}
