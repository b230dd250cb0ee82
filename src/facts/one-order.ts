// One order for the same resources, however a client lists them: no answer may hang on who comes first.
import { text } from '../fhir/lenient.ts';
import type { RawResource } from '../fhir/types.ts';

/** By id; those without one come first, by their content. */
export function inOneOrder(resources: readonly RawResource[]): readonly RawResource[] {
  const keyed = resources.map((resource) => ({ resource, key: text(resource.id) ?? ` ${JSON.stringify(resource)}` }));
  return keyed.sort((one, other) => compareTexts(one.key, other.key)).map(({ resource }) => resource);
}

/** By code unit, the same on every machine. */
export function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
