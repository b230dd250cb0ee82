// The report for people at a terminal: plain text in columns, most wanted first.
import { changeLine } from '../knowledge/change-line.ts';
import type { Reason } from '../rules/reason.ts';
import { columns } from './columns.ts';
import type { DueFor, ExplanationReport, FiredCard, ReportedEvidence, SilentCard } from './explanation-report.ts';
import { allPrintable } from './printable.ts';

const INDENT = 2;

/** Writes the report. What comes from the record is shown, never obeyed: no escape sequence reaches the terminal. */
export function explanationText(written: ExplanationReport): string {
  const report = allPrintable(written);
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['Request', requestLines(report)],
    ['Site changes', siteLines(report)],
    ['Gate', reasonLines(report.gate, INDENT)],
    ['Cards that fired', firedLines(report)],
    ['Cards that stay silent, and the first reason why', report.silent.flatMap(silentLines)],
    ['Rows of scales: level alone, level after combination', rowLines(report)],
    ['Tallies', tallyLines(report)],
    ['Tables', tableLines(report)],
    ['Findings', findingLines(report)],
    ['Failed', report.failures.map((id) => `${' '.repeat(INDENT)}${id}`)],
  ];
  return sections
    .filter(([title, lines]) => lines.length > 0 || title === 'Cards that fired')
    .map(([title, lines]) => `${[title, ...(lines.length === 0 ? ['  none'] : lines)].join('\n')}\n`)
    .join('\n');
}

function requestLines(report: ExplanationReport): readonly string[] {
  const gaps = Object.entries(report.availability).filter(([, state]) => state !== 'complete');
  return columns(
    [
      ['hook', report.hook],
      ['hookInstance', report.hookInstance],
      ['patient', report.patient],
      ['today', `${report.today} (${report.timeZone})`],
      ['knowledge', report.knowledgeVersion],
      ['language', report.language],
      ['not complete', gaps.map(([key, state]) => `${key} ${state}`).join(', ') || '-'],
    ],
    INDENT,
  );
}

function siteLines({ siteChanges }: ExplanationReport): readonly string[] {
  return siteChanges.map((change) => `${' '.repeat(INDENT)}${changeLine(change)}`);
}

/** Every card with what it is due for; below it, what held. */
function firedLines({ fired }: ExplanationReport): readonly string[] {
  const dues = fired.flatMap((card) => card.due.map((due) => ({ due, row: firedRow(card, due) })));
  const heads = columns(
    dues.map(({ row }) => row),
    INDENT,
  );
  return dues.flatMap(({ due }, index) => [heads[index] ?? '', ...reasonLines(due.because, 2 * INDENT)]);
}

function firedRow(card: FiredCard, { about, variant, indicator }: DueFor): readonly string[] {
  // The card goes out once, as urgent as its most urgent draft.
  const own = indicator === card.indicator ? '' : `, ${indicator}`;
  return [card.card, card.indicator, fateOf(card), `variant ${variant}${aboutWords(about)}${own}`];
}

function fateOf({ shown, limitedAway, onTrial }: FiredCard): string {
  if (shown) return 'shown';
  if (onTrial) return 'not shown: the status of the rule is silent';
  return limitedAway ? 'not shown: beyond the limit of the hook' : 'not shown: it failed';
}

const SILENCE: Readonly<Record<SilentCard['by'], string>> = {
  audience: 'written for other readers',
  gate: 'the gate is closed',
  status: 'the rule is switched off',
  hook: 'not for this hook',
  failure: 'the rule failed',
  subject: 'the draft is not its subject',
  when: 'its condition does not hold',
  variant: 'no variant holds',
};

const READERS: Readonly<Record<NonNullable<SilentCard['audience']>, string>> = {
  patient: 'patients and relatives',
  professional: 'professionals',
};

function silentLines({ card, by, audience, about, because }: SilentCard): readonly string[] {
  const readers = audience === undefined ? '' : ` (${READERS[audience]})`;
  const head = `${' '.repeat(INDENT)}${card}: ${SILENCE[by]}${readers}${aboutWords(about)}`;
  return because === undefined ? [head] : [head, ...reasonLines(because, 2 * INDENT)];
}

/** A question and, further in, what decided it. Frames around a single decider are passed over. */
function reasonLines(reason: Reason, indent: number): readonly string[] {
  const [only, ...others] = reason.because;
  if (only !== undefined && others.length === 0 && reason.text.endsWith(' of') && only.state === reason.state) {
    return reasonLines(only, indent);
  }
  return [
    `${' '.repeat(indent)}${reason.state}: ${reason.text}`,
    ...reason.because.flatMap((part) => reasonLines(part, indent + INDENT)),
  ];
}

function rowLines({ rows }: ExplanationReport): readonly string[] {
  return columns(
    rows.map(({ id, label, about, state, alone, levels, evidence }) => [
      state,
      `${id}${aboutWords(about)}`,
      state === 'present' ? levelWords(alone) : '-',
      state === 'present' ? levelWords(levels) : '-',
      [label, ...evidenceWords(evidence)].join('; '),
    ]),
    INDENT,
  );
}

function levelWords(levels: Readonly<Record<string, string>>): string {
  const entries = Object.entries(levels).filter(([, level]) => level !== '');
  return entries.map(([scale, level]) => (entries.length === 1 ? level : `${scale} ${level}`)).join(', ') || '-';
}

function tallyLines({ tallies }: ExplanationReport): readonly string[] {
  return tallies.flatMap(({ id, label, about, points, unknown, evidence }) => [
    ...columns([[`${id}${aboutWords(about)}`, String(points.length), label]], INDENT),
    ...points.map((point) => `    ${point.id}: ${point.label}`),
    ...evidenceWords(evidence).map((words) => `    ${words}`),
    ...(unknown.length === 0 ? [] : [`    unknown: ${unknown.join(', ')}`]),
  ]);
}

function tableLines({ tables }: ExplanationReport): readonly string[] {
  return columns(
    tables.map(({ id, about, row, outcome }) => [
      `${id}${aboutWords(about)}`,
      row === null ? 'no row' : `row ${row}`,
      outcome ?? 'cannot be decided',
    ]),
    INDENT,
  );
}

function findingLines({ findings }: ExplanationReport): readonly string[] {
  return columns(
    findings.map(({ id, label, about, state, evidence }) => [
      state,
      `${id}${aboutWords(about)}`,
      [label, ...evidenceWords(evidence)].join('; '),
    ]),
    INDENT,
  );
}

function evidenceWords(evidence: readonly ReportedEvidence[]): readonly string[] {
  return evidence.map(({ reference, date, value }) => [reference, value, date].filter((part) => part).join(', '));
}

function aboutWords(about: string | undefined): string {
  return about === undefined ? '' : ` [${about}]`;
}
