// The one place that imports the FHIR typings; every other file takes its FHIR types from here.
import type { CodeableConcept, CodeSystem, Coding, OperationOutcome } from 'fhir/r4.js';

export type { CodeableConcept, CodeSystem, Coding, OperationOutcome };

/** A JSON object from outside whose shape nobody has checked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A resource as it came in: it says its type, everything else must be read with care. */
export interface RawResource extends JsonObject {
  readonly resourceType: string;
  readonly id?: string;
}

/** `system|code`, the only form in which codes are compared. */
export type CodeKey = `${string}|${string}`;
