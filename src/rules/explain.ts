// What an evaluation saw: every finding, scale row, tally and table with its state and evidence, and why each card was
// due or silent. Asks the compiled questions of the evaluation again; it decides nothing by itself.
import { explainCard, type CardExplanation } from './explain-cards.ts';
import type { Criterion, Match, Situation } from './criterion.ts';
import type { Evaluation } from './evaluate.ts';
import { reasonFor, type Reason } from './reason.ts';
import type { Rulebook } from './rulebook.ts';
import type { ScaleFile } from './scale.ts';
import { UNMATCHED, type RowState } from './scale-row.ts';
import type { DecisionTable } from './table.ts';
import type { Tally } from './tally.ts';
import type { Truth } from './truth.ts';

/** What something was asked about. `about` undefined: the patient; else the reference of a draft. */
interface Asked {
  readonly id: string;
  readonly label: string;
  readonly about: string | undefined;
}

/** A finding and its answer; `failed`: its question could not be run. */
export interface FindingExplanation extends Asked {
  readonly state: Truth | 'failed';
  readonly evidence: readonly Match[];
}

/** A row of a scale, with its levels by scale: what it says alone, and after combinations and what was acted on. */
export interface RowExplanation extends Asked {
  readonly state: Truth;
  readonly alone: Readonly<Record<string, string>>;
  readonly levels: Readonly<Record<string, string>>;
  readonly evidence: readonly Match[];
}

/** A tally with the points that count. */
export interface TallyExplanation extends Asked {
  readonly points: readonly { readonly id: string; readonly label: string }[];
  readonly unknown: readonly string[];
  readonly evidence: readonly Match[];
}

/** A table with the row that matched; no row: its `otherwise`; no outcome: it could not be decided. */
export interface TableExplanation extends Asked {
  readonly row: string | undefined;
  readonly outcome: string | undefined;
}

/** Everything that an evaluation saw. */
export interface Explanation {
  readonly gate: Reason;
  readonly cards: readonly CardExplanation[];
  readonly rows: readonly RowExplanation[];
  readonly tallies: readonly TallyExplanation[];
  readonly tables: readonly TableExplanation[];
  readonly findings: readonly FindingExplanation[];
  /** Ids of rows and rules that failed. */
  readonly failures: readonly string[];
}

/** Explains an evaluation, which stays as it is. */
export function explain(rulebook: Rulebook, gate: Criterion, evaluation: Evaluation): Explanation {
  const situations = situationsIn(evaluation);
  return {
    gate: reasonFor(gate, evaluation.situation(undefined, new Set())),
    cards: rulebook.cards.map((rule) => explainCard(rule, evaluation)),
    rows: rulebook.scaleFiles.flatMap((file) => situations(file).flatMap((situation) => rowsOf(file, situation))),
    tallies: [...rulebook.tallies.values()].flatMap((tally) =>
      situations(tally).map((situation) => explainTally(tally, situation)),
    ),
    tables: [...rulebook.tables.values()].flatMap((table) =>
      situations(table).map((situation) => explainTable(table, situation)),
    ),
    findings: [...rulebook.findings.values()].flatMap(({ source, criterion }) =>
      situations(criterion).map((situation) => ({
        ...asked(source, criterion, situation),
        ...answerOf(criterion, situation),
      })),
    ),
    failures: [...new Set(evaluation.failures.map(({ id }) => id))],
  };
}

/** Questions about a draft are asked for each draft under review; all others once. */
function situationsIn({ record, situation }: Evaluation) {
  // Copies, so that asking again leaves no trace in the evaluation.
  const patient = { ...situation(undefined, new Set()), failures: [] };
  const drafts = record.orders
    .filter((order) => order.underReview)
    .map((order) => ({ ...situation(order, new Set([order])), failures: [] }));
  return ({ usesSubject }: { readonly usesSubject: boolean }): readonly Situation[] =>
    usesSubject && drafts.length > 0 ? drafts : [patient];
}

/** What fails is left out, and the rest goes on (catalogue 0.7). */
function attempt<T>(read: () => T): T | 'failed' {
  try {
    return read();
  } catch {
    return 'failed';
  }
}

function explainTally(tally: Tally, situation: Situation): TallyExplanation {
  const state = attempt(() => tally.state(situation));
  const { source } = tally;
  if (state === 'failed') {
    const unknown = source.points.map(({ id }) => id);
    return { ...asked(source, tally, situation), points: [], unknown, evidence: [] };
  }
  const points = state.points.map(({ id, label }) => ({ id, label }));
  return { ...asked(source, tally, situation), points, unknown: state.unknown, evidence: state.matches };
}

function explainTable(table: DecisionTable, situation: Situation): TableExplanation {
  const state = attempt(() => table.state(situation));
  const { row, gives } = state === 'failed' ? { row: undefined, gives: undefined } : state;
  return { ...asked(table.source, table, situation), row: row?.id, outcome: gives };
}

function asked(
  { id, label }: Pick<Asked, 'id' | 'label'>,
  { usesSubject }: { readonly usesSubject: boolean },
  { subject }: Situation,
): Asked {
  return { id, label, about: usesSubject ? subject?.reference : undefined };
}

function answerOf(criterion: Criterion, situation: Situation): Pick<FindingExplanation, 'state' | 'evidence'> {
  const state = attempt(() => criterion.ask(situation));
  return { state, evidence: state === 'present' ? criterion.matches(situation) : [] };
}

function rowsOf(file: ScaleFile, situation: Situation): readonly RowExplanation[] {
  const { alone, rows } = file.state(situation);
  const levels = (state: RowState): Readonly<Record<string, string>> =>
    Object.fromEntries(file.scales.map((scale, column) => [scale.id, scale.levels[state.levels[column] ?? 0] ?? '']));
  return file.rows.map((row) => {
    const state = rows.get(row.id) ?? UNMATCHED;
    return {
      ...asked(row.source, file, situation),
      state: state.matched ? 'present' : state.unknown ? 'unknown' : 'absent',
      alone: levels(alone.get(row.id) ?? UNMATCHED),
      levels: levels(state),
      evidence: state.matches,
    };
  });
}
