// The form of a worked case once it is read; fixtures/cases/README.md explains it to the person who writes one.
import { zoneOffsets, type OffsetAt } from '../../src/base/zone-offset.ts';
import type { HookName } from '../../src/cds/hook-request.ts';
import type { IndicatorName } from '../../src/rules/card-rule.ts';
import type { CodeableConcept, JsonObject } from '../../src/fhir/types.ts';

/** The instant at which every case is looked at (catalogue section 8). */
export const caseClock = '2026-03-02T10:00:00-05:00';

/** The time zone in which the dates of the cases are read. */
export const caseTimeZone = 'America/New_York';

/** Its offsets, opened once as the service does. */
export const caseOffsets: OffsetAt = zoneOffsets(caseTimeZone);

/** The prefetch keys of the service, in the order of its templates. */
export const prefetchKeys = [
  'patient',
  'encounter',
  'conditions',
  'medicationStatements',
  'medicationRequests',
  'allergies',
  'laboratory',
  'vitalSigns',
  'scores',
  'procedures',
  'serviceRequests',
  'carePlans',
] as const;

/** One of the prefetch keys of the service. */
export type PrefetchKey = (typeof prefetchKeys)[number];

/** A name in the vocabulary, or the concept written out (free text, unusual codings). */
export type ConceptName = string | CodeableConcept;

/** FHIR elements that replace the built ones (null takes one away), for what the short form cannot say. */
interface Overridable {
  readonly fhir?: JsonObject;
}

export interface CasePatient extends Overridable {
  readonly gender?: string;
  readonly age?: number;
}

export interface CaseCondition extends Overridable {
  readonly code: ConceptName;
  readonly onset?: string;
  readonly 'onset-text'?: string;
  readonly recorded?: string;
  readonly abated?: string;
  readonly status?: string;
  readonly verification?: string;
  readonly category?: string;
  readonly encounter?: 'today' | 'earlier';
}

/** What a prescription and an order of a drug have in common. */
interface Dosed extends Overridable {
  readonly dose?: string;
  readonly 'times-daily'?: number;
  readonly days?: number;
  readonly reason?: ConceptName;
  readonly status?: string;
}

export interface CaseMedication extends Dosed {
  readonly drug: ConceptName;
  readonly as?: 'MedicationRequest' | 'MedicationStatement';
  readonly start?: string;
  readonly end?: string;
}

export interface CaseObservation extends Overridable {
  readonly item: string;
  readonly value?: number;
  readonly unit?: string;
  readonly date: string;
  readonly status?: string;
}

export interface CaseAllergy extends Overridable {
  readonly substance: ConceptName;
  readonly type?: 'allergy' | 'intolerance';
  readonly reactions?: readonly string[];
  readonly status?: string;
  readonly verification?: string;
}

/** A Procedure, a recorded ServiceRequest or a CarePlan activity. */
export interface CaseService extends Overridable {
  readonly service: ConceptName;
  readonly date?: string;
  readonly status?: string;
}

export interface CaseRelative extends Overridable {
  readonly text: string;
}

export interface CaseDraft extends Dosed {
  readonly drug?: ConceptName;
  readonly service?: ConceptName;
  readonly selected?: boolean;
}

/** One card as the case expects it; what is absent is not compared, save `recommended`, which then is none. */
export interface ExpectedCard {
  readonly rule: string;
  readonly indicator: IndicatorName;
  readonly suggestions?: readonly string[];
  readonly recommended?: readonly string[];
  readonly sections?: readonly string[];
  readonly 'sections-include'?: readonly string[];
  readonly 'sections-exclude'?: readonly string[];
  readonly says?: readonly string[];
  readonly 'says-not'?: readonly string[];
  readonly 'no-delete'?: boolean;
}

/** An answer that is no cards but an error which names these words. */
export interface ExpectedError {
  readonly http: number;
  readonly names: readonly string[];
}

/** What the record holds. */
export interface CaseFacts {
  readonly conditions?: readonly CaseCondition[];
  readonly medications?: readonly CaseMedication[];
  readonly observations?: readonly CaseObservation[];
  readonly allergies?: readonly CaseAllergy[];
  readonly procedures?: readonly CaseService[];
  readonly services?: readonly CaseService[];
  readonly 'care-plans'?: readonly CaseService[];
  readonly 'family-history'?: readonly CaseRelative[];
  readonly drafts?: readonly CaseDraft[];
}

/** One worked case, with everything that it takes over from another case filled in. */
export interface WorkedCase extends CaseFacts {
  readonly id: string;
  readonly story: string;
  readonly because?: string;
  readonly hook: HookName;
  readonly patient: CasePatient;
  readonly encounter?: 'ambulatory' | 'inpatient' | 'none';
  readonly prefetch?: Readonly<Partial<Record<PrefetchKey, 'failed' | 'absent' | 'null'>>>;
  /** Row cases only: the level of the row in the id, or its levels by scale where its file has several. */
  readonly level?: string | Readonly<Record<string, string>>;
  readonly expect: readonly ExpectedCard[] | ExpectedError;
}
