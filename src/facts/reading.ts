// What every reader of resources needs: the terminology, the calendar, the settings, and a place for data-quality notes.
import { readDate, type Calendar, type DayRange } from '../base/calendar.ts';
import { asArray, isObject, text } from '../fhir/lenient.ts';
import type { Terminology } from '../fhir/terminology.ts';
import type { JsonObject, RawResource } from '../fhir/types.ts';
import type { FactSettings } from './settings.ts';

/** A remark about the data itself; it becomes one line at the end of a card, never a card (catalogue 0.6). */
export interface DataNote {
  readonly code: string;
  readonly reference: string;
  /** A value that may be shown after escaping: a date as recorded, the name of a laboratory item. */
  readonly value?: string;
}

/** Shared by all readers of one request. */
export interface Reading {
  readonly terminology: Terminology;
  readonly calendar: Calendar;
  readonly settings: FactSettings;
  readonly notes: DataNote[];
}

/** `Type/id` of a resource; `Type (no id)` says that nothing can refer to it. */
export function referenceOf(resource: RawResource): string {
  const id = text(resource.id);
  return id === undefined ? `${resource.resourceType} (no id)` : `${resource.resourceType}/${id}`;
}

/** FHIR's ids, and what deployed systems use beside them; nothing that could be markup, a path or a second line. */
const USABLE_ID = /^[\w.~-]{1,200}$/;

/** Whether an id can stand in an answer: in a reference that the client is to follow. */
export function isUsableId(id: string | undefined): boolean {
  return id !== undefined && USABLE_ID.test(id);
}

/** Nothing to cut off. */
const RELATIVE = /^[A-Za-z]+\/[\w.-]+$/;

/**
 * The `reference` of a Reference element, with a server's base URL and a version cut off: `Type/id`, `#contained` or
 * `urn:uuid:id`. Some clients send the bare string, or a list where there can be one only.
 */
export function referenceIn(element: unknown): string | undefined {
  const [first] = asArray(element);
  const reference = text(isObject(first) ? first['reference'] : first);
  if (reference === undefined || reference.startsWith('#') || RELATIVE.test(reference)) return reference;
  const parts = (reference.split('/_history/')[0] ?? '').split('/').filter((part) => part !== '');
  return parts.slice(-2).join('/');
}

const UUID_URN = 'urn:uuid:';

/** What a reference names among things filed by `Type/id`; a `urn:uuid:` names no type, so the one looked for is taken. */
export function lookUp<T>(filed: ReadonlyMap<string, T>, reference: string, type: string): T | undefined {
  const key = reference.startsWith(UUID_URN) ? `${type}/${reference.slice(UUID_URN.length)}` : reference;
  return filed.get(key);
}

/** The resource that a resource carries inside itself under the `#id`. */
export function containedIn(resource: RawResource, reference: string): RawResource | undefined {
  return asArray(resource['contained']).find(
    (inner): inner is RawResource => isObject(inner) && text(inner['id']) === reference.slice(1),
  );
}

/** The range of a usable date. A future date is none, and is noted (catalogue 0.1). */
export function usableDate(value: unknown, reference: string, reading: Reading): DayRange | undefined {
  if (value === undefined) return undefined;
  const date = readDate(value, reading.calendar);
  if (date.kind === 'range') return date.range;
  if (date.kind === 'future') reading.notes.push({ code: 'future-date', reference });
  return undefined;
}

const HL7_STATUS = /^https?:\/\/(terminology\.)?hl7\.org\//;

/** The code of a status element, as a CodeableConcept (R4) or a plain code (older releases); HL7's own before a local one. */
export function statusCode(element: unknown): string | undefined {
  const [first] = asArray(element);
  if (!isObject(first)) return text(first)?.toLowerCase();
  const codings = asArray(first['coding']).filter(
    (coding): coding is JsonObject => isObject(coding) && text(coding['code']) !== undefined,
  );
  const standard = codings.find((coding) => HL7_STATUS.test(text(coding['system']) ?? ''));
  return (text((standard ?? codings[0])?.['code']) ?? text(first['text']))?.toLowerCase();
}
