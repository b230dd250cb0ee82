// The person: catalogue 1.1.
import { ageInYears, readDate, type Calendar, type DayRange } from '../base/calendar.ts';
import { text } from '../fhir/lenient.ts';
import type { RawResource } from '../fhir/types.ts';

/** Only female and male steer formulas; anything else computes both ways (0.4). */
export type Gender = 'female' | 'male' | 'other';

/** What the rules need to know of the Patient. */
export interface PatientFact {
  readonly reference: string;
  readonly birth: DayRange | undefined;
  /** Whole years, youngest and oldest possible; `undefined` without a usable birth date. */
  readonly age: { readonly youngest: number; readonly oldest: number } | undefined;
  readonly gender: Gender;
  readonly deceased: boolean;
}

/** Reads the Patient resource. */
export function readPatient(patient: RawResource, calendar: Calendar): PatientFact {
  const birth = readDate(patient['birthDate'], calendar);
  const range = birth.kind === 'range' ? birth.range : undefined;
  const gender = text(patient['gender']);
  return {
    reference: `Patient/${text(patient.id) ?? ''}`,
    birth: range,
    age: range && ageInYears(range, calendar.today),
    gender: gender === 'female' || gender === 'male' ? gender : 'other',
    deceased: patient['deceasedBoolean'] === true || (patient['deceasedDateTime'] ?? undefined) !== undefined,
  };
}
