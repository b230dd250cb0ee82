// The chart export of a story: its resources, with the references that an importing server would have resolved.
import { readFileSync } from 'node:fs';
import { asArray, isObject, text } from '../../src/fhir/lenient.ts';
import type { JsonObject, RawResource } from '../../src/fhir/types.ts';

const PATIENTS = new URL('../../fixtures/patients/', import.meta.url);

/** A resource of an export; unlike those from outside it always has an id. */
export interface ChartResource extends RawResource {
  readonly id: string;
}

/** One entry of an export. */
export interface ChartEntry {
  readonly fullUrl: string;
  readonly resource: ChartResource;
}

/** The Bundle of fixtures/patients/<story>.json. Throws when the file holds anything else. */
export function storyBundle(story: string): JsonObject {
  const value: unknown = JSON.parse(readFileSync(new URL(`${story}.json`, PATIENTS), 'utf8'));
  if (isObject(value) && value['resourceType'] === 'Bundle') return value;
  throw new Error(`${story} is no Bundle`);
}

/** The entries of an export. Throws when one has no fullUrl or no resource with type and id. */
export function chartEntries(bundle: JsonObject): readonly ChartEntry[] {
  return asArray(bundle['entry']).map((entry, index) => {
    const fullUrl = isObject(entry) ? text(entry['fullUrl']) : undefined;
    const resource = isObject(entry) ? entry['resource'] : undefined;
    if (fullUrl === undefined || !isChartResource(resource)) throw new Error(`entry ${index} is incomplete`);
    return { fullUrl, resource };
  });
}

/** The resources of an export, referring to each other as `Type/id` even where the export says `urn:uuid:`. */
export function chartResources(bundle: JsonObject): readonly ChartResource[] {
  const entries = chartEntries(bundle);
  const places = new Map(entries.map(({ fullUrl, resource }) => [fullUrl, `${resource.resourceType}/${resource.id}`]));
  return entries.map(({ resource }) => resolved(resource, places) as ChartResource);
}

/** The one Patient of a chart. */
export function patientOf(chart: readonly ChartResource[]): ChartResource {
  const patient = chart.find(({ resourceType }) => resourceType === 'Patient');
  if (patient === undefined) throw new Error('the chart has no Patient');
  return patient;
}

/** Every `reference` inside a resource, in the order of the document. */
export function referencesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'reference' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
}

function isChartResource(value: unknown): value is ChartResource {
  return isObject(value) && text(value['resourceType']) !== undefined && text(value['id']) !== undefined;
}

function resolved(value: unknown, places: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, places));
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([name, inner]) => {
    const place = name === 'reference' && typeof inner === 'string' ? places.get(inner) : undefined;
    return [name, place ?? resolved(inner, places)] as const;
  });
  return Object.fromEntries(members);
}
