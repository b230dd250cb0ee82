// Cases about one row of a scale: their ids say whether the row must match, and their `level` how far it goes.
import type { WorkedCase } from './case-model.ts';
import type { SeenLevels, Sightings } from './seen-rows.ts';

/** `fires` and `level`: the row of the id matched; `near`: it did not. Other ids are about something else. */
const rowId = /^(?<row>.+)-(?<kind>fires|level|near)(?:-\d+)?$/u;

/** What the id of a row case says. */
export interface RowCase {
  /** A row of a scale; or a rule, when the cards of the answer alone say whether it fires. */
  readonly row: string;
  readonly kind: 'fires' | 'level' | 'near';
}

/** What the case is about by its id; undefined when that is no row. */
export function rowCaseOf({ id }: WorkedCase): RowCase | undefined {
  const { row = '', kind = '' } = rowId.exec(id)?.groups ?? {};
  if (kind !== 'fires' && kind !== 'level' && kind !== 'near') return undefined;
  return { row, kind };
}

/** What is wrong with what was seen of the row that the case is about; nothing when it is about no row. */
export function rowDifferences(one: WorkedCase, { rows }: Sightings): readonly string[] {
  const { row, kind } = rowCaseOf(one) ?? {};
  const seen = row === undefined ? undefined : rows.get(row);
  if (seen === undefined) return [];
  if (kind === 'near') return seen.length === 0 ? [] : [`row ${row} matched: ${JSON.stringify(seen)}`];
  if (seen.some((levels) => hasLevel(levels, one.level))) return [];
  return [`row ${row}: ${JSON.stringify(seen)}, expected ${JSON.stringify(one.level)}`];
}

function hasLevel(seen: SeenLevels, wanted: WorkedCase['level']): boolean {
  if (wanted === undefined) return false;
  if (typeof wanted === 'string') return Object.values(seen).includes(wanted);
  return Object.entries(wanted).every(([scale, level]) => seen[scale] === level);
}
