// Whose resource it is (conformance F6).
import type { RawResource } from '../fhir/types.ts';
import { referenceIn } from './reading.ts';

/** False for a resource that names another person as its subject. Medication has no subject. */
export function belongsTo(resource: RawResource, patientId: string): boolean {
  const subject = resource['subject'] ?? resource['patient'];
  // Asked for by patient, a resource that leaves its subject out is the patient's; one that names nobody readable is not.
  if (subject === undefined || subject === null) return true;
  const reference = referenceIn(subject);
  return [patientId, `Patient/${patientId}`, `urn:uuid:${patientId}`].some((own) => own === reference);
}
