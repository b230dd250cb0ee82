// Parts of answers and calls, as the tests of this folder look at them.
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Action, Card, DisplayedCoding, HookAnswer, Suggestion } from '../../src/cards/card.ts';
import { isObject } from '../../src/fhir/lenient.ts';
import type { RawResource } from '../../src/fhir/types.ts';
import type { HookRequestBody } from '../support/case-request.ts';
import type { NamedCall } from './corpus.ts';
import type { Answered } from './shipped-app.ts';

/** A card with the call that drew it. */
export interface Drawn {
  readonly call: NamedCall;
  readonly card: Card;
}

/** One of its suggestions. */
export interface Offered extends Drawn {
  readonly suggestion: Suggestion;
}

/** One action of it. */
export interface Step extends Offered {
  readonly action: Action;
}

const ABSOLUTE = /^https?:\/\/[^\s/]+/u;
const SOURCES = new URL('../../hooks/sources.yaml', import.meta.url);

/** The cards of an answer, which must be one. */
export function cardsOf({ status, body }: Answered): readonly Card[] {
  expect(status).to.equal(200);
  return (body as HookAnswer).cards;
}

/** The rules behind its cards. */
export function rulesOf(answered: Answered): readonly string[] {
  return cardsOf(answered).map(({ source }) => source.topic.code);
}

/** All actions of all suggestions. */
export function actionsOf(cards: readonly Card[]): readonly Action[] {
  return cards.flatMap(({ suggestions = [] }) => suggestions.flatMap(({ actions }) => actions));
}

/** Whether a text is an absolute web address. */
export function isAbsolute(url: string): boolean {
  return ABSOLUTE.test(url);
}

/** Whether a link is absolute and labelled, and hands nothing to an app. */
export function isPlainLink(link: object): boolean {
  const { label, url, type } = link as Readonly<Record<string, unknown>>;
  return label !== '' && isAbsolute(String(url)) && type === 'absolute' && !('appContext' in link);
}

/** Displays by code of the code system at an address. */
export async function conceptsOf(url: string): Promise<ReadonlyMap<string, string>> {
  const { concept } = (await (await fetch(url)).json()) as { readonly concept: readonly DisplayedCoding[] };
  return new Map(concept.map(({ code, display }) => [code, display]));
}

/** The pages that hooks/sources.yaml lists. */
export function listedPages(): ReadonlySet<string> {
  const { sources } = parse(readFileSync(SOURCES, 'utf8')) as {
    readonly sources: readonly { readonly url?: string }[];
  };
  return new Set(sources.flatMap(({ url }) => url ?? []));
}

/** The uuids of cards and suggestions. */
export function uuidsOf(cards: readonly Card[]): readonly string[] {
  return cards.flatMap(({ uuid, suggestions = [] }) => [uuid, ...suggestions.map((suggestion) => suggestion.uuid)]);
}

/** The draft orders of a call. */
export function draftsOf({ context }: HookRequestBody): readonly RawResource[] {
  const { entry = [] } = (context.draftOrders ?? {}) as {
    readonly entry?: readonly { resource: RawResource }[];
  };
  return entry.map(({ resource }) => resource);
}

/** `Type/id`. */
export function nameOf(resource: RawResource | undefined): string {
  return `${resource?.resourceType ?? ''}/${resource?.id ?? ''}`;
}

/** Whether the value holds everything of the part: all members, and all items at the same places. */
export function holds(value: unknown, part: unknown): boolean {
  if (Array.isArray(part)) return Array.isArray(value) && part.every((item, index) => holds(value[index], item));
  if (isObject(part)) return isObject(value) && Object.entries(part).every(([name, item]) => holds(value[name], item));
  return value === part;
}
