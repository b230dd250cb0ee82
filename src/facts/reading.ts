// What every reader of resources needs: the terminology, the calendar, the settings, and a place for data-quality notes.
import { readDate, type Calendar, type DayRange } from '../base/calendar.ts';
import { isObject, text } from '../fhir/lenient.ts';
import type { Terminology } from '../fhir/terminology.ts';
import type { RawResource } from '../fhir/types.ts';
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

/** `Type/id` of a resource, `Type` when it has no id. */
export function referenceOf(resource: RawResource): string {
  const id = text(resource.id);
  return id === undefined ? resource.resourceType : `${resource.resourceType}/${id}`;
}

/** The `reference` of a Reference element, with a server's base URL and a version cut off: `Type/id`, or `#contained`. */
export function referenceIn(element: unknown): string | undefined {
  const reference = isObject(element) ? text(element['reference']) : undefined;
  if (reference === undefined || reference.startsWith('#')) return reference;
  const parts = reference.split('/_history/')[0]?.split('/') ?? [];
  return parts.slice(-2).join('/');
}

/** The range of a usable date. A future date is none, and is noted (catalogue 0.1). */
export function usableDate(value: unknown, reference: string, reading: Reading): DayRange | undefined {
  if (value === undefined) return undefined;
  const date = readDate(value, reading.calendar);
  if (date.kind === 'range') return date.range;
  if (date.kind === 'future') reading.notes.push({ code: 'future-date', reference });
  return undefined;
}

/** The codes of a status element, as a CodeableConcept (R4) or a plain code (older releases). */
export function statusCode(element: unknown): string | undefined {
  if (typeof element === 'string') return element;
  if (!isObject(element)) return undefined;
  const coding: unknown = Array.isArray(element['coding']) ? element['coding'][0] : element['coding'];
  return isObject(coding) ? text(coding['code']) : text(element['text']);
}
