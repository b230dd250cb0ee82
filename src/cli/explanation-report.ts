// The documented shape of `explain --json`, which the text for people is written from too. References and dates only.
import { formatDay } from '../base/calendar.ts';
import { cardUuid } from '../cards/assemble.ts';
import { formatRange } from '../cards/dates.ts';
import { indicatorOf } from '../cards/scene.ts';
import { INDICATORS } from '../rules/card-rule.ts';
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

/** A due card. `limitedAway`: due, but beyond the most cards that the hook shows. */
export interface FiredCard {
  readonly card: string;
  readonly title: string;
  readonly shown: boolean;
  readonly limitedAway: boolean;
  readonly onTrial: boolean;
  /** As sent; of a card that is not shown, as it would have been before caps. */
  readonly indicator?: string;
  readonly due: readonly { readonly about?: string; readonly variant: string }[];
}

/** A card that is not due for a subject, and the first reason why not. */
export interface SilentCard {
  readonly card: string;
  readonly by: Silence['by'];
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
    evidence: evidenceOf(evidence, today),
  });
  return {
    hook: request.hook,
    hookInstance: request.hookInstance,
    patient: record.patient.reference,
    today: formatDay(today),
    timeZone,
    knowledgeVersion: engine.service.version,
    availability: Object.fromEntries(record.availability),
    gate: explanation.gate,
    fired: explanation.cards.filter(isFired).map((card) => firedCard(card, explained)),
    silent: explanation.cards.flatMap(silentCards),
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

function isFired({ due, onTrial }: CardExplanation): boolean {
  return due.length > 0 || onTrial;
}

/** What was sent is looked up in the answer itself. */
function firedCard({ id, title, due, onTrial }: CardExplanation, explained: ExplainedRequest): FiredCard {
  const { request, engine, cards, answer } = explained;
  const uuid = cardUuid(engine.service.id, request, answer.evaluation, id);
  const sent = cards.find((card) => card.uuid === uuid);
  const dues = answer.evaluation.due.find(({ rule }) => rule.id === id)?.dues ?? [];
  const urgency = Math.max(...dues.map((one) => INDICATORS.indexOf(indicatorOf(one))));
  const indicator = sent?.indicator ?? INDICATORS[urgency];
  return {
    card: id,
    title,
    shown: sent !== undefined,
    limitedAway: sent === undefined && !onTrial && !explained.explanation.failures.includes(id),
    onTrial,
    ...(indicator === undefined ? {} : { indicator }),
    due: due.map(({ about, variant }) => ({ ...aboutOf({ about }), variant })),
  };
}

function silentCards({ id, silence }: CardExplanation): readonly SilentCard[] {
  return silence.map((why) =>
    'because' in why ? { card: id, by: why.by, ...aboutOf(why), because: why.because } : { card: id, by: why.by },
  );
}

function evidenceOf(matches: readonly Match[], today: number): readonly ReportedEvidence[] {
  const all = matches.map(({ reference, date, value }) => ({
    reference,
    ...(date === undefined ? {} : { date: formatRange(date, today) }),
    ...(value === undefined ? {} : { value }),
  }));
  return [...new Map(all.map((evidence) => [JSON.stringify(evidence), evidence])).values()];
}
