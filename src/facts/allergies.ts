// AllergyIntolerance as facts: catalogue 4.1, rows N1 to N1c.
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
  const type = text(allergy['type']);
  return {
    resource: allergy,
    reference: referenceOf(allergy),
    sets: [...new Set(named.flatMap((concept) => substanceSets(concept, reading)))],
    freeText: named.some((concept) => concept.freeText),
    label: named[0]?.label ?? '',
    date: usableDate(allergy['recordedDate'], referenceOf(allergy), reading),
    type: type === 'allergy' || type === 'intolerance' ? type : undefined,
    reactions: reactions.flatMap((reaction) => manifestations(reaction['manifestation'], reading)),
  };
}

/** A product or a brand stands for its ingredients. */
function substanceSets({ sets, codings, label }: Concept, { terminology }: Reading): readonly string[] {
  return sets.length > 0 ? sets : (terminology.recogniseDrug(codings, [label])?.sets ?? []);
}

function manifestations(element: unknown, reading: Reading): readonly (readonly string[])[] {
  return asArray(element)
    .map((manifestation) => readConcept(manifestation, reading.terminology))
    .filter((concept): concept is Concept => concept !== undefined)
    .map((concept) => concept.sets);
}
