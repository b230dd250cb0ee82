// A resource of any release as R4, and back. Total: whatever comes, a resource comes out, and what cannot be told in the
// other release stays as it is.
import { isObject } from '../lenient.ts';
import type { RawResource } from '../types.ts';
import { partFromR4, partToR4, type Difference, type Part } from './difference.ts';
import { R5_DIFFERENCES } from './r5.ts';
import type { FhirRelease } from './release.ts';
import { markedId, unmarkedId } from './request-reference.ts';
import { STU3_DIFFERENCES } from './stu3.ts';

const DIFFERENCES: Readonly<Record<'STU3' | 'R5', ReadonlyMap<string, readonly Difference[]>>> = {
  STU3: STU3_DIFFERENCES,
  R5: R5_DIFFERENCES,
};

const NONE: readonly Difference[] = [];

/** The resource as R4 has it. One that differs in nothing is the same object. */
export function toR4(resource: RawResource, release: FhirRelease): RawResource {
  if (release === 'R4' || release === 'R4B') return resource;
  const differences = DIFFERENCES[release].get(resource.resourceType) ?? NONE;
  const contained = eachContained(resource, (inner) => toR4(inner, release));
  if (differences === NONE && contained === undefined) return resource;
  const converted = partToR4({ ...resource, ...contained }, differences);
  return release === 'STU3' ? asServiceRequest(converted, resource) : (converted as RawResource);
}

/** The resource as the client has it. */
export function fromR4(resource: RawResource, release: FhirRelease): RawResource {
  if (release === 'R4' || release === 'R4B') return resource;
  const named = release === 'STU3' ? asStu3Request(resource) : resource;
  const differences = DIFFERENCES[release].get(named.resourceType) ?? NONE;
  const contained = eachContained(resource, (inner) => fromR4(inner, release));
  return partFromR4({ ...named, ...contained }, differences) as RawResource;
}

/** ProcedureRequest and ReferralRequest of STU3 are ServiceRequests of R4. */
function asServiceRequest(converted: Part, { resourceType, id }: RawResource): RawResource {
  if (resourceType === 'ProcedureRequest') return { ...converted, resourceType: 'ServiceRequest' };
  if (resourceType !== 'ReferralRequest') return converted as RawResource;
  return { ...converted, resourceType: 'ServiceRequest', ...(typeof id === 'string' ? { id: markedId(id) } : {}) };
}

function asStu3Request(resource: RawResource): RawResource {
  if (resource.resourceType !== 'ServiceRequest') return resource;
  const id = unmarkedId(resource.id);
  if (id === undefined) return { ...resource, resourceType: 'ProcedureRequest' };
  return { ...resource, resourceType: 'ReferralRequest', id };
}

/** Resources inside a resource hold none themselves. A referral keeps its id there, which `#id` refers to, and its type. */
function eachContained(
  { contained }: RawResource & { readonly contained?: unknown },
  convert: (resource: RawResource) => RawResource,
): { readonly contained: unknown } | undefined {
  if (!Array.isArray(contained)) return undefined;
  const isResource = (inner: unknown): inner is RawResource =>
    isObject(inner) &&
    typeof inner['resourceType'] === 'string' &&
    inner['resourceType'] !== 'ReferralRequest' &&
    inner['contained'] === undefined;
  return { contained: contained.map((inner: unknown) => (isResource(inner) ? convert(inner) : inner)) };
}
