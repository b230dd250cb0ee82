// The clock of the first-line drug and what it did: catalogue 4.7 (states) and 7.4 (courses).
import type { Calendar, Day } from '../base/calendar.ts';
import type { MedicationFact } from './fact.ts';
import type { Measurement, Measurements } from './measurements.ts';
import type { TherapySettings } from './settings.ts';

/** Which drug of the ladder is running (4.7, column "Current NSAID"). `skin` is a gel for the skin, never a trial (A06). */
export type RunningDrug = 'none' | 'first-line' | 'first-line-undated' | 'systemic' | 'skin';

/** 4.7, column "Response". `early`: too soon to tell. */
export type Relief = 'none' | 'early' | 'adequate' | 'inadequate';

/** State of the ladder's first step. */
export interface Therapy {
  readonly running: RunningDrug;
  /** Days since the course began. */
  readonly days: number | undefined;
  readonly relief: Relief;
  /** The pain score that says so. */
  readonly score: Measurement | undefined;
  /** A course of at least the minimum length that ended not long ago. */
  readonly stoppedTrial: boolean;
  /** The medications that the clock runs on. */
  readonly facts: readonly MedicationFact[];
}

interface Course {
  readonly start: Day;
  readonly end: Day;
  readonly facts: readonly MedicationFact[];
}

/** Reads the therapy clocks from all medications of the record. */
export function readTherapy(
  medications: readonly MedicationFact[],
  measurements: Measurements,
  calendar: Calendar,
  settings: TherapySettings,
): Therapy {
  const nothing: Therapy = {
    running: 'none',
    days: undefined,
    relief: 'none',
    score: undefined,
    stoppedTrial: false,
    facts: [],
  };
  const systemic = medications.filter((drug) => isSystemic(drug, settings) && drug.currency === 'current');
  if (systemic.length > 0) return { ...nothing, running: 'systemic', facts: systemic };
  const topical = medications.filter((drug) => drug.route === 'topical' && hasAny(drug, settings.drug));
  const skin = topical.filter((drug) => drug.sets.includes(settings.notATrial) && drug.currency === 'current');
  if (skin.length > 0) return { ...nothing, running: 'skin', facts: skin };
  const trials = topical.filter((drug) => !drug.sets.includes(settings.notATrial));
  const current = trials.filter((drug) => drug.currency === 'current');
  const course = lastCourse(trials, calendar.today, settings.gapDays);
  if (current.length > 0 && !current.some((drug) => drug.start !== undefined)) {
    return { ...nothing, running: 'first-line-undated', facts: current };
  }
  if (course === undefined) return nothing;
  const stoppedTrial = current.length === 0 && isStoppedTrial(course, calendar.today, settings);
  if (current.length === 0 && !stoppedTrial) return nothing;
  const running = current.length > 0 ? 'first-line' : 'none';
  return { running, stoppedTrial, facts: course.facts, ...response(course.start, measurements, calendar, settings) };
}

function isSystemic(drug: MedicationFact, settings: TherapySettings): boolean {
  return drug.route === 'systemic' && hasAny(drug, settings.systemicDrug);
}

function hasAny(drug: MedicationFact, sets: readonly string[]): boolean {
  return sets.some((set) => drug.sets.includes(set));
}

function isStoppedTrial(course: Course, today: Day, settings: TherapySettings): boolean {
  return today - course.end <= settings.stoppedWithinDays && course.end - course.start >= settings.minimumDays;
}

/** The newest course: periods of use joined as long as the gap between them is small (7.4). */
function lastCourse(trials: readonly MedicationFact[], today: Day, gapDays: number): Course | undefined {
  const periods = trials.flatMap((drug): Course[] => {
    const end = drug.currency === 'current' ? today : drug.end;
    if (drug.start === undefined || end === undefined) return [];
    return [{ start: drug.start, end: Math.max(drug.start, end), facts: [drug] }];
  });
  periods.sort((a, b) => b.end - a.end || b.start - a.start);
  return periods.reduce<Course | undefined>((course, period) => {
    if (course === undefined) return period;
    if (course.start - period.end > gapDays) return course;
    return { start: Math.min(course.start, period.start), end: course.end, facts: [...course.facts, ...period.facts] };
  }, undefined);
}

function response(
  start: Day,
  measurements: Measurements,
  calendar: Calendar,
  settings: TherapySettings,
): { days: number; relief: Relief; score: Measurement | undefined } {
  const days = calendar.today - start;
  const score = measurements.newest(settings.scoreItem, {
    withinDays: settings.scoreWithinDays,
    accept: (measurement) => measurement.day > start,
  });
  if (days < settings.minimumDays) return { days, relief: 'early', score };
  if (score !== undefined)
    return { days, relief: score.value >= settings.inadequateFrom ? 'inadequate' : 'adequate', score };
  return { days, relief: days >= settings.daysWithoutScore ? 'inadequate' : 'early', score };
}
