// Differences between a release and R4, each told once for both directions. None throws; what one does not know it
// leaves as it is, so an R4 resource that comes in under another release's name passes unchanged.
import { isObject } from '../lenient.ts';

/** A resource or a part of one while it is converted: a shallow copy of its own, which may be written to. */
export type Part = Record<string, unknown>;

/**
 * One difference. A direction is left out where it is not needed: nothing but orders, and what they contain, goes back to a
 * client.
 */
export interface Difference {
  readonly toR4?: (part: Part) => void;
  readonly fromR4?: (part: Part) => void;
}

/** What a value becomes; `undefined` leaves it as it is. */
export type Conversion = (value: unknown) => unknown;

/** A copy with the differences removed. */
export function partToR4(part: Readonly<Part>, differences: readonly Difference[]): Part {
  const copy = { ...part };
  for (const { toR4 } of differences) toR4?.(copy);
  return copy;
}

/** A copy with the differences put back. */
export function partFromR4(part: Readonly<Part>, differences: readonly Difference[]): Part {
  const copy = { ...part };
  for (const { fromR4 } of differences.toReversed()) fromR4?.(copy);
  return copy;
}

/** An element that has another name in R4. */
export function renamed(there: string, here: string): Difference {
  return {
    toR4: (part) => {
      move(part, there, here);
    },
    fromR4: (part) => {
      move(part, here, there);
    },
  };
}

/** A primitive's `id` and `extension` stand beside it under its name with an underscore. */
function move(part: Part, from: string, to: string): void {
  for (const prefix of ['', '_']) {
    const value = part[prefix + from];
    if (value === undefined || part[prefix + to] !== undefined) continue;
    part[prefix + to] = value;
    Reflect.deleteProperty(part, prefix + from);
  }
}

/** An element whose value is written in another way. */
export function rewritten(element: string, toR4: Conversion, fromR4?: Conversion): Difference {
  const inward = replacement(element, toR4);
  return fromR4 === undefined ? { toR4: inward } : { toR4: inward, fromR4: replacement(element, fromR4) };
}

function replacement(element: string, conversion: Conversion): (part: Part) => void {
  return (part) => {
    const value = part[element];
    const replaced = value === undefined ? undefined : conversion(value);
    if (replaced !== undefined) part[element] = replaced;
  };
}

/** A code with other values; those that are not named are the same in both. */
export function recoded(element: string, codes: Readonly<Record<string, string>>): Difference {
  const inward = new Map<unknown, string>(Object.entries(codes));
  const outward = new Map<unknown, string>(Object.entries(codes).map(([there, here]) => [here, there]));
  return rewritten(
    element,
    (value) => inward.get(value),
    (value) => outward.get(value),
  );
}

/** A single value there, a list in R4. A list of several cannot be single and stays one. */
export function listedInR4(element: string): Difference {
  return rewritten(element, intoList, outOfList);
}

/** A list there, a single value in R4. */
export function singleInR4(element: string): Difference {
  return rewritten(element, outOfList, intoList);
}

function intoList(value: unknown): unknown {
  return isObject(value) ? [value] : undefined;
}

function outOfList(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? (value as readonly unknown[])[0] : undefined;
}

/** Differences inside an element, or inside each one of a list. */
export function inside(element: string, differences: readonly Difference[]): Difference {
  return rewritten(
    element,
    (value) => eachPart(value, (part) => partToR4(part, differences)),
    (value) => eachPart(value, (part) => partFromR4(part, differences)),
  );
}

function eachPart(value: unknown, convert: (part: Part) => Part): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => (isObject(item) ? convert(item) : item));
  return isObject(value) ? convert(value) : undefined;
}

/** The first code of a CodeableConcept, whatever its system. */
export function firstCode(concept: unknown): string | undefined {
  const codings = isObject(concept) ? concept['coding'] : undefined;
  const coding: unknown = Array.isArray(codings) ? codings[0] : codings;
  const code = isObject(coding) ? coding['code'] : undefined;
  return typeof code === 'string' ? code : undefined;
}
