// What the client answered for each prefetch key (CDS Hooks 2.0, "Prefetch Template"; conformance F2, F3, F6).
import { ownershipOf } from '../facts/subject.ts';
import { isObject, text } from '../fhir/lenient.ts';
import type { RawResource } from '../fhir/types.ts';
import { bundleContents } from './bundle-contents.ts';
import type { Retrieval } from './hook-request.ts';

/** Reads the keys of the templates; every other key is ignored. */
export function readPrefetch(
  prefetch: unknown,
  templates: Readonly<Record<string, string>>,
  patientId: string,
): ReadonlyMap<string, Retrieval> {
  const answers = isObject(prefetch) ? prefetch : {};
  return new Map(
    Object.entries(templates).map(([key, template]) => {
      const answer = Object.hasOwn(answers, key) ? answers[key] : undefined;
      const type = typeAsked(template);
      return [key, ofPatient(readAnswer(answer, type), type, patientId)];
    }),
  );
}

/** The type that a template asks for: what stands before the query or the id. */
export function typeAsked(template: string): string {
  return template.split(/[?/]/, 1)[0] ?? '';
}

function readAnswer(answer: unknown, type: string): Retrieval {
  if (answer === undefined) return { state: 'unknown', reason: 'absent' };
  // The client looked and found nothing.
  if (answer === null) return { state: 'complete', resources: [] };
  // A client that gives an outcome in place of an answer has failed, however mildly it puts it.
  if (isObject(answer) && answer['resourceType'] === 'OperationOutcome') return { state: 'unknown', reason: 'failed' };
  const bundle = bundleContents(answer, { type, before: 0 });
  if (bundle === undefined) return { state: 'unknown', reason: 'failed' };
  const resources = bundle.contents.map(({ resource }) => resource);
  if (bundle.gap === undefined) return { state: 'complete', resources };
  const { gap, next } = bundle;
  return { state: 'partial', resources, reason: gap, ...(next === undefined ? {} : { next }) };
}

/**
 * The answer without what is not the patient's. What belongs to others takes nothing away from the rest, unless there is
 * no rest: then the answer is about somebody else. Of what nobody can tell it may be the patient's, so something is missing.
 */
function ofPatient(retrieval: Retrieval, type: string, patientId: string): Retrieval {
  if (retrieval.state === 'unknown') return retrieval;
  const told = retrieval.resources.map((resource) => ({ resource, whose: whoseIs(resource, patientId) }));
  const resources = told.flatMap(({ resource, whose }) => (whose === 'own' ? [resource] : []));
  if (resources.length === told.length) return retrieval;
  const asked = told.filter(({ resource }) => resource.resourceType === type);
  const isDoubtful =
    told.some(({ whose }) => whose === 'unreadable') ||
    (asked.length > 0 && asked.every(({ whose }) => whose === 'other'));
  if (!isDoubtful) return { ...retrieval, resources };
  if (resources.length === 0) return { state: 'unknown', reason: 'failed' };
  return { state: 'partial', resources, reason: 'failed' };
}

function whoseIs(resource: RawResource, patientId: string): ReturnType<typeof ownershipOf> {
  if (resource.resourceType !== 'Patient') return ownershipOf(resource, patientId);
  return (text(resource.id) ?? patientId) === patientId ? 'own' : 'other';
}
