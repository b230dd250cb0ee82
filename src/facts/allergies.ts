// AllergyIntolerance as facts: catalogue 4.1, rows N1 to N1c.
import type { DayRange } from '../base/calendar.ts';
import { asArray, isObject, text } from '../fhir/lenient.ts';
import type { RawResource } from '../fhir/types.ts';
import { readConcept, type Concept } from './concept.ts';
import type { AllergyFact } from './fact.ts';
import { referenceOf, statusCode, usableDate, type Reading } from './reading.ts';

const STANDS = new Set([undefined, 'active']);
const WRONG = new Set(['refuted', 'entered-in-error']);

/** The fact of one AllergyIntolerance; `undefined` when it is refuted, an error, resolved, or names nothing. */
export function readAllergy(allergy: RawResource, reading: Reading): AllergyFact | undefined {
  if (!STANDS.has(statusCode(allergy['clinicalStatus']))) return undefined;
  if (WRONG.has(statusCode(allergy['verificationStatus']) ?? '')) return undefined;
  const reactions = asArray(allergy['reaction']).filter(isObject);
  const concepts = [allergy['code'], ...reactions.map((reaction) => reaction['substance'])].flatMap(
    (element) => readConcept(element, reading.terminology) ?? [],
  );
  const named = concepts.filter((concept) => !concept.guards.general);
  if (named.length === 0) return undefined;
  const substances = named.map((concept) => substanceOf(concept, reading));
  const type = text(allergy['type']);
  return {
    resource: allergy,
    reference: referenceOf(allergy),
    sets: [...new Set(substances.flatMap(({ sets }) => sets))],
    freeText: substances.some(({ freeText }) => freeText),
    label: named[0]?.label ?? '',
    date: dateOf(allergy, reading),
    type: type === 'allergy' || type === 'intolerance' ? type : undefined,
    reactions: reactions.flatMap((reaction) => manifestations(reaction['manifestation'], reading)),
  };
}

/** When it was recorded, else when it began, else when it last showed itself: the first usable date. */
function dateOf(allergy: RawResource, reading: Reading): DayRange | undefined {
  const period = allergy['onsetPeriod'];
  const began = allergy['onsetDateTime'] ?? (isObject(period) ? period['start'] : undefined);
  return [allergy['recordedDate'], began, allergy['lastOccurrence']]
    .map((date) => usableDate(date, referenceOf(allergy), reading))
    .find((date) => date !== undefined);
}

/** A product or a brand stands for its ingredients. */
function substanceOf(concept: Concept, { terminology }: Reading): Pick<Concept, 'sets' | 'freeText'> {
  if (concept.sets.length > 0) return concept;
  // The display of a code may deny the allergy as well ("no known allergy to ...").
  const words = terminology.guardsOf(concept.label).general ? [] : [concept.label];
  return terminology.recogniseDrug(concept.codings, words) ?? concept;
}

function manifestations(element: unknown, reading: Reading): readonly (readonly string[])[] {
  return asArray(element)
    .map((manifestation) => readConcept(manifestation, reading.terminology))
    .filter((concept) => concept !== undefined && !concept.guards.general)
    .map((concept) => concept?.sets ?? []);
}
