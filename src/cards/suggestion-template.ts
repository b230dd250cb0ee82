// Suggestion resources with placeholders, filled leaf by leaf: a value cannot change the structure. Catalogue Annex B.
import { isObject } from '../fhir/lenient.ts';
import type { RawResource } from '../fhir/types.ts';

/** A piece of a resource template. */
export type TemplateNode =
  string | number | boolean | readonly TemplateNode[] | { readonly [key: string]: TemplateNode };

/** The value of a placeholder; `undefined` means that there is none. */
export type TemplateValues = (placeholder: string) => string | undefined;

/** A compiled template. What holds no placeholder is the same object in every answer: answers are sent, never changed. */
export type Filler<T> = (values: TemplateValues) => T | undefined;

const PLACEHOLDER = /\{\{([A-Za-z.]+)\}\}/;
const NO_VALUES: TemplateValues = () => undefined;

/**
 * Compiles a template. An element whose placeholder has no value is left out, and so is everything that becomes empty by
 * that (conformance W2).
 */
export function compileNode(node: TemplateNode): Filler<TemplateNode> {
  const fill = compileParts(node);
  if (PLACEHOLDER.test(JSON.stringify(node))) return fill;
  const constant = fill(NO_VALUES);
  return () => constant;
}

function compileParts(node: TemplateNode): Filler<TemplateNode> {
  if (typeof node === 'string') return compileText(node);
  if (typeof node !== 'object') return () => node;
  return isList(node) ? compileList(node) : compileObject(node);
}

function compileList(list: readonly TemplateNode[]): Filler<TemplateNode> {
  const fillers = list.map(compileNode);
  return (values) => {
    const items: TemplateNode[] = [];
    for (const fill of fillers) {
      const item = fill(values);
      if (item !== undefined) items.push(item);
    }
    return items.length === 0 ? undefined : items;
  };
}

function compileObject(object: Readonly<Record<string, TemplateNode>>): Filler<TemplateNode> {
  const fillers = Object.entries(object).map(([key, child]) => [key, compileNode(child)] as const);
  return (values) => {
    const filled: Record<string, TemplateNode> = {};
    let isEmpty = true;
    for (const [key, fill] of fillers) {
      const value = fill(values);
      if (value === undefined) continue;
      filled[key] = value;
      isEmpty = false;
    }
    return isEmpty ? undefined : filled;
  };
}

/** Compiles a text; filled, it is `undefined` when a placeholder in it has no value. */
export function compileText(text: string): Filler<string> {
  // Split at a group, texts and names take turns.
  const [start = '', ...rest] = text.split(PLACEHOLDER);
  if (rest.length === 0) return () => text;
  return (values) => {
    let filled = start;
    for (let index = 0; index < rest.length; index += 2) {
      const value = values(rest[index] ?? '');
      if (value === undefined) return undefined;
      filled += value + (rest[index + 1] ?? '');
    }
    return filled;
  };
}

function isList(node: TemplateNode): node is readonly TemplateNode[] {
  return Array.isArray(node);
}

/** Elements that R4 has as lists; some clients send one object (spec/interop.md). */
const LIST_ELEMENTS = [
  'basedOn',
  'bodySite',
  'category',
  'detectedIssue',
  'dosageInstruction',
  'eventHistory',
  'extension',
  'identifier',
  'insurance',
  'instantiatesCanonical',
  'instantiatesUri',
  'locationCode',
  'locationReference',
  'note',
  'orderDetail',
  'performer',
  'reasonCode',
  'reasonReference',
  'relevantHistory',
  'replaces',
  'specimen',
  'supportingInfo',
  'supportingInformation',
] as const;
/** MedicationRequest has one performer, ServiceRequest several. */
const SINGLE_ELEMENTS: ReadonlyMap<string, readonly string[]> = new Map([['MedicationRequest', ['performer']]]);

/** A draft as it can be sent back: nothing lost but what is empty, lists where R4 has lists. */
export function wholeDraft(draft: RawResource): RawResource {
  const copy: Record<string, unknown> = { ...(withoutEmpty(draft) as RawResource) };
  const single = SINGLE_ELEMENTS.get(draft.resourceType) ?? [];
  for (const element of LIST_ELEMENTS) {
    const value = copy[element];
    if (value !== undefined && !Array.isArray(value) && !single.includes(element)) copy[element] = [value];
  }
  return copy as RawResource;
}

const OBJECT_ELEMENTS: ReadonlySet<string> = new Set(['subject', 'encounter', 'requester', 'code', 'quantityQuantity']);
const OBJECT_LISTS: ReadonlySet<string> = new Set(
  LIST_ELEMENTS.filter((element) => !element.startsWith('instantiates')),
);

/** Whether a draft can go back as FHIR: what must be an object is one, at the top and in every coding and reference. */
export function isSound(draft: RawResource): boolean {
  return Object.entries(draft).every(([element, value]) => {
    if (OBJECT_ELEMENTS.has(element) && !isObject(value)) return false;
    if (OBJECT_LISTS.has(element) && Array.isArray(value) && !value.every(isObject)) return false;
    return isSoundInside(value);
  });
}

function isSoundInside(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isSoundInside);
  if (!isObject(value)) return true;
  const { coding, reference } = value as { readonly coding?: unknown; readonly reference?: unknown };
  if (coding !== undefined && !(Array.isArray(coding) && coding.every(isObject))) return false;
  if (reference !== undefined && typeof reference !== 'string') return false;
  return Object.values(value).every(isSoundInside);
}

function withoutEmpty(value: unknown): unknown {
  if (value === null || value === '') return undefined;
  if (Array.isArray(value)) {
    const items = value.map(withoutEmpty).filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items;
  }
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value)
    .map(([key, child]) => [key, withoutEmpty(child)] as const)
    .filter(([, child]) => child !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
