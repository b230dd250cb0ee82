// Resources of one made-up person, and their facts by the shipped knowledge, for tests of the fact floor.
import { fileURLToPath } from 'node:url';
import { formatDay } from '../../src/base/calendar.ts';
import { readPatientRecord, type PatientRecord, type RecordInput } from '../../src/facts/patient-record.ts';
import type { Reading } from '../../src/facts/reading.ts';
import type { RawResource } from '../../src/fhir/types.ts';
import { loadKnowledge, type Knowledge } from '../../src/knowledge/knowledge.ts';
import { clinicalCalendar } from './observations.ts';

type Elements = Readonly<Record<string, unknown>>;

export const ICD = 'http://hl7.org/fhir/sid/icd-10-cm';
export const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
export const SNOMED = 'http://snomed.info/sct';
const LOCAL = 'http://example.org/local';

let loaded: Knowledge | undefined;

/** The shipped knowledge, loaded once. */
export function knowledge(): Knowledge {
  loaded ??= loadKnowledge(fileURLToPath(new URL('../../hooks', import.meta.url)));
  return loaded;
}

/** A reading at the instant of all clinical tests, with no notes yet. */
export function reading(): Reading {
  const { terminology, settings } = knowledge();
  return { terminology, settings, calendar: clinicalCalendar, notes: [] };
}

/** The date so many days before today. */
export function ago(days: number): string {
  return formatDay(clinicalCalendar.today - days);
}

/** The day so many days before today. */
export function day(days: number): number {
  return clinicalCalendar.today - days;
}

/** A CodeableConcept with one coding. */
export function coded(system: string, code: string, display?: string): Elements {
  return { coding: [{ system, code, ...(display !== undefined && { display }) }] };
}

/** A CodeableConcept of a local system: its words decide. */
export function local(words: string): Elements {
  return { coding: [{ system: LOCAL, code: 'L1', display: words }] };
}

export const icd = (code: string): Elements => coded(ICD, code);
export const rx = (code: string, display?: string): Elements => coded(RXNORM, code, display);
export const words = (text: string): Elements => ({ text });

/** Any resource of the person. */
export function resource(resourceType: string, more: Elements = {}): RawResource {
  return { resourceType, id: resourceType.toLowerCase(), subject: { reference: 'Patient/p1' }, ...more };
}

/** Mid-back pain that began ten days ago, unless said otherwise. */
export function condition(more: Elements = {}): RawResource {
  const clinicalStatus = {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
  };
  return resource('Condition', { id: 'c1', clinicalStatus, code: icd('M54.6'), onsetDateTime: ago(10), ...more });
}

/** An active statement that ibuprofen is taken. */
export function statement(more: Elements = {}): RawResource {
  return resource('MedicationStatement', {
    id: 's1',
    status: 'active',
    medicationCodeableConcept: rx('5640'),
    effectivePeriod: { start: ago(10) },
    ...more,
  });
}

/** An active order of ibuprofen. */
export function request(more: Elements = {}): RawResource {
  return resource('MedicationRequest', {
    id: 'm1',
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: rx('5640'),
    authoredOn: ago(10),
    ...more,
  });
}

/** The person. */
export function person(more: Elements = {}): RawResource {
  return { resourceType: 'Patient', id: 'p1', birthDate: '1980-05-05', gender: 'female', ...more };
}

/** The facts of a chart. */
export function recordOf(resources: readonly unknown[], more: Partial<RecordInput> = {}): PatientRecord {
  const input: RecordInput = {
    patient: person(),
    resources: new Map([['all', resources as readonly RawResource[]]]),
    availability: new Map(),
    encounterId: undefined,
    draftOrders: [],
    selections: undefined,
    ...more,
  };
  return readPatientRecord(input, knowledge().items, reading());
}
