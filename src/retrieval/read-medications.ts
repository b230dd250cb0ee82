// Medications that drugs only point to, read one by one. What cannot be had leaves its drug unknown.
import type { EventLog } from '../base/log.ts';
import type { HookRequest, Retrieval } from '../cds/hook-request.ts';
import { unresolvedDrugs } from '../cds/medication-references.ts';
import type { RawResource } from '../fhir/types.ts';
import type { FetchContext } from './fetch-all.ts';
import { urlBelow } from './fhir-server.ts';
import { fetchPage } from './fetch-page.ts';

/** Medications that are read for one call. */
const MOST_MEDICATIONS = 20;
/** Beside the declared keys: where they are kept. */
const MEDICATIONS_KEY = 'medications';
/** The record says where to go, so nothing but a Medication may be asked for: relative, or absolute, with or without version. */
const READABLE =
  /^(?:https?:\/\/[^\s?#]+\/)?Medication\/(?!\.+(?:\/|$))([A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/;

type Context = Omit<FetchContext, 'expects' | 'type'>;

/** The Medications that are missing from the request, under a key of their own. */
export async function readMedications(
  request: HookRequest,
  context: Context & { readonly log: EventLog },
): Promise<readonly (readonly [string, Retrieval])[]> {
  const readable = unresolvedDrugs(request).missing.filter((reference) => READABLE.test(reference));
  if (readable.length === 0) return [];
  const started = performance.now();
  const read = await Promise.all(readable.slice(0, MOST_MEDICATIONS).map((reference) => readOne(reference, context)));
  const resources = read.flat();
  context.log.event('fhir.fetched', {
    prefetchKey: MEDICATIONS_KEY,
    reason: resources.length === readable.length ? 'complete' : `of-${String(readable.length)}`,
    count: resources.length,
    ms: Math.round(performance.now() - started),
  });
  return [[MEDICATIONS_KEY, { state: 'complete', resources }]];
}

/** An answer of another id than the one asked for would name another drug. */
async function readOne(reference: string, context: Context): Promise<readonly RawResource[]> {
  const maxBytes = Math.ceil(context.limits.bytes / MOST_MEDICATIONS);
  const url = urlBelow(context.server.base, reference);
  const page = await fetchPage(url, { ...context, expects: 'Medication', type: 'Medication', maxBytes, before: 0 });
  const asked = READABLE.exec(reference)?.[1];
  return typeof page === 'string' ? [] : page.resources.filter(({ id }) => id === asked);
}
