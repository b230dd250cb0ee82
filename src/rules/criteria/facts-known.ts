// Which data arrived, in the terms of catalogue 0.6.
import type { PatientRecord } from '../../facts/patient-record.ts';

const MEDICATION_KEYS = ['medicationStatements', 'medicationRequests'] as const;

/** True when everything under the key arrived, so that "not there" may be believed. */
export function isComplete(record: PatientRecord, key: string): boolean {
  return record.availability.get(key) === 'complete';
}

/** At least one of the two medication types arrived: its silence is believed, with a note (A14). */
export function hasMedications(record: PatientRecord): boolean {
  return MEDICATION_KEYS.some((key) => isComplete(record, key));
}

/** True when the drug of some draft cannot be told: it may be any, one that is proposed as well. */
export function hasUnnamedDraft(record: PatientRecord): boolean {
  return record.availability.get('draftOrders') === 'partial';
}
