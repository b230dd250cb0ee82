// R5 writes "a concept, a resource, or both" as one CodeableReference; R4 has two elements for it, or the concept alone.
import { asArray, isObject } from '../lenient.ts';
import type { JsonObject } from '../types.ts';
import type { Conversion, Difference, Part } from './difference.ts';

interface Halves {
  readonly concept: unknown;
  readonly reference: unknown;
}

/** Both halves; some clients put a bare CodeableConcept or Reference where R5 wraps it. */
function halvesOf(value: unknown): Halves {
  if (!isObject(value)) return { concept: undefined, reference: undefined };
  const { concept, reference } = value;
  const isBareConcept = value['coding'] !== undefined || typeof value['text'] === 'string';
  const isBareReference = typeof reference === 'string';
  return {
    concept: isObject(concept) ? concept : isBareConcept ? value : undefined,
    reference: isObject(reference) ? reference : isBareReference ? value : undefined,
  };
}

/** Whether the value is written as R5 writes a CodeableReference. */
export function isCodeableReference(value: unknown): boolean {
  return isObject(value) && (isObject(value['concept']) || isObject(value['reference']));
}

/** One CodeableReference for two elements of R4, of which a resource has one or both. */
export function splitInR4(there: string, concept: string, reference: string): Difference {
  return {
    toR4: (part) => {
      const halves = halvesOf(part[there]);
      if (halves.concept === undefined && halves.reference === undefined) return;
      Reflect.deleteProperty(part, there);
      if (halves.concept !== undefined) part[concept] = halves.concept;
      if (halves.reference !== undefined) part[reference] = halves.reference;
    },
    fromR4: (part) => {
      if (part[there] !== undefined || (part[concept] ?? part[reference]) === undefined) return;
      part[there] = {
        ...(part[concept] === undefined ? {} : { concept: part[concept] }),
        ...(part[reference] === undefined ? {} : { reference: part[reference] }),
      };
      Reflect.deleteProperty(part, concept);
      Reflect.deleteProperty(part, reference);
    },
  };
}

/** A list of CodeableReferences for two lists of R4. On the way back the concepts come first. */
export function splitListInR4(there: string, concept: string, reference: string): Difference {
  return {
    toR4: (part) => {
      const items = asArray(part[there]);
      // Where R4 has the name too, bare concepts are R4's own.
      if (there === concept && !items.some(isCodeableReference)) return;
      const halves = items.map(halvesOf);
      const others = items.filter((_, index) => (halves[index]?.concept ?? halves[index]?.reference) === undefined);
      Reflect.deleteProperty(part, there);
      write(part, there, others);
      write(part, concept, [...asArray(part[concept]), ...halves.flatMap((half) => half.concept ?? [])]);
      write(part, reference, [...asArray(part[reference]), ...halves.flatMap((half) => half.reference ?? [])]);
    },
    fromR4: (part) => {
      const items = [
        ...(there === concept ? [] : asArray(part[there])),
        ...asArray(part[concept]).map((item) => ({ concept: item })),
        ...asArray(part[reference]).map((item) => ({ reference: item })),
      ];
      Reflect.deleteProperty(part, concept);
      Reflect.deleteProperty(part, reference);
      write(part, there, items);
    },
  };
}

function write(part: Part, element: string, items: readonly unknown[]): void {
  if (items.length > 0) part[element] = items;
}

/** A CodeableReference where R4 has only the concept. A reference is kept beside it, and its display is read as the text. */
export const conceptInR4: { readonly toR4: Conversion; readonly fromR4: Conversion } = {
  toR4: (value) => {
    if (!isObject(value) || !isCodeableReference(value)) return undefined;
    const { concept, ...others } = value;
    return { ...displayOf(value['reference']), ...others, ...(isObject(concept) ? concept : {}) };
  },
  fromR4: (value) => {
    if (!isObject(value) || isObject(value['concept'])) return undefined;
    const { reference, ...concept } = value;
    return reference === undefined ? { concept } : { concept, reference };
  },
};

/** A list of them, for reading only. */
export function conceptsInR4(value: unknown): unknown {
  return Array.isArray(value) ? value.map((item: unknown) => conceptInR4.toR4(item) ?? item) : undefined;
}

function displayOf(reference: unknown): JsonObject {
  const display = isObject(reference) ? reference['display'] : undefined;
  return typeof display === 'string' ? { text: display } : {};
}

/** A CodeableReference where R4 has only the reference; a mere concept stays as it is. */
export const referenceInR4: { readonly toR4: Conversion; readonly fromR4: Conversion } = {
  toR4: (value) =>
    mapItems(value, (item) => (isObject(item['reference']) && !item['concept'] ? item['reference'] : item)),
  fromR4: (value) => mapItems(value, (item) => (isCodeableReference(item) ? item : { reference: item })),
};

function mapItems(value: unknown, convert: (item: JsonObject) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => (isObject(item) ? convert(item) : item));
  return isObject(value) ? convert(value) : undefined;
}
