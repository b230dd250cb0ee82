// Whose resource it is (conformance F6).
import type { RawResource } from '../fhir/types.ts';
import { referenceIn } from './reading.ts';

/** `unreadable`: it names a subject, in a way that tells nobody here who that is. */
export type Ownership = 'own' | 'other' | 'unreadable';

/** What can be compared: a type and an id. A contained or a `urn:` subject has another name elsewhere. */
const COMPARABLE = /^[A-Za-z]+\/[\w.~-]+$/;

/** Whose resource it is, as far as it says so. Medication has no subject. */
export function ownershipOf(resource: RawResource, patientId: string): Ownership {
  const subject = resource['subject'] ?? resource['patient'];
  // Asked for by patient, a resource that leaves its subject out is the patient's; one that names nobody readable is not.
  if (subject === undefined || subject === null) return 'own';
  const reference = referenceIn(subject);
  if (reference === undefined) return 'unreadable';
  if ([patientId, `Patient/${patientId}`, `urn:uuid:${patientId}`].includes(reference)) return 'own';
  return COMPARABLE.test(reference) ? 'other' : 'unreadable';
}

/** True for a resource of the patient; what cannot be told is not evidence. */
export function belongsTo(resource: RawResource, patientId: string): boolean {
  return ownershipOf(resource, patientId) === 'own';
}
