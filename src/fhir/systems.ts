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

/** The canonical URI of a code system: an alias is replaced, anything else comes back as it was. */
export function canonicalSystem(system: string): string {
  return ALIASES.get(system) ?? system;
}
