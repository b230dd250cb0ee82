// Decision tables: rows in order, the first that matches gives the outcome. Catalogue 4.7, 5.3, 6.3, 6.4.
import type { Place } from '../knowledge/source-file.ts';
import type { Lookups } from './compile-context.ts';
import { compileCriterion, type CriterionSource } from './compile-criterion.ts';
import { remembered, type Criterion, type Match, type Situation } from './criterion.ts';
import { truthOf } from './truth.ts';

/** A row of a table. */
export interface TableRowSource {
  readonly id: string;
  readonly when?: CriterionSource;
  readonly gives: string;
  /** Name of the outcome for people. */
  readonly label?: string;
}

/** A table as written. */
export interface TableSource {
  readonly id: string;
  readonly label: string;
  /** Outside this the outcome is `otherwise`. */
  readonly when?: CriterionSource;
  readonly rows: readonly TableRowSource[];
  readonly otherwise: string;
  /**
   * A row that cannot be decided: `stop` leaves the outcome open, since it might have been this row; `skip` goes on, for
   * tables whose earlier rows only soften what a later one says.
   */
  readonly whenUnknown: 'stop' | 'skip';
}

/** The outcome in one situation. `row` undefined: no row matched. `gives` undefined: cannot be decided. */
export interface TableState {
  readonly row: TableRowSource | undefined;
  readonly gives: string | undefined;
}

/** A compiled table. */
export interface DecisionTable {
  readonly id: string;
  readonly source: TableSource;
  readonly usesSubject: boolean;
  readonly outcomes: ReadonlySet<string>;
  state(situation: Situation): TableState;
  /** Evidence of the gate and of the row that matched. */
  matches(situation: Situation): readonly Match[];
}

/** Compiles a table. */
export function compileTable(source: TableSource, lookups: Lookups, place: Place): DecisionTable {
  const gate = source.when === undefined ? undefined : compileCriterion(source.when, lookups, place.at('when'));
  const rows = source.rows.map((row, index) => ({
    row,
    when: row.when === undefined ? undefined : compileCriterion(row.when, lookups, place.at('rows', index, 'when')),
  }));
  const always = source.rows.findIndex((row) => row.when === undefined);
  if (always >= 0 && always < source.rows.length - 1) {
    throw place
      .at('rows', always + 1)
      .error(`unreachable: row "${source.rows[always]?.id ?? ''}" before it always matches`);
  }
  const usesSubject = [gate, ...rows.map(({ when }) => when)].some((criterion) => criterion?.usesSubject);
  const otherwise: TableState = { row: undefined, gives: source.otherwise };
  const decide = (situation: Situation): TableState => {
    const open = gate?.ask(situation) ?? 'present';
    if (open !== 'present') return open === 'absent' ? otherwise : { row: undefined, gives: undefined };
    return firstRow(rows, source.whenUnknown, situation) ?? otherwise;
  };
  const state = remembered(lookups.slot(), usesSubject, decide);
  return {
    id: source.id,
    source,
    usesSubject,
    outcomes: new Set([source.otherwise, ...source.rows.map((row) => row.gives)]),
    state,
    matches: (situation) => {
      const matched = state(situation).row;
      const asked = [gate, rows.find(({ row }) => row === matched)?.when];
      return asked.flatMap((when) => (when?.ask(situation) === 'present' ? when.matches(situation) : []));
    },
  };
}

function firstRow(
  rows: readonly { readonly row: TableRowSource; readonly when: Criterion | undefined }[],
  whenUnknown: TableSource['whenUnknown'],
  situation: Situation,
): TableState | undefined {
  for (const { row, when } of rows) {
    const truth = when?.ask(situation) ?? 'present';
    if (truth === 'present') return { row, gives: row.gives };
    if (truth === 'unknown' && whenUnknown === 'stop') return { row: undefined, gives: undefined };
  }
  return undefined;
}

/** "The table gives one of these." Throws KnowledgeError for an outcome that it never gives. */
export function tableCriterion(table: DecisionTable, gives: readonly string[], place: Place): Criterion {
  const strange = gives.find((outcome) => !table.outcomes.has(outcome));
  if (strange !== undefined) throw place.at('gives').error(`${table.id} never gives "${strange}"`);
  return {
    usesSubject: table.usesSubject,
    ask: (situation) => {
      const outcome = table.state(situation).gives;
      return outcome === undefined ? 'unknown' : truthOf(gives.includes(outcome));
    },
    matches: (situation) => table.matches(situation),
  };
}
