// Kidney function: the reported eGFR, or one estimated from creatinine (catalogue 0.4, last paragraph).
import type { Day } from '../base/calendar.ts';
import type { Measurements } from './measurements.ts';
import type { Comparator } from './observation-values.ts';
import type { Gender } from './patient.ts';

/** What the estimate rests on. */
export interface GfrInput {
  readonly creatinineMgDl: number;
  readonly ageYears: number;
  readonly gender: Gender;
}

/** The eGFR in use, in mL/min/1.73 m2, unrounded. */
export interface GlomerularFiltration {
  readonly value: number;
  /** The Observation of the eGFR, or of the creatinine that it was computed from. */
  readonly reference: string;
  readonly day: Day;
  readonly computed: boolean;
  /** As reported, for people. */
  readonly comparator?: Comparator;
}

/** The two items of hooks/observations.yaml that the formula is written for. */
const EGFR_ITEM = 'egfr';
const CREATININE_ITEM = 'creatinine';

/** CKD-EPI 2021 creatinine equation, without race (Inker et al., N Engl J Med 2021;385:1737-49, table 2). */
const CKD_EPI_2021 = {
  constant: 142,
  aboveKappa: -1.2,
  perYear: 0.9938,
  female: { kappa: 0.7, alpha: -0.241, factor: 1.012 },
  male: { kappa: 0.9, alpha: -0.302, factor: 1 },
} as const;

/** eGFR by CKD-EPI 2021 in mL/min/1.73 m2. A gender other than female or male gives the lower of both results. */
export function estimateGfr({ creatinineMgDl, ageYears, gender }: GfrInput): number {
  if (gender !== 'other') return ckdEpi(creatinineMgDl, ageYears, gender);
  return Math.min(ckdEpi(creatinineMgDl, ageYears, 'female'), ckdEpi(creatinineMgDl, ageYears, 'male'));
}

function ckdEpi(creatinineMgDl: number, ageYears: number, sex: 'female' | 'male'): number {
  const { kappa, alpha, factor } = CKD_EPI_2021[sex];
  const ratio = creatinineMgDl / kappa;
  return (
    CKD_EPI_2021.constant *
    Math.min(ratio, 1) ** alpha *
    Math.max(ratio, 1) ** CKD_EPI_2021.aboveKappa *
    CKD_EPI_2021.perYear ** ageYears *
    factor
  );
}

/**
 * The newest eGFR inside the window: the reported one, unless a creatinine of a later date allows a newer estimate.
 * `undefined` = unknown.
 */
export function glomerularFiltration(
  measurements: Measurements,
  ageYears: number,
  gender: Gender,
  windowDays: number,
): GlomerularFiltration | undefined {
  const reported = measurements.newest(EGFR_ITEM, { withinDays: windowDays });
  const creatinine = measurements.newest(CREATININE_ITEM, { withinDays: windowDays });
  if (creatinine !== undefined && (reported === undefined || creatinine.day > reported.day)) {
    const value = estimateGfr({ creatinineMgDl: creatinine.value, ageYears, gender });
    return { value, reference: creatinine.reference, day: creatinine.day, computed: true };
  }
  if (reported === undefined) return undefined;
  const { value, reference, day, comparator } = reported;
  return { value, reference, day, computed: false, ...(comparator && { comparator }) };
}
