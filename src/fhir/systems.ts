// Code systems under the names that clients use for them, brought to one canonical URI.

/** RxNorm, in which the ingredients of products are coded. */
export const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['urn:oid:2.16.840.1.113883.6.96', 'http://snomed.info/sct'],
  ['urn:oid:2.16.840.1.113883.6.90', 'http://hl7.org/fhir/sid/icd-10-cm'],
  ['http://hl7.org/fhir/sid/icd-10-cm/', 'http://hl7.org/fhir/sid/icd-10-cm'],
  ['urn:oid:2.16.840.1.113883.6.88', RXNORM],
  ['urn:oid:2.16.840.1.113883.6.1', 'http://loinc.org'],
  ['urn:oid:2.16.840.1.113883.6.12', 'http://www.ama-assn.org/go/cpt'],
  ['urn:oid:2.16.840.1.113883.6.73', 'http://www.whocc.no/atc'],
  ['https://www.whocc.no/atc', 'http://www.whocc.no/atc'],
]);

/** Systems in which the kinds of things that rules ask for are coded; every other one is a local system (catalogue 0.5). */
const STANDARD: ReadonlySet<string> = new Set([
  'http://snomed.info/sct',
  'http://hl7.org/fhir/sid/icd-10-cm',
  RXNORM,
  'http://loinc.org',
  'http://www.ama-assn.org/go/cpt',
  'http://www.whocc.no/atc',
]);

/** Whether a concept coded in the (canonical) system is coded for good, so that its words are not read. */
export function isStandardSystem(system: string): boolean {
  return STANDARD.has(system) || system.startsWith('http://terminology.hl7.org/');
}

/** The canonical URI of a code system: an alias is replaced, anything else comes back as it was. */
export function canonicalSystem(system: string): string {
  return ALIASES.get(system) ?? system;
}
