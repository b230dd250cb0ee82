// The checked form of a CDS Hooks call: what the edge hands to everything behind it.
import type { FhirRelease } from '../fhir/releases/release.ts';
import type { RawResource } from '../fhir/types.ts';

/** The hooks this service answers (CDS Hooks library: patient-view 1.0, order-select 1.0, order-sign 1.1). */
export type HookName = 'patient-view' | 'order-select' | 'order-sign';

/** Why a prefetch key has no (whole) answer. */
export type Gap = 'absent' | 'failed' | 'truncated';

/**
 * What came for one prefetch key. `complete`: everything there is (a search that found nothing has no resources);
 * `partial`: some of it, so what is there is evidence but what is missing is unknown; `unknown`: nothing to be had.
 * Source: CDS Hooks 2.0 "Prefetch Template"; conformance F2, F3; catalogue 0.6.
 */
export type Retrieval =
  | { readonly state: 'complete'; readonly resources: readonly RawResource[] }
  | PartialRetrieval
  | { readonly state: 'unknown'; readonly reason: Gap };

/** Some of what there is. */
export interface PartialRetrieval {
  readonly state: 'partial';
  readonly resources: readonly RawResource[];
  readonly reason: Gap;
  /** Where the page after the last one is, when that is all that is missing (F3). */
  readonly next?: string;
}

/** Access to the client's FHIR server, as sent; used only for fetching what is missing, never logged or stored (C2). */
export interface FhirAccess {
  readonly fhirServer: string;
  readonly accessToken?: string;
  /** The one Patient that the token is good for, when it says so. */
  readonly patient?: string;
}

/** One call. References are relative (`MedicationRequest/1`), ids are bare. */
export interface HookRequest {
  readonly hook: HookName;
  readonly hookInstance: string;
  readonly userId: string;
  readonly patientId: string;
  readonly encounterId?: string;
  /** order-select only: the selected orders, each one found in `draftOrders` (A30). */
  readonly selections?: readonly string[];
  /** Order hooks only: the draft resources of every type, in the order in which they came. */
  readonly draftOrders?: readonly RawResource[];
  readonly prefetch: ReadonlyMap<string, Retrieval>;
  readonly access?: FhirAccess;
  /** The client's release, where only what was fetched shows it. Everything in here is R4 all the same. */
  readonly release?: FhirRelease;
}
