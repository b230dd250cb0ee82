// Lists of named parts as look-up tables: an id stands for one thing, and what is named must be there.
import type { Place, Placed } from './source-file.ts';

/** The items of a list with their places. */
export function placed<T>(list: readonly T[] | undefined, place: Place): readonly Placed<T>[] {
  return (list ?? []).map((source, index) => ({ source, place: place.at(index) }));
}

/** By id (or another key). Throws KnowledgeError for one that is used twice. */
export function byId<K extends string, T extends Readonly<Record<K, string>>>(
  parts: readonly Placed<T>[],
  key: K,
): ReadonlyMap<string, T> {
  const map = new Map<string, T>();
  for (const { source, place } of parts) {
    if (map.has(source[key])) throw place.at(key).error(`the ${key} "${source[key]}" is used twice`);
    map.set(source[key], source);
  }
  return map;
}

/** What an id stands for. Throws KnowledgeError when it stands for nothing. */
export function found<T>(map: ReadonlyMap<string, T>, id: string, place: Place): T {
  const value = map.get(id);
  if (value === undefined) throw place.error(`there is no "${id}"`);
  return value;
}
