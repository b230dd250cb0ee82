// What both test-side converters share: walking a request or an answer, and dropping what is undefined.
import { asArray, isObject } from '../../../src/fhir/lenient.ts';
import type { JsonObject, RawResource } from '../../../src/fhir/types.ts';

/** A resource of R4 as another release has it. */
export type Retell = (resource: RawResource) => RawResource;

/** Something that the other release has no words for. */
export class NotRepresentable extends Error {}

/** An object without its undefined members. */
export function defined(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** A resource made of elements; undefined ones are left out. */
export function resourceOf(resourceType: string, elements: JsonObject): RawResource {
  return { ...defined(elements), resourceType };
}

/** The items of a list, or nothing where there is no list. */
export function each(value: unknown, convert: (item: JsonObject) => unknown): readonly unknown[] | undefined {
  return value === undefined ? undefined : asArray(value).map((item) => (isObject(item) ? convert(item) : item));
}

/** A request body with every resource retold, and every reference in `selections` and `fullUrl` renamed. */
export function retellRequest(body: JsonObject, retell: Retell, rename: (reference: string) => string): JsonObject {
  const { context, prefetch } = body as { readonly context: JsonObject; readonly prefetch: JsonObject };
  const { draftOrders, selections } = context;
  return {
    ...body,
    context: defined({
      ...context,
      draftOrders: draftOrders && retellAnswer(draftOrders, retell, rename),
      selections: selections && asArray(selections).map((selection) => rename(String(selection))),
    }),
    prefetch: Object.fromEntries(
      Object.entries(prefetch).map(([key, answer]) => [key, retellAnswer(answer, retell, rename)]),
    ),
  };
}

function retellAnswer(answer: unknown, retell: Retell, rename: (reference: string) => string): unknown {
  if (!isObject(answer) || typeof answer['resourceType'] !== 'string') return answer;
  if (answer['resourceType'] !== 'Bundle') return retell(answer as RawResource);
  return defined({
    ...answer,
    entry: each(answer['entry'], ({ fullUrl, resource, ...entry }) =>
      defined({
        ...entry,
        fullUrl: typeof fullUrl === 'string' ? rename(fullUrl) : undefined,
        resource: retellAnswer(resource, retell, rename),
      }),
    ),
  });
}

/** The body of an answer with every suggested resource retold and every reference renamed. */
export function retellCards(body: unknown, retell: Retell, rename: (reference: string) => string): unknown {
  const walk = (value: unknown, name: string): unknown => {
    if (Array.isArray(value)) return value.map((item: unknown) => walk(item, name));
    if (typeof value === 'string') return name === 'reference' || name === 'resourceId' ? rename(value) : value;
    if (!isObject(value)) return value;
    if (name === 'resource') return retell(value as RawResource);
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, walk(member, key)]));
  };
  return walk(body, '');
}
