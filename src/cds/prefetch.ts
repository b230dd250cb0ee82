// What the client answered for each prefetch key (CDS Hooks 2.0, "Prefetch Template"; conformance F2, F3).
import { isObject } from '../fhir/lenient.ts';
import { bundleContents } from './bundle-contents.ts';
import type { Retrieval } from './hook-request.ts';

/** Reads the declared keys; every other key is ignored. */
export function readPrefetch(prefetch: unknown, keys: readonly string[]): ReadonlyMap<string, Retrieval> {
  const answers = isObject(prefetch) ? prefetch : {};
  return new Map(keys.map((key) => [key, readAnswer(Object.hasOwn(answers, key) ? answers[key] : undefined)]));
}

function readAnswer(answer: unknown): Retrieval {
  if (answer === undefined) return { state: 'unknown', reason: 'absent' };
  // The client looked and found nothing.
  if (answer === null) return { state: 'complete', resources: [] };
  // A client that gives an outcome in place of an answer has failed, however mildly it puts it.
  if (isObject(answer) && answer['resourceType'] === 'OperationOutcome') return { state: 'unknown', reason: 'failed' };
  const bundle = bundleContents(answer);
  if (bundle === undefined) return { state: 'unknown', reason: 'failed' };
  const resources = bundle.contents.map(({ resource }) => resource);
  if (bundle.gap === undefined) return { state: 'complete', resources };
  const { gap, next } = bundle;
  return { state: 'partial', resources, reason: gap, ...(next === undefined ? {} : { next }) };
}
