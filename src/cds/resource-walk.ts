// The resources in whatever a client sends where resources are expected: Bundles, bare resources, lists, and Bundles in
// Bundles. The same places are read here as in bundle-contents.ts.
import { asArray, asResource, isObject } from '../fhir/lenient.ts';
import type { JsonObject, RawResource } from '../fhir/types.ts';

/** Every resource in the value, as it is. */
export function* resourcesIn(value: unknown): Generator<RawResource> {
  if (Array.isArray(value)) for (const part of value) yield* resourcesIn(part);
  else if (isBundle(value)) for (const entry of asArray(value['entry'])) yield* resourcesIn(contentOf(entry));
  else if (isResource(value)) yield value;
}

/** The value with every resource replaced; `fullUrl` replaces the addresses of entries. */
export function mapResources(
  value: unknown,
  map: (resource: RawResource, fullUrl: unknown) => RawResource,
  fullUrl: (url: string) => string,
): unknown {
  const within = (part: unknown, address?: unknown): unknown => {
    if (Array.isArray(part)) return part.map((item: unknown) => within(item));
    if (isBundle(part)) return { ...part, entry: inEntries(part['entry']) };
    const resource = asResource(part);
    return resource === undefined ? part : map(resource, address);
  };
  const inEntry = (entry: unknown): unknown => {
    if (!isObject(entry) || entry['resource'] === undefined) return within(entry);
    const { fullUrl: address, resource } = entry;
    const renamed = typeof address === 'string' ? { fullUrl: fullUrl(address) } : {};
    return { ...entry, ...renamed, resource: within(resource, address) };
  };
  const inEntries = (entries: unknown): unknown => (Array.isArray(entries) ? entries.map(inEntry) : inEntry(entries));
  return within(value);
}

function contentOf(entry: unknown): unknown {
  return isObject(entry) && entry['resource'] !== undefined ? entry['resource'] : entry;
}

function isResource(value: unknown): value is RawResource {
  return isObject(value) && typeof value['resourceType'] === 'string' && value['resourceType'] !== '';
}

function isBundle(value: unknown): value is JsonObject {
  if (!isObject(value)) return false;
  return value['resourceType'] === 'Bundle' || (value['resourceType'] === undefined && Array.isArray(value['entry']));
}
