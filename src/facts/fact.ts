// The facts that the record yields: what it says, without opinion. Codes are read once, here.
import type { DayRange, Day } from '../base/calendar.ts';
import type { RawResource } from '../fhir/types.ts';
import type { RouteClass, TextGuards } from '../fhir/terminology.ts';
import type { Onset } from './onset.ts';

/** What every fact has. */
export interface Fact {
  readonly resource: RawResource;
  /** `Type/id`, or `Type (no id)` when the client sent none. */
  readonly reference: string;
  readonly sets: readonly string[];
  readonly freeText: boolean;
  /** Words of the record; untrusted. */
  readonly label: string;
  /** When it happened; `undefined` when no usable date was recorded. */
  readonly date: DayRange | undefined;
}

/** LIVE and HISTORIC of catalogue 0.2; EXCLUDED Conditions become no fact. */
export type ConditionStatus = 'live' | 'historic';

/** `verificationStatus` in the three steps that the catalogue tells apart. */
export type Certainty = 'confirmed' | 'provisional' | 'differential';

/** A Condition. `date` is the onset, else the recorded date (catalogue 3.1). */
export interface ConditionFact extends Fact {
  readonly status: ConditionStatus;
  /** The status when `clinicalStatus` beats a contradicting abatement (catalogue 0.2, exception for EMERGENT features). */
  readonly statusByClinicalStatus: ConditionStatus;
  readonly certainty: Certainty;
  readonly guards: TextGuards;
  /** When it began, as far as the Condition itself says. */
  readonly onset: Onset | undefined;
  readonly recorded: DayRange | undefined;
  /** The latest of onset, recorded date and abatement (A29). */
  readonly latest: Day | undefined;
  readonly encounterDiagnosisOnly: boolean;
  readonly encounter: string | undefined;
  readonly bodySiteSets: readonly string[];
  /** 7th characters of its ICD-10-CM injury codes (A, B, D, S ...). */
  readonly seventhCharacters: readonly string[];
}

/** `current`: being taken. `stale`, `unknown`: may be taken, counts for interactions only. `past`: ended; `held`: on hold. Catalogue 0.3. */
export type Currency = 'current' | 'stale' | 'unknown' | 'held' | 'past';

/** A drug that the patient takes, took, or is about to be given (draft). `date` is its start. */
export interface MedicationFact extends Fact {
  readonly ingredients: readonly string[];
  readonly route: RouteClass;
  readonly currency: Currency;
  readonly start: Day | undefined;
  readonly end: Day | undefined;
  readonly note: string | undefined;
  readonly form: string;
  readonly strengthsMg: readonly (number | undefined)[];
  readonly dosages: readonly unknown[];
  readonly reasonReferences: readonly string[];
  /** Value sets of the reasons that are given as codes. */
  readonly reasonSets: readonly string[];
}

/** A Procedure, ServiceRequest or CarePlan activity: something done or asked for. */
export interface CareFact extends Fact {
  readonly kind: 'procedure' | 'request' | 'plan';
  readonly done: boolean;
}

/** An AllergyIntolerance that stands (not refuted, not resolved). */
export interface AllergyFact extends Fact {
  readonly type: 'allergy' | 'intolerance' | undefined;
  /** Value sets of each recorded manifestation; an unrecognised one is an empty list. */
  readonly reactions: readonly (readonly string[])[];
}

/** An Observation whose code or coded answer names a sign, and which says that the sign is there. */
export interface SignFact extends Fact {
  readonly preliminary: boolean;
}
