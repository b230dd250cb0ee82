// One order for the same resources, however a client lists them: no answer may hang on who comes first.
import { isObject, text } from '../fhir/lenient.ts';
import type { RawResource } from '../fhir/types.ts';

/** By id, then by content; those without an id come first. */
export function inOneOrder(resources: readonly RawResource[]): readonly RawResource[] {
  const contents = new Map<RawResource, string>();
  const contentOf = (resource: RawResource): string => {
    const content = contents.get(resource) ?? contentText(resource);
    contents.set(resource, content);
    return content;
  };
  const keyed = resources.map((resource) => ({ resource, key: text(resource.id) ?? ` ${JSON.stringify(resource)}` }));
  keyed.sort(
    (one, other) =>
      compareTexts(one.key, other.key) || compareTexts(contentOf(one.resource), contentOf(other.resource)),
  );
  return keyed.map(({ resource }) => resource);
}

/**
 * Resources of one type without their repetitions. Those that share an id and differ stay: which one is wrong nobody can
 * tell, so both are evidence. Without an id each one counts.
 */
export function eachOnce(resources: readonly RawResource[]): readonly RawResource[] {
  const known = new Map<string, { readonly first: RawResource; contents?: Set<string> }>();
  return resources.filter((resource) => {
    const id = text(resource.id);
    if (id === undefined) return true;
    const same = known.get(id);
    if (same === undefined) {
      known.set(id, { first: resource });
      return true;
    }
    if (same.first === resource) return false;
    same.contents ??= new Set([contentText(same.first)]);
    const before = same.contents.size;
    return same.contents.add(contentText(resource)).size > before;
  });
}

/** The same text for the same content. `meta` tells how a resource was stored, not what it says. */
export function contentText({ meta: _meta, ...content }: RawResource): string {
  return JSON.stringify(content, (_, value: unknown) =>
    isObject(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => compareTexts(one, other)))
      : value,
  );
}

/** By code unit, the same on every machine. */
export function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
