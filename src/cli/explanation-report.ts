// The documented shape of `explain --json`, which the text for people is written from too. References and dates only.
import { formatDay } from '../base/calendar.ts';
import { cardUuid } from '../cards/assemble.ts';
import type { NoteTexts } from '../cards/data-notes.ts';
import { formatRange, newestFirst } from '../cards/dates.ts';
import { sayValue } from '../cards/words.ts';
import type { SiteChange } from '../knowledge/site-overlay.ts';
import { INDICATORS, type Audience, type IndicatorName } from '../rules/card-rule.ts';
import type { Match } from '../rules/criterion.ts';
import type { CardExplanation, Silence } from '../rules/explain-cards.ts';
import type { FindingExplanation, RowExplanation, TableExplanation } from '../rules/explain.ts';
import type { Reason } from '../rules/reason.ts';
import type { ExplainedRequest } from './explain-request.ts';

/** A piece of evidence: which resource, of which date, with which measured value. */
export interface ReportedEvidence {
  readonly reference: string;
  readonly date?: string;
  readonly value?: string;
}

/**
 * A due card. `limitedAway`: beyond the most cards that the hook shows. `onTrial`: its status is `silent`, so that it is
 * decided and logged only.
 */
export interface FiredCard {
  readonly card: string;
  readonly title: string;
  readonly shown: boolean;
  readonly limitedAway: boolean;
  readonly onTrial: boolean;
  /** As sent; of a card that is not shown, as it would have been before caps. */
  readonly indicator: IndicatorName;
  readonly due: readonly DueFor[];
}

/** A draft (or, without `about`, the patient) that a card is due for, before caps, and the condition that holds. */
export interface DueFor {
  readonly about?: string;
  readonly variant: string;
  readonly indicator: IndicatorName;
  readonly because: Reason;
}

/** A card that is not due for a subject, and the first reason why not. */
export interface SilentCard {
  readonly card: string;
  /** `audience`: a card for patients in a call by a professional, or the other way. */
  readonly by: Silence['by'] | 'audience';
  readonly audience?: Audience;
  readonly about?: string;
  readonly because?: Reason;
}

interface WithEvidence {
  readonly about: string | undefined;
  readonly evidence: readonly Match[];
}

type Reported<T extends WithEvidence> = Omit<T, 'evidence' | 'about'> & {
  readonly about?: string;
  readonly evidence: readonly ReportedEvidence[];
};

/** Everything about one request. */
export interface ExplanationReport {
  readonly hook: string;
  readonly hookInstance: string;
  readonly patient: string;
  readonly today: string;
  readonly timeZone: string;
  readonly knowledgeVersion: string;
  readonly language: string;
  readonly siteChanges: readonly SiteChange[];
  readonly availability: Readonly<Record<string, string>>;
  readonly gate: Reason;
  readonly fired: readonly FiredCard[];
  readonly silent: readonly SilentCard[];
  readonly rows: readonly Reported<RowExplanation>[];
  readonly tallies: readonly Reported<ExplainedRequest['explanation']['tallies'][number]>[];
  readonly tables: readonly (Omit<TableExplanation, 'row' | 'outcome' | 'about'> & {
    readonly about?: string;
    readonly row: string | null;
    readonly outcome: string | null;
  })[];
  readonly findings: readonly Reported<FindingExplanation>[];
  readonly failures: readonly string[];
}

/** Puts the report together. */
export function reportOf(explained: ExplainedRequest): ExplanationReport {
  const { request, engine, answer, explanation } = explained;
  const { record } = answer.evaluation;
  const { today, timeZone } = record.reading.calendar;
  const reported = <T extends WithEvidence>({ about, evidence, ...rest }: T): Reported<T> => ({
    ...rest,
    ...aboutOf({ about }),
    evidence: evidenceOf(evidence, today, engine.book.notes),
  });
  return {
    hook: request.hook,
    hookInstance: request.hookInstance,
    patient: record.patient.reference,
    today: formatDay(today),
    timeZone,
    knowledgeVersion: engine.service.version,
    language: explained.language,
    siteChanges: explained.siteChanges,
    availability: Object.fromEntries(record.availability),
    gate: explanation.gate,
    fired: explanation.cards.filter(isFired).map((card) => firedCard(card, explained)),
    silent: [...explanation.cards.flatMap(silentCards), ...cardsForOthers(explained)],
    rows: explanation.rows.map(reported),
    tallies: explanation.tallies.map(reported),
    tables: explanation.tables.map((table) => ({
      id: table.id,
      label: table.label,
      ...aboutOf(table),
      row: table.row ?? null,
      outcome: table.outcome ?? null,
    })),
    findings: explanation.findings.map(reported),
    failures: explanation.failures,
  };
}

function aboutOf({ about }: { readonly about: string | undefined }): { readonly about?: string } {
  return about === undefined ? {} : { about };
}

function isFired({ due }: CardExplanation): boolean {
  return due.length > 0;
}

/** What was sent is looked up in the answer itself. */
function firedCard({ id, title, due, onTrial }: CardExplanation, explained: ExplainedRequest): FiredCard {
  const { request, engine, cards, answer } = explained;
  const uuid = cardUuid(engine.service.id, request, answer.evaluation, id);
  const sent = cards.find((card) => card.uuid === uuid);
  const urgency = Math.max(...due.map((one) => INDICATORS.indexOf(one.indicator)));
  return {
    card: id,
    title,
    shown: sent !== undefined,
    limitedAway: sent === undefined && !onTrial && !explained.explanation.failures.includes(id),
    onTrial,
    indicator: sent?.indicator ?? INDICATORS[urgency] ?? 'info',
    due: due.map(({ about, ...rest }) => ({ ...aboutOf({ about }), ...rest })),
  };
}

function silentCards({ id, silence }: CardExplanation): readonly SilentCard[] {
  return silence.map((why) =>
    'because' in why ? { card: id, by: why.by, ...aboutOf(why), because: why.because } : { card: id, by: why.by },
  );
}

/** Written for another reader than the one who calls, so that nobody asked whether it is due. */
function cardsForOthers({ engine, answer }: ExplainedRequest): readonly SilentCard[] {
  const asked = new Set(answer.rulebook.cards.map(({ id }) => id));
  return engine.rulebook.cards
    .filter(({ id }) => !asked.has(id))
    .map(({ id, source }) => ({ card: id, by: 'audience', audience: source.audience ?? 'professional' }));
}

/** The order in which a client lists its resources is not the one in which a reader finds them. */
function evidenceOf(matches: readonly Match[], today: number, words: NoteTexts): readonly ReportedEvidence[] {
  const all = matches.toSorted(newestFirst).map(({ reference, date, value }) => ({
    reference,
    ...(date === undefined ? {} : { date: formatRange(date, today) }),
    ...(value === undefined ? {} : { value: sayValue(words, value) }),
  }));
  return [...new Map(all.map((evidence) => [JSON.stringify(evidence), evidence])).values()];
}
