// Drugs that a record names only by pointing to a Medication elsewhere (`medicationReference`).
import { codingsOf, wordsOf } from '../facts/concept.ts';
import { eachOnce } from '../facts/one-order.ts';
import { containedIn, lookUp, referenceIn, referenceOf } from '../facts/reading.ts';
import { belongsTo } from '../facts/subject.ts';
import { asArray, isObject, text } from '../fhir/lenient.ts';
import type { RawResource } from '../fhir/types.ts';
import type { HookRequest } from './hook-request.ts';

/** Keys whose drugs count. */
const DRUG_KEYS = ['medicationStatements', 'medicationRequests'] as const;
/** The place of the orders of the call, beside the keys. */
export const DRAFT_ORDERS = 'draftOrders';
/** What is a drug, whether it names one or not. */
const DRUG_TYPES = new Set(['MedicationStatement', 'MedicationRequest']);
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

type Medications = ReadonlyMap<string, readonly RawResource[]>;

/** Every drug without a code and words of its own whose Medication is none, is not in the request, or tells no name either. */
export function unresolvedDrugs(request: HookRequest): UnresolvedDrugs {
  const nameless = drugsOf(request).filter(({ resource }) => !isNamed(resource['medicationCodeableConcept']));
  if (nameless.length === 0) return { places: new Set(), missing: [] };
  const known = medicationsIn(request);
  const unnamed = nameless.filter(({ resource }) => !hasDisplay(resource) && !isNamedBy(referenced(resource, known)));
  const absent = nameless.filter(({ resource }) => referenced(resource, known).length === 0);
  const ordered = [...absent].sort((one, other) => rank(one) - rank(other));
  return {
    places: new Set(unnamed.map(({ place }) => place)),
    missing: [...new Set(ordered.flatMap(({ resource }) => referenceFrom(resource) ?? []))],
  };
}

/** Drafts first, then what is taken now; of each, what has no name at all before what has words for one. */
function rank({ place, resource }: Drug): number {
  const time = place === DRAFT_ORDERS ? 0 : PAST.has(text(resource['status']) ?? '') ? 4 : 2;
  return time + (hasDisplay(resource) ? 1 : 0);
}

function drugsOf({ prefetch, draftOrders = [], patientId }: HookRequest): readonly Drug[] {
  const drafts = draftOrders.map((resource) => ({ place: DRAFT_ORDERS, resource }));
  const listed = DRUG_KEYS.flatMap((place) => {
    const retrieval = prefetch.get(place);
    const resources = retrieval === undefined || retrieval.state === 'unknown' ? [] : retrieval.resources;
    return resources
      .filter((resource) => !NEVER_TAKEN.has(text(resource['status']) ?? ''))
      .map((resource) => ({ place, resource }));
  });
  return [...drafts, ...listed].filter(({ resource }) => isDrug(resource) && belongsTo(resource, patientId));
}

/** What must not be taken is none. */
function isDrug(resource: RawResource): boolean {
  const isKind = DRUG_TYPES.has(resource.resourceType) || asArray(resource['medicationReference']).length > 0;
  return isKind && resource['doNotPerform'] !== true;
}

function hasDisplay(resource: RawResource): boolean {
  const [element] = asArray(resource['medicationReference']);
  return isObject(element) && text(element['display']) !== undefined;
}

function isNamed(concept: unknown): boolean {
  return codingsOf(concept).length > 0 || wordsOf(concept) !== '';
}

/** Several Medications under one id name nothing: nobody can tell which of them is meant. */
function isNamedBy(medications: readonly RawResource[]): boolean {
  return medications.length === 1 && isNamed(medications[0]?.['code']);
}

/** Looked up as the facts look it up. */
function referenced(resource: RawResource, known: Medications): readonly RawResource[] {
  const reference = referenceIn(resource['medicationReference']);
  if (reference === undefined) return [];
  if (!reference.startsWith('#')) return lookUp(known, reference, 'Medication') ?? [];
  const inside = containedIn(resource, reference);
  return inside === undefined ? [] : [inside];
}

function medicationsIn({ prefetch, draftOrders = [] }: HookRequest): Medications {
  const answered = [...prefetch.values()].flatMap((retrieval) =>
    retrieval.state === 'unknown' ? [] : retrieval.resources,
  );
  const medications = [...answered, ...draftOrders].filter(({ resourceType }) => resourceType === 'Medication');
  const filed = new Map<string, RawResource[]>();
  for (const medication of eachOnce(medications)) {
    const reference = referenceOf(medication);
    const same = filed.get(reference);
    if (same === undefined) filed.set(reference, [medication]);
    else same.push(medication);
  }
  return filed;
}

function referenceFrom(resource: RawResource): string | undefined {
  const [element] = asArray(resource['medicationReference']);
  return text(isObject(element) ? element['reference'] : element);
}
