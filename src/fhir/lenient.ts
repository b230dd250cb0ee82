// Reading what real clients send: one object where R4 has a list, empty strings, values of the wrong JSON type.
import type { JsonObject, RawResource } from './types.ts';

/** True for a JSON object; false for null, lists and scalars. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as a list: nothing is an empty list, a single value is a list of one. */
export function asArray(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** The string without outer white space; undefined for an empty string and for every other type. */
export function text(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim();
  return trimmed === '' ? undefined : trimmed;
}

/** The value as a resource when it says which one it is; an id sent as a number becomes text, any other is dropped. */
export function asResource(value: unknown): RawResource | undefined {
  if (!isObject(value) || typeof value['resourceType'] !== 'string' || value['resourceType'] === '') return undefined;
  if (value['id'] === undefined || typeof value['id'] === 'string') return value as RawResource;
  const { id, ...others } = value as JsonObject & { readonly resourceType: string };
  return typeof id === 'number' ? { ...others, id: String(id) } : others;
}
