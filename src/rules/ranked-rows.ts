// The rows of a scale by weight: what leads, what is shown first.
import type { Lookups } from './compile-context.ts';
import { remembered, type Situation } from './criterion.ts';
import type { Row, RowState } from './scale-row.ts';

/** The mark of a row that lets an order pass but is no reason to propose the drug (catalogue 4). */
export const NO_SUGGEST = 'no-suggest';

/** A row of a scale with its state and its rank in one column. */
export interface RankedRow {
  readonly row: Row;
  readonly state: RowState;
  readonly rank: number;
}

/** What is ranked: the rows of a file, and what they say in a situation. */
export interface RankedFile {
  readonly groups: readonly { readonly id: string }[];
  readonly rows: readonly Row[];
  readonly states: (situation: Situation) => ReadonlyMap<string, RowState>;
}

interface Weighed extends RankedRow {
  readonly weight: number;
  readonly group: number;
}

/** The matched rows of a scale, highest first; among equals those that forbid proposing, then the order of the groups. */
export function compileRanking(
  { id, column }: { readonly id: string; readonly column: number },
  { groups, rows, states }: RankedFile,
  lookups: Lookups,
): (situation: Situation) => readonly RankedRow[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const usesSubject = rows.some((row) => row.usesSubject);
  const weigh = (row: Row, state: RowState): Weighed => ({
    row,
    state,
    rank: state.levels[column] ?? 0,
    weight: row.source.flags?.[id]?.includes(NO_SUGGEST) === true ? 1 : 0,
    group: groups.findIndex((group) => group.id === row.source.group),
  });
  return remembered(lookups.slot(), usesSubject, (situation) => {
    const weighed: Weighed[] = [];
    for (const [rowId, state] of states(situation)) {
      const row = state.matched ? byId.get(rowId) : undefined;
      if (row !== undefined) weighed.push(weigh(row, state));
    }
    return weighed.sort((a, b) => b.rank - a.rank || b.weight - a.weight || a.group - b.group);
  });
}
