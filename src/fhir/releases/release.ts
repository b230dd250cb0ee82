// The FHIR releases that clients speak. Inside the service there is R4 only.

/** Releases that are read and answered in. R4B differs from R4 in nothing that is read or sent here. */
export const FHIR_RELEASES = ['STU3', 'R4', 'R4B', 'R5'] as const;

/** One of them. */
export type FhirRelease = (typeof FHIR_RELEASES)[number];
