// One real request and a few numbers become a hostile one. Everything follows from the numbers, so a failure repeats.
import type { Json } from '../cds/calls.ts';
import { NASTY_NAMES, NASTY_NUMBERS, NASTY_TEXTS } from './nasty-values.ts';

/** A number that a JSON text may hold and a value may not; it is put into the text at the end. */
const NUMBER_MARK = '\u0001number:';

/** One change: where (as a draw), what kind, and with which value. */
export interface Change {
  readonly place: number;
  readonly kind: number;
  readonly value: number;
}

type Container = Json | unknown[];

interface Place {
  readonly container: Container;
  readonly key: string | number;
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

/** Every member and item of a value, the value itself apart. */
function placesIn(value: unknown, found: Place[] = []): readonly Place[] {
  if (!isContainer(value)) return found;
  const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
  for (const key of keys) {
    found.push({ container: value, key });
    placesIn(at({ container: value, key }), found);
  }
  return found;
}

function at({ container, key }: Place): unknown {
  return (container as Json)[key];
}

function put({ container, key }: Place, value: unknown): void {
  if (Array.isArray(container) && typeof key === 'string') {
    container.push(value);
    return;
  }
  // Defined, not assigned: `__proto__` must become a member, as JSON.parse makes it.
  Object.defineProperty(container, key, { value, enumerable: true, configurable: true, writable: true });
}

function pick<T>(list: readonly T[], draw: number): T {
  return list[draw % list.length] as T;
}

/** Values of a kind that does not belong there. */
function strangeValue(draw: number): unknown {
  const kinds: readonly unknown[] = [
    null,
    true,
    false,
    [],
    {},
    [[]],
    [null],
    [{}],
    { resourceType: 'Bundle', entry: [] },
    { resourceType: 'Bundle', entry: [{ resource: { resourceType: 'Bundle', entry: [null, 1, {}] } }] },
    { resourceType: 'constructor', id: '__proto__' },
    { resourceType: 'OperationOutcome' },
    { coding: [{ system: 'http://snomed.info/sct', code: 'x' }, null] },
    { reference: 'Condition/x', toString: 1 },
    { extension: [{ url: 'x', valueString: {} }] },
    { value: '5', unit: 7, comparator: [] },
    { start: 5, end: {} },
    `${NUMBER_MARK}${pick(NASTY_NUMBERS, draw)}`,
  ];
  return structuredClone(pick(kinds, draw));
}

type Kind = (place: Place, draw: number, all: readonly Place[]) => void;

const KINDS: readonly Kind[] = [
  (place, draw) => {
    put(place, pick(NASTY_TEXTS, draw));
  },
  (place, draw) => {
    const value = at(place);
    put(place, typeof value === 'string' ? `${value}${pick(NASTY_TEXTS, draw)}` : pick(NASTY_TEXTS, draw));
  },
  (place, draw) => {
    put(place, strangeValue(draw));
  },
  (place, draw) => {
    put(place, `${NUMBER_MARK}${pick(NASTY_NUMBERS, draw)}`);
  },
  ({ container, key }) => {
    if (Array.isArray(container)) container.splice(Number(key), 1);
    else Reflect.deleteProperty(container, key);
  },
  (place, draw) => {
    put({ container: place.container, key: pick(NASTY_NAMES, draw) }, strangeValue(draw + 7));
  },
  (place, draw) => {
    const value = at(place);
    put({ container: place.container, key: pick(NASTY_NAMES, draw) }, structuredClone(value));
  },
  // Twice, or as a list of itself.
  (place, draw) => {
    const value = at(place);
    if (Array.isArray(value)) value.push(...(structuredClone(value) as unknown[]));
    else put(place, draw % 2 === 0 ? [value, structuredClone(value)] : { value });
  },
  // What belongs elsewhere.
  (place, draw, all) => {
    put(place, structuredClone(at(pick(all, draw))));
  },
  ({ container, key }, draw) => {
    if (Array.isArray(container)) container.splice(Number(key), 0, strangeValue(draw));
    else put({ container, key: `_${String(key)}` }, strangeValue(draw));
  },
];

/** The JSON text of a request after all changes. A later one may fall on what an earlier one took out; the first never does. */
export function mutated(request: string, changes: readonly Change[]): string {
  const body = JSON.parse(request) as Json;
  const places = placesIn(body);
  for (const { place, kind, value } of changes) pick(KINDS, kind)(pick(places, place), value, places);
  return JSON.stringify(body).replace(/"\\u0001number:([^"]*)"/g, '$1');
}
