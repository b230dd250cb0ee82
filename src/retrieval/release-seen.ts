// A client may show its release only in what its server holds: then that is the release of the call.
import type { HookRequest, Retrieval } from '../cds/hook-request.ts';
import { toR4 } from '../fhir/releases/convert.ts';
import { mayBe, releaseIn, type ReleaseTally } from '../fhir/releases/detect-release.ts';
import type { RawResource } from '../fhir/types.ts';

/**
 * The completed request with the release of what was fetched, unless the resources that were sent speak against it. Those
 * that were sent looked like R4 and come to R4 now that it is known what they are. Nothing counted, or R4: the same object.
 */
export function inReleaseSeen(completed: HookRequest, asSent: HookRequest, fetched: ReleaseTally): HookRequest {
  const release = releaseIn(fetched);
  if (release === 'R4' || release === 'DSTU2') return completed;
  const sent = sentResources(asSent);
  for (const resource of sent) if (!mayBe(resource, release)) return completed;
  const asR4 = (resource: RawResource): RawResource => (sent.has(resource) ? toR4(resource, release) : resource);
  return {
    ...completed,
    ...(completed.draftOrders === undefined ? {} : { draftOrders: completed.draftOrders.map(asR4) }),
    prefetch: new Map([...completed.prefetch].map(([key, retrieval]) => [key, eachResource(retrieval, asR4)])),
    release,
  };
}

function sentResources({ draftOrders = [], prefetch }: HookRequest): ReadonlySet<RawResource> {
  const answers = [...prefetch.values()].map((answer) => (answer.state === 'unknown' ? [] : answer.resources));
  return new Set([...draftOrders, ...answers.flat()]);
}

function eachResource(retrieval: Retrieval, convert: (resource: RawResource) => RawResource): Retrieval {
  return retrieval.state === 'unknown' ? retrieval : { ...retrieval, resources: retrieval.resources.map(convert) };
}
