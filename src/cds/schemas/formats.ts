// The string formats of hook requests and feedback, each with the words that tell a client what is asked for.

const FHIR_ID = '[^\\s/]{1,200}';
const FHIR_BASE = '(\\S{0,1000}/)?';

/** One format: its pattern (anchored, linear) and the words for it. */
export interface StringFormat {
  readonly pattern: RegExp;
  readonly words: string;
}

/** Formats by name. Ids come bare or as references; empty optional strings count as absent. */
export const FORMATS: Readonly<Record<string, StringFormat>> = {
  'hook-instance': {
    pattern: /^\S.{0,199}$/,
    words: 'a UUID, or another identifier of up to 200 characters',
  },
  'patient-id': {
    pattern: new RegExp(`^(${FHIR_BASE}Patient/)?${FHIR_ID}$`),
    words: 'the id of a Patient',
  },
  'encounter-id': {
    pattern: new RegExp(`^((${FHIR_BASE}Encounter/)?${FHIR_ID})?$`),
    words: 'the id of an Encounter',
  },
  'user-reference': {
    pattern: new RegExp(`^${FHIR_BASE}(Practitioner|PractitionerRole|Patient|RelatedPerson)/${FHIR_ID}$`),
    words: 'a reference to a Practitioner, PractitionerRole, Patient or RelatedPerson, such as Practitioner/1',
  },
  'http-url': {
    pattern: /^(https?:\/\/\S+)?$/i,
    words: 'an absolute http or https URL',
  },
  'card-id': {
    pattern: /^\S{1,200}$/,
    words: 'the uuid of a card or a suggestion',
  },
  instant: {
    pattern: /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/,
    words: 'an instant as RFC 3339 writes it, such as 2026-03-02T15:00:00Z',
  },
  code: {
    pattern: /^\S{1,200}$/,
    words: 'a code or an address without blanks, of up to 200 characters',
  },
  'bearer-type': {
    pattern: /^bearer$/i,
    words: 'Bearer',
  },
};
