// Records for tests of rules and cards: resources whose code is the name of a value set of the small knowledge.
import { createCalendar } from '../../src/base/calendar.ts';
import { readPatientRecord, type Availability, type PatientRecord } from '../../src/facts/patient-record.ts';
import type { RawResource } from '../../src/fhir/types.ts';
import type { Knowledge } from '../../src/knowledge/knowledge.ts';
import { parseSource, Place } from '../../src/knowledge/source-file.ts';
import type { CriterionSource } from '../../src/rules/compile-criterion.ts';
import type { Criterion, Match, Situation } from '../../src/rules/criterion.ts';
import type { Rulebook } from '../../src/rules/rulebook.ts';
import type { Truth } from '../../src/rules/truth.ts';
import { CLINICAL_NOW } from './observations.ts';
import { RXNORM, SNOMED, type Small } from './small-knowledge.ts';

type Elements = Readonly<Record<string, unknown>>;

/** What a test says about a person; nothing said is nothing recorded. */
export interface Chart {
  readonly patient?: Elements;
  readonly resources?: readonly RawResource[];
  readonly orders?: readonly RawResource[];
  readonly selections?: readonly string[];
  readonly encounterId?: string;
  /** Keys that did not (wholly) arrive. */
  readonly gaps?: Readonly<Record<string, Availability>>;
}

const KEYS = [
  ...['conditions', 'medicationStatements', 'medicationRequests', 'allergies', 'laboratory', 'vitalSigns', 'scores'],
  ...['procedures', 'serviceRequests', 'carePlans', 'patient'],
];

/** A concept whose code is the name of its value set. */
export function concept(set: string, text?: string): Elements {
  return { coding: [{ system: SNOMED, code: set }], ...(text === undefined ? {} : { text }) };
}

/** A resource of any type about the patient of all tests. */
export function resource(resourceType: string, id: string, more: Elements): RawResource {
  return { resourceType, id, subject: { reference: 'Patient/p' }, ...more };
}

/** An active, confirmed Condition. */
export function condition(set: string, more: Elements = {}): RawResource {
  const status = { clinicalStatus: code('active'), verificationStatus: code('confirmed') };
  return resource('Condition', `c-${set}`, { ...status, code: concept(set), ...more });
}

/** An active MedicationRequest for an RxNorm code of the small knowledge. */
export function prescription(rxnorm: string, more: Elements = {}): RawResource {
  const medicationCodeableConcept = { coding: [{ system: RXNORM, code: rxnorm }], text: `Drug ${rxnorm}` };
  const head = { status: 'active', intent: 'order', authoredOn: '2026-02-20', medicationCodeableConcept };
  return resource('MedicationRequest', `m-${rxnorm}`, { ...head, ...more });
}

/** A drafted MedicationRequest. */
export function draft(rxnorm: string, more: Elements = {}): RawResource {
  return prescription(rxnorm, { id: `d-${rxnorm}`, status: 'draft', ...more });
}

/** A status as a CodeableConcept. */
export function code(value: string): Elements {
  return { coding: [{ code: value }] };
}

/** The facts of a chart at the instant of all clinical tests. */
export function recordOf(knowledge: Knowledge, chart: Chart): PatientRecord {
  const { terminology, settings, items } = knowledge;
  return readPatientRecord(
    {
      patient: { resourceType: 'Patient', id: 'p', birthDate: '1980-05-05', gender: 'female', ...chart.patient },
      resources: new Map([['conditions', chart.resources ?? []]]),
      availability: new Map(KEYS.map((key) => [key, chart.gaps?.[key] ?? 'complete'])),
      encounterId: chart.encounterId,
      draftOrders: chart.orders ?? [],
      selections: chart.selections,
    },
    items,
    { terminology, calendar: createCalendar(CLINICAL_NOW, 'America/New_York'), settings, notes: [] },
  );
}

/** A situation outside any evaluation: about the first draft when the chart has one. */
export function situationOf(small: Small, chart: Chart, hook = 'patient-view'): Situation {
  const record = recordOf(small.knowledge, chart);
  const subject = record.orders.find(({ resource }) => resource === chart.orders?.[0]);
  const shared = new Map<number, unknown>();
  return {
    record,
    hook,
    shared,
    own: subject === undefined ? shared : new Map<number, unknown>(),
    subject,
    subjects: new Set(subject === undefined ? [] : [subject]),
    failures: [],
    isDue: () => 'absent',
  };
}

/** Compiles a criterion written as YAML. */
export function criterionOf(rulebook: Rulebook, yaml: string): Criterion {
  const file = parseSource('findings/asked.yaml', yaml);
  return rulebook.compile(file.data as CriterionSource, new Place(file));
}

/** Asks a criterion, written as YAML, about a chart. */
export function asks(small: Small, yaml: string, chart: Chart, hook?: string): Truth {
  return criterionOf(small.rulebook, yaml).ask(situationOf(small, chart, hook));
}

/** The evidence that a criterion finds. */
export function evidence(small: Small, yaml: string, chart: Chart): readonly Match[] {
  return criterionOf(small.rulebook, yaml).matches(situationOf(small, chart));
}
