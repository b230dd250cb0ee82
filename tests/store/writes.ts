// Calls and outcomes for the tests of the store. Everything is new on each call, so that tests can share a store.
import { randomUUID } from 'node:crypto';
import type { ExportRow, IssuedCall, IssuedCard, Outcome, Store } from '../../src/store/store.ts';

/** The instant of tests that do not care. */
export const AT = new Date('2026-03-02T15:00:00.123Z');

/** A card with two suggestions. */
export function card(changes: Partial<IssuedCard> = {}): IssuedCard {
  const suggestions = ['topical-diclofenac', 'heat'].map((id) => ({ uuid: randomUUID(), id }));
  return { uuid: randomUUID(), rule: 'topical-nsaid-first-line', indicator: 'info', suggestions, ...changes };
}

/** A call with one card. */
export function call(changes: Partial<IssuedCall> = {}): IssuedCall {
  return {
    issuedAt: AT,
    service: 'midback-pain',
    hook: 'patient-view',
    hookInstance: randomUUID(),
    knowledgeVersion: '1.0.0',
    issuer: 'https://ehr.example',
    tenant: 'north',
    patientHash: randomUUID(),
    userHash: randomUUID(),
    milliseconds: 12,
    cards: [card()],
    silentRules: [],
    ...changes,
  };
}

/** The first card of a call. */
export function firstCard({ cards: [first] }: Pick<IssuedCall, 'cards'>): IssuedCard {
  if (first === undefined) throw new RangeError('the call has no card');
  return first;
}

/** The first card of the call was overridden. */
export function overridden(issued: IssuedCall, changes: Partial<Outcome> = {}): Outcome {
  return {
    card: firstCard(issued).uuid,
    outcome: 'overridden',
    outcomeAt: AT,
    acceptedSuggestions: [],
    issuer: issued.issuer,
    ...changes,
  };
}

/** The first suggestion of the first card was taken. */
export function accepted(issued: IssuedCall, changes: Partial<Outcome> = {}): Outcome {
  const taken = firstCard(issued)
    .suggestions.slice(0, 1)
    .map(({ uuid }) => uuid);
  return { ...overridden(issued), outcome: 'accepted', acceptedSuggestions: taken, ...changes };
}

/** What the store holds since an instant. */
export async function rowsSince(store: Store, since = new Date(0)): Promise<readonly ExportRow[]> {
  const rows: ExportRow[] = [];
  for await (const row of store.rows(since)) rows.push(row);
  return rows;
}

/** The one row of a call. */
export async function rowOf(store: Store, { hookInstance, issuer }: IssuedCall): Promise<ExportRow> {
  const rows = await rowsSince(store);
  const [row, ...others] = rows.filter((one) => one.hookInstance === hookInstance && one.issuer === issuer);
  if (row === undefined || others.length > 0) throw new RangeError(`${String(others.length)} others, or none`);
  return row;
}

/** The error of a promise that must reject. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it did not reject');
}
