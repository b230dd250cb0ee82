// Suggestion resources with placeholders, filled leaf by leaf: a value cannot change the structure. Catalogue Annex B.
import type { RawResource } from '../fhir/types.ts';

/** A piece of a resource template. */
export type TemplateNode =
  string | number | boolean | readonly TemplateNode[] | { readonly [key: string]: TemplateNode };

/** Values by placeholder name; `undefined` means that there is none. */
export type TemplateValues = Readonly<Record<string, string | undefined>>;

const PLACEHOLDER = /\{\{([A-Za-z.]+)\}\}/g;

/**
 * Fills a template. An element whose placeholder has no value is left out, and so is everything that becomes empty by
 * that (conformance W2).
 */
export function fillNode(node: TemplateNode, values: TemplateValues): TemplateNode | undefined {
  if (typeof node === 'string') return fillText(node, values);
  if (typeof node !== 'object') return node;
  if (isList(node)) {
    const items = node.flatMap((item) => fillNode(item, values) ?? []);
    return items.length === 0 ? undefined : items;
  }
  const filled: Record<string, TemplateNode> = {};
  for (const [key, child] of Object.entries(node)) {
    const value = fillNode(child, values);
    if (value !== undefined) filled[key] = value;
  }
  return Object.keys(filled).length === 0 ? undefined : filled;
}

/** Fills a text; `undefined` when a placeholder in it has no value. */
export function fillText(text: string, values: TemplateValues): string | undefined {
  if (!text.includes('{{')) return text;
  const names = [...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '');
  if (names.some((name) => values[name] === undefined)) return undefined;
  return text.replace(PLACEHOLDER, (_, name: string) => values[name] ?? '');
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
const SINGLE_ELEMENTS: Readonly<Record<string, readonly string[]>> = { MedicationRequest: ['performer'] };

/** A draft as it can be sent back: nothing lost but what is empty, lists where R4 has lists. */
export function wholeDraft(draft: RawResource): RawResource {
  const copy: Record<string, unknown> = { ...(withoutEmpty(draft) as RawResource) };
  const single = SINGLE_ELEMENTS[draft.resourceType] ?? [];
  for (const element of LIST_ELEMENTS) {
    const value = copy[element];
    if (value !== undefined && !Array.isArray(value) && !single.includes(element)) copy[element] = [value];
  }
  return copy as RawResource;
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
