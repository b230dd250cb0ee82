// Medications that share an id and differ: a drug that points there may be any of them.
import type { RawResource } from '../fhir/types.ts';
import type { MedicationFact } from './fact.ts';
import { readMedication, type Medications } from './medications.ts';
import { lookUp, referenceIn, referenceOf, type Reading } from './reading.ts';

/** Most Medications under one id that are read; a list with such a drug is incomplete all the same. */
const MOST_VARIANTS = 10;

/** The Medications by reference: the first ones, which there always are, and further ones under the same references. */
export type MedicationVariants = readonly [Medications, ...Medications[]];

/** Files Medications; those of one id in the order in which they come. */
export function medicationVariants(medications: readonly RawResource[]): MedicationVariants {
  const first = new Map<string, RawResource>();
  const variants: [Map<string, RawResource>, ...Map<string, RawResource>[]] = [first];
  const counts = new Map<string, number>();
  for (const medication of medications) {
    const reference = referenceOf(medication);
    const count = counts.get(reference) ?? 0;
    counts.set(reference, count + 1);
    if (count < MOST_VARIANTS) (variants[count] ??= new Map<string, RawResource>()).set(reference, medication);
  }
  return variants;
}

/** What a medication of the record may be: one fact for each Medication that it may mean. */
export function readMedicationVariants(
  resource: RawResource,
  [first, ...others]: MedicationVariants,
  reading: Reading,
): readonly MedicationFact[] {
  const reference = referenceIn(resource['medicationReference']) ?? '';
  const meant = others.filter((variant) => lookUp(variant, reference, 'Medication') !== undefined);
  return [first, ...meant].flatMap((variant) => readMedication(resource, variant, reading) ?? []);
}
