// Gestation today, from each of the three ways in which a pregnancy is dated: catalogue 4.4.
import type { Day, DayRange } from '../base/calendar.ts';
import type { Measurement, Measurements } from './measurements.ts';

/** Weeks of gestation today, by one Observation; least and most differ only where a date was recorded as month or year. */
export interface Dating {
  readonly reference: string;
  /** The day of the Observation. */
  readonly day: Day;
  readonly least: number;
  readonly most: number;
}

/** Delivery is expected 40 weeks after the first day of the last menstrual period (Naegele's rule). */
const TERM_DAYS = 280;

/** The newest dating of each kind, the most trusted kind first; those that have not begun yet are left out. */
export function datingsOf(measurements: Measurements, withinDays: number, today: Day): readonly Dating[] {
  const newest = (item: string): readonly Measurement[] => {
    const measurement = measurements.newest(item, { withinDays });
    return measurement === undefined ? [] : [measurement];
  };
  return [
    ...newest('delivery-date-estimated').flatMap((found) => fromDate(found, today + TERM_DAYS)),
    ...newest('gestational-age').map((found) => fromWeeks(found, today)),
    ...newest('last-menstrual-period').flatMap((found) => fromDate(found, today)),
  ].filter(({ most }) => most >= 0);
}

/** Gestation is the time from the recorded date to `end`. */
function fromDate({ reference, day, dateValue }: Measurement, end: Day): readonly Dating[] {
  if (dateValue === undefined) return [];
  const { lo, hi }: DayRange = dateValue;
  return [{ reference, day, least: (end - hi) / 7, most: (end - (lo ?? hi)) / 7 }];
}

/** Counted in days, so that 30 weeks are 30 and not 29.999. */
function fromWeeks({ reference, day, value }: Measurement, today: Day): Dating {
  const weeks = (Math.round(value * 7) + today - day) / 7;
  return { reference, day, least: weeks, most: weeks };
}
