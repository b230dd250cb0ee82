// The last line of a card: what could not be read, and what was read with doubt. Catalogue 0.6; never a card of its own.
import { hasUnnamedDraft, isComplete } from '../rules/criteria/facts-known.ts';
import type { Match } from '../rules/criterion.ts';
import type { PatientRecord } from '../facts/patient-record.ts';
import type { OrderFact } from '../facts/orders.ts';
import { clip, markdown, plain } from './text.ts';
import type { Numbers } from './numbers.ts';

/** A note as written (hooks/notes.yaml); `{{value}}` is a date as recorded or the name of a laboratory item. */
export interface NoteSource {
  readonly code: string;
  readonly text: string;
}

/** Notes by code, and numbers as the language of the notes writes them. */
export interface NoteTexts {
  get(code: string): string | undefined;
  readonly number: Numbers;
}

/** Codes that the engine can raise; hooks/notes.yaml must have a text for each. */
export const NOTE_CODES = [
  'medications-unavailable',
  'medications-incomplete',
  'allergies-unavailable',
  'observations-unavailable',
  'conditions-unavailable',
  'conditions-incomplete',
  'free-text',
  'onset-vague',
  'future-date',
  'result-skipped',
  'pregnancy-and-male-gender',
  'plain-incomplete',
  'several-orders',
  'unnamed-drug',
  'draft-unidentified',
  'unnamed-order',
  'more-flags',
  'more-evidence',
  'no-date',
  'evidence-age',
  'evidence-pain',
  'evidence-egfr',
  'evidence-egfr-computed',
  'evidence-from',
] as const;

type NoteCode = (typeof NOTE_CODES)[number];

interface Note {
  readonly code: NoteCode | (string & {});
  readonly value?: string;
}

const LONGEST_ORDER = 60;
const OBSERVATION_KEYS = ['laboratory', 'vitalSigns', 'scores'];

/** The line, Markdown; empty when there is nothing to note. `matches` is the evidence of the card. */
export function dataNotes(record: PatientRecord, matches: readonly Match[], texts: NoteTexts): string {
  const notes = [...missing(record), ...doubtful(record, matches), ...record.reading.notes];
  const lines = notes.flatMap(({ code, value }) => {
    const text = texts.get(code);
    return text === undefined ? [] : [text.replace('{{value}}', () => markdown(value ?? ''))];
  });
  return lines.length === 0 ? '' : `_${[...new Set(lines)].join('. ')}._`;
}

/** The same for a patient: one sentence when anything did not arrive. */
export function plainNote(record: PatientRecord, texts: NoteTexts): string {
  return missing(record).length === 0 ? '' : (texts.get('plain-incomplete') ?? '');
}

/** Names every draft that a card is about, where there are several (catalogue 0.7). */
export function ordersLine(orders: readonly OrderFact[], texts: NoteTexts): string {
  if (orders.length < 2) return '';
  const names = [...new Set(orders.map(({ label }) => clip(plain(label), LONGEST_ORDER)))];
  return (texts.get('several-orders') ?? '').replace('{{value}}', () => names.map(markdown).join('; '));
}

function missing(record: PatientRecord): readonly Note[] {
  const notes: Note[] = [];
  const state = (key: string) => record.availability.get(key) ?? 'unknown';
  const medications = [state('medicationStatements'), state('medicationRequests')];
  if (medications.every((availability) => availability === 'unknown')) notes.push({ code: 'medications-unavailable' });
  else if (medications.some((availability) => availability !== 'complete'))
    notes.push({ code: 'medications-incomplete' });
  if (state('conditions') === 'unknown') notes.push({ code: 'conditions-unavailable' });
  if (state('conditions') === 'partial') notes.push({ code: 'conditions-incomplete' });
  if (hasUnnamedDraft(record)) notes.push({ code: 'draft-unidentified' });
  if (!isComplete(record, 'allergies')) notes.push({ code: 'allergies-unavailable' });
  if (OBSERVATION_KEYS.some((key) => !isComplete(record, key))) notes.push({ code: 'observations-unavailable' });
  return notes;
}

function doubtful(record: PatientRecord, matches: readonly Match[]): readonly Note[] {
  const notes: Note[] = [];
  const { primary } = record;
  if (primary?.fact.freeText === true || matches.some(({ freeText }) => freeText)) notes.push({ code: 'free-text' });
  if (primary?.stageUncertain === true && primary.onset?.asRecorded !== undefined) {
    notes.push({ code: 'onset-vague', value: primary.onset.asRecorded.slice(0, 40) });
  }
  for (const item of record.skippedItems) notes.push({ code: 'result-skipped', value: item });
  return notes;
}
