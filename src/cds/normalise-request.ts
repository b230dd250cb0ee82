// The edge of the releases: whatever release a client speaks, everything behind this file sees R4.
import { AppError, type Problem } from '../base/errors.ts';
import { toR4 } from '../fhir/releases/convert.ts';
import { releaseOf } from '../fhir/releases/detect-release.ts';
import type { FhirRelease } from '../fhir/releases/release.ts';
import { referenceFromStu3 } from '../fhir/releases/request-reference.ts';
import { isObject, text } from '../fhir/lenient.ts';
import type { JsonObject, RawResource } from '../fhir/types.ts';
import { mapResources, resourcesIn } from './resource-walk.ts';

/** A body whose resources are R4, and the release in which the client wants its answer. */
export interface NormalisedBody {
  readonly body: unknown;
  readonly release: FhirRelease;
}

/**
 * Brings the resources of a hook call to R4. Without a configured release their shape tells it; a body that is R4 comes back
 * as the same object. Throws AppError RELEASE_NOT_SUPPORTED for DSTU2.
 */
export function normaliseBody(body: unknown, configured: FhirRelease | undefined): NormalisedBody {
  const release = configured ?? releaseOf(resourcesOfCall(body));
  if (release === 'DSTU2') throw refusal(body);
  if (release === 'R4' || release === 'R4B' || !isObject(body)) return { body, release };
  const { context, prefetch } = body;
  return {
    body: {
      ...body,
      ...(isObject(context) ? { context: normaliseContext(context, release) } : {}),
      ...(isObject(prefetch)
        ? { prefetch: eachMember(prefetch, (answer) => normaliseResources(answer, release)) }
        : {}),
    },
    release,
  };
}

/** The answer of a FHIR server, or any other value that holds resources, with all of them R4. */
export function normaliseResources(value: unknown, release: FhirRelease): unknown {
  if (release === 'R4' || release === 'R4B') return value;
  return mapResources(
    value,
    (resource, fullUrl) => toR4(release === 'STU3' ? identified(resource, fullUrl) : resource, release),
    release === 'STU3' ? referenceFromStu3 : (url) => url,
  );
}

function normaliseContext(context: JsonObject, release: FhirRelease): JsonObject {
  const { draftOrders, selections } = context;
  return {
    ...context,
    ...(draftOrders === undefined ? {} : { draftOrders: normaliseResources(draftOrders, release) }),
    ...(release === 'STU3' && Array.isArray(selections)
      ? { selections: selections.map((selection: unknown) => selectionFromStu3(selection, draftOrders)) }
      : {}),
  };
}

/** A selection by a bare id means the draft with that id, whose type may be another one in R4. */
function selectionFromStu3(selection: unknown, draftOrders: unknown): unknown {
  if (typeof selection !== 'string') return selection;
  if (selection.includes('/') || selection.includes(':')) return referenceFromStu3(selection);
  for (const { resourceType, id } of resourcesIn(draftOrders)) {
    if (id === selection) return referenceFromStu3(`${resourceType}/${selection}`);
  }
  return selection;
}

/** A referral without an id takes it from its entry here, where it is still known for a referral. */
function identified(resource: RawResource, fullUrl: unknown): RawResource {
  if (resource.resourceType !== 'ReferralRequest' || text(resource.id) !== undefined) return resource;
  const id = text(fullUrl)?.split(/[/:]/).at(-1);
  return id === undefined || id === '' ? resource : { ...resource, id };
}

function eachMember(object: JsonObject, convert: (value: unknown) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, convert(value)]));
}

function* resourcesOfCall(body: unknown): Generator<RawResource> {
  for (const [, value] of partsOfCall(body)) yield* resourcesIn(value);
}

/** The parts that hold resources, by JSON pointer. */
function partsOfCall(body: unknown): readonly (readonly [string, unknown])[] {
  if (!isObject(body)) return [];
  const { context, prefetch } = body;
  const answers = isObject(prefetch) ? Object.entries(prefetch) : [];
  return [
    ...(isObject(context) ? [['/context/draftOrders', context['draftOrders']] as const] : []),
    ...answers.map(
      ([key, answer]) => [`/prefetch/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, answer] as const,
    ),
  ];
}

const READ = 'FHIR R4, R4B, R5 or STU3';

function refusal(body: unknown): AppError {
  const problems = partsOfCall(body)
    .filter(([, value]) => releaseOf(resourcesIn(value)) === 'DSTU2')
    .map(([pointer]): Problem => ({ pointer, message: `must hold ${READ}, not DSTU2` }));
  return new AppError('RELEASE_NOT_SUPPORTED', `The resources are FHIR DSTU2; the service reads ${READ}.`, {
    problems,
  });
}
