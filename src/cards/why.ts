// Why a card fired, by reference to what the client itself sent: the trace that goes with it. Conformance W2.
import { formatDay } from '../base/calendar.ts';
import { isUsableId } from '../facts/reading.ts';
import type { Match } from '../rules/criterion.ts';
import type { DueCard, Evaluation } from '../rules/evaluate.ts';
import type { Rulebook } from '../rules/rulebook.ts';
import type { Evidence, Why } from './card.ts';
import { formatRange } from './dates.ts';
import type { NoteTexts } from './data-notes.ts';
import type { Written } from './detail.ts';
import { undecided } from './undecided.ts';
import { sayValue } from './words.ts';

/** Which knowledge speaks. */
export interface Provenance {
  readonly knowledgeVersion: string;
  readonly review: string;
  /** What the site changed in the shipped knowledge, one line each. */
  readonly siteChanges: readonly string[];
}

/** What the card shows: its rule for clients, its evidence, its blocks. */
interface Shown {
  readonly rule: string;
  readonly matches: readonly Match[];
  readonly written: readonly Written[];
}

interface Asked {
  readonly evaluation: Evaluation;
  readonly rulebook: Rulebook;
  readonly settings: Provenance;
  readonly book: { readonly notes: NoteTexts };
}

/** A patient, or a relative, is not told findings by way of the trace. */
export function plainWhy(rule: string, { knowledgeVersion, review }: Provenance): Why {
  return { rule, knowledgeVersion, review };
}

/** What made a card fire, and what it asked for without finding it. An empty list is left out (W2). */
export function whyOf(due: DueCard, { rule, matches, written }: Shown, asked: Asked): Why {
  const { evaluation, rulebook, settings, book } = asked;
  const { today } = evaluation.record.reading.calendar;
  const evidence = distinct(matches.map((match) => evidenceLine(match, due.rule.source.title, today, book.notes)));
  const sections = [...new Set(written.flatMap((block) => block.sections))];
  const silentSections = [...new Set(written.flatMap((block) => block.silent))];
  const { absent, unknown } = undecided(due, evaluation, rulebook);
  return {
    rule,
    knowledgeVersion: settings.knowledgeVersion,
    review: settings.review,
    ...(settings.siteChanges.length > 0 ? { siteChanges: settings.siteChanges } : {}),
    ...(evidence.length > 0 ? { evidence } : {}),
    ...(sections.length > 0 ? { sections } : {}),
    ...(silentSections.length > 0 ? { silentSections } : {}),
    ...(absent.length > 0 ? { absent } : {}),
    ...(unknown.length > 0 ? { unknown } : {}),
  };
}

function evidenceLine(
  { finding, reference, date, value }: Match,
  title: string,
  today: number,
  words: NoteTexts,
): Evidence {
  return {
    finding: finding ?? title,
    reference: nameable(reference),
    ...(date === undefined ? {} : { date: date.lo === null ? formatDay(date.hi) : formatRange(date, today) }),
    ...(value === undefined ? {} : { value: sayValue(words, value) }),
  };
}

/** A resource without an id, or with one that nobody could follow, is named by its type. */
function nameable(reference: string): string {
  const [type = '', id] = reference.split(/[/ ](.*)/s);
  return isUsableId(id) ? reference : type;
}

function distinct(evidence: readonly Evidence[]): readonly Evidence[] {
  return [...new Map(evidence.map((line) => [JSON.stringify(line), line])).values()];
}
