// Drugs that a record names only by pointing to a Medication elsewhere (`medicationReference`).
import { codingsOf, wordsOf } from '../facts/concept.ts';
import { containedIn, lookUp, referenceIn, referenceOf } from '../facts/reading.ts';
import { belongsTo } from '../facts/subject.ts';
import { asArray, isObject, text } from '../fhir/lenient.ts';
import type { RawResource } from '../fhir/types.ts';
import type { HookRequest } from './hook-request.ts';

/** Keys whose drugs count. */
const DRUG_KEYS = ['medicationStatements', 'medicationRequests'] as const;
const DRAFTS = 'draftOrders';
/** What was never taken needs no name. */
const NEVER_TAKEN = new Set(['entered-in-error', 'not-taken', 'cancelled']);
const PAST = new Set(['completed', 'stopped']);

/** Drugs whose Medication is somewhere else. */
export interface UnresolvedDrugs {
  /** The prefetch keys, or `draftOrders`, that hold a drug that nobody can name. */
  readonly places: ReadonlySet<string>;
  /** The references, as sent, to Medications that did not come; those that matter most first. */
  readonly missing: readonly string[];
}

interface Drug {
  readonly place: string;
  readonly resource: RawResource;
}

type Medications = ReadonlyMap<string, RawResource>;

/** Every drug without a code and words of its own whose Medication is not in the request, or tells no name either. */
export function unresolvedDrugs(request: HookRequest): UnresolvedDrugs {
  const pointing = drugsOf(request).filter(({ resource }) => pointsElsewhere(resource));
  if (pointing.length === 0) return { places: new Set(), missing: [] };
  const known = medicationsIn(request);
  const unnamed = pointing.filter(
    ({ resource }) => !hasDisplay(resource) && !isNamed(referenced(resource, known)?.['code']),
  );
  const absent = pointing.filter(({ resource }) => referenced(resource, known) === undefined);
  const ordered = [...absent].sort((one, other) => rank(one) - rank(other));
  return {
    places: new Set(unnamed.map(({ place }) => place)),
    missing: [...new Set(ordered.flatMap(({ resource }) => referenceFrom(resource) ?? []))],
  };
}

/** Drafts first, then what is taken now; of each, what has no name at all before what has words for one. */
function rank({ place, resource }: Drug): number {
  const time = place === DRAFTS ? 0 : PAST.has(text(resource['status']) ?? '') ? 4 : 2;
  return time + (hasDisplay(resource) ? 1 : 0);
}

function drugsOf({ prefetch, draftOrders = [], patientId }: HookRequest): readonly Drug[] {
  const drafts = draftOrders.map((resource) => ({ place: DRAFTS, resource }));
  const listed = DRUG_KEYS.flatMap((place) => {
    const retrieval = prefetch.get(place);
    const resources = retrieval === undefined || retrieval.state === 'unknown' ? [] : retrieval.resources;
    return resources
      .filter((resource) => !NEVER_TAKEN.has(text(resource['status']) ?? ''))
      .map((resource) => ({ place, resource }));
  });
  return [...drafts, ...listed].filter(({ resource }) => belongsTo(resource, patientId));
}

/** True for a drug whose code is not in the resource itself. */
function pointsElsewhere(resource: RawResource): boolean {
  const [element] = asArray(resource['medicationReference']);
  return element !== undefined && !isNamed(resource['medicationCodeableConcept']);
}

function hasDisplay(resource: RawResource): boolean {
  const [element] = asArray(resource['medicationReference']);
  return isObject(element) && text(element['display']) !== undefined;
}

function isNamed(concept: unknown): boolean {
  return codingsOf(concept).length > 0 || wordsOf(concept) !== '';
}

/** Looked up as the facts look it up. */
function referenced(resource: RawResource, known: Medications): RawResource | undefined {
  const reference = referenceIn(resource['medicationReference']);
  if (reference === undefined) return undefined;
  return reference.startsWith('#') ? containedIn(resource, reference) : lookUp(known, reference, 'Medication');
}

function medicationsIn({ prefetch, draftOrders = [] }: HookRequest): Medications {
  const answered = [...prefetch.values()].flatMap((retrieval) =>
    retrieval.state === 'unknown' ? [] : retrieval.resources,
  );
  const medications = [...answered, ...draftOrders].filter(({ resourceType }) => resourceType === 'Medication');
  return new Map(medications.map((medication) => [referenceOf(medication), medication]));
}

function referenceFrom(resource: RawResource): string | undefined {
  const [element] = asArray(resource['medicationReference']);
  return text(isObject(element) ? element['reference'] : element);
}
