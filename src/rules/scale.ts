// Ordinal scales: rows of evidence, each at a level; the highest row wins. Catalogue 3 (red flags) and 4 (NSAID safety).
import type { Place } from '../knowledge/source-file.ts';
import type { Criterion, Match, Situation } from './criterion.ts';
import { remembered } from './criterion.ts';
import type { Lookups } from './compile-context.ts';
import { compileRanking, type RankedRow } from './ranked-rows.ts';
import { compileRow, UNDECIDED, UNMATCHED, type Row, type RowSource, type RowState } from './scale-row.ts';
import type { ScaleShape } from './scale-levels.ts';
import { compileCriterion, type CriterionSource } from './compile-criterion.ts';

/** One scale: levels in rising order, the first is "nothing". */
export interface ScaleSource {
  readonly id: string;
  readonly label: string;
  readonly levels: readonly string[];
}

/** A group of rows that belong to one suspicion. */
export interface GroupSource {
  readonly id: string;
  readonly label: string;
}

/** A file of hooks/scales: several scales may share rows, as columns of one table do. */
export interface ScaleFileSource {
  readonly scales: readonly ScaleSource[];
  readonly groups?: readonly GroupSource[];
  /** Rows whose feature was looked into since: they lose a level (catalogue 3.2, last paragraph). */
  readonly actedOn?: { readonly find: CriterionSource; readonly from: string; readonly except: readonly string[] };
  readonly rows: readonly RowSource[];
}

/** The rows of one file for one situation, in the order of the file; a row that is not there has nothing to it. */
export interface ScaleState {
  /** Before combinations: what each feature says alone. */
  readonly alone: ReadonlyMap<string, RowState>;
  /** After combinations and what was acted on. */
  readonly rows: ReadonlyMap<string, RowState>;
}

/** A compiled file. */
export interface ScaleFile {
  readonly scales: readonly ScaleSource[];
  readonly groups: readonly GroupSource[];
  readonly rows: readonly Row[];
  readonly usesSubject: boolean;
  state(situation: Situation): ScaleState;
  alone(situation: Situation): ReadonlyMap<string, RowState>;
  /** The matched rows of one of its scales, highest first. */
  ranked(scale: string, situation: Situation): readonly RankedRow[];
}

/** Compiles a file. `aloneLookups` answers row references inside combinations by the rows' own levels. */
export function compileScaleFile(
  source: ScaleFileSource,
  lookups: Lookups,
  combinationLookups: Lookups,
  place: Place,
): ScaleFile {
  const shape = shapeOf(source.scales);
  refuseStrangeColumns(source, place);
  const rows = source.rows.map((row, index) =>
    compileRow(row, shape, { lookups, combinationLookups }, place.at('rows', index)),
  );
  const usesSubject = rows.some((row) => row.usesSubject);
  const alone = compileAlone(rows, lookups);
  const actedOn = compileActedOn(source, shape, lookups, place);
  const combined = rows.map((row) =>
    safely(row.id, (situation) => {
      const said = alone(situation).get(row.id) ?? UNMATCHED;
      return actedOn(row, row.combine(said, situation), situation);
    }),
  );
  const state = remembered(lookups.slot(), usesSubject, (situation): ScaleState => {
    const own = alone(situation);
    return { alone: own, rows: mapRows(rows, (row, at) => (own.has(row.id) ? combined[at]?.(situation) : undefined)) };
  });
  const { scales, groups = [] } = source;
  const ranked = { groups, rows, states: (situation: Situation) => file.state(situation).rows };
  const rankings = new Map(scales.map(({ id }, column) => [id, compileRanking({ id, column }, ranked, lookups)]));
  const file: ScaleFile = {
    ...{ scales, groups, rows, usesSubject, state, alone },
    ranked: (scale, situation) => rankings.get(scale)?.(situation) ?? [],
  };
  return file;
}

/** What rows say alone is asked once for the person, but for the few rows that look at the draft in question. */
function compileAlone(rows: readonly Row[], lookups: Lookups): ScaleFile['alone'] {
  const reads = rows.map((row) => safely(row.id, (situation) => row.alone(situation)));
  const ofPerson = remembered(lookups.slot(), false, (situation) =>
    mapRows(rows, (row, at) => (row.aloneUsesSubject ? undefined : reads[at]?.(situation))),
  );
  if (!rows.some((row) => row.aloneUsesSubject)) return ofPerson;
  return remembered(lookups.slot(), true, (situation) => {
    const known = ofPerson(situation);
    return mapRows(rows, (row, at) => (row.aloneUsesSubject ? reads[at]?.(situation) : known.get(row.id)));
  });
}

function mapRows(
  rows: readonly Row[],
  read: (row: Row, at: number) => RowState | undefined,
): ReadonlyMap<string, RowState> {
  const states = new Map<string, RowState>();
  rows.forEach((row, at) => {
    const state = read(row, at);
    if (state !== undefined && (state.matched || state.unknown)) states.set(row.id, state);
  });
  return states;
}

/** A row that fails is unknown; the others go on (catalogue 0.7). */
function safely(id: string, read: (situation: Situation) => RowState): (situation: Situation) => RowState {
  return (situation) => {
    try {
      return read(situation);
    } catch (error) {
      situation.failures.push({ id, error });
      return UNDECIDED;
    }
  };
}

/** Groups, and the scales that marks and notes are for, must be those of the file. */
function refuseStrangeColumns({ rows, scales, groups }: ScaleFileSource, place: Place): void {
  rows.forEach(({ group, flags, notes }, index) => {
    const at = place.at('rows', index);
    if (group !== undefined && groups?.some(({ id }) => id === group) !== true) {
      throw at.at('group').error(`there is no group "${group}"`);
    }
    for (const [key, columns] of Object.entries({ flags: flags ?? {}, notes: notes ?? {} })) {
      const strange = Object.keys(columns).find((column) => !scales.some(({ id }) => id === column));
      if (strange !== undefined) throw at.at(key, strange).error(`there is no scale "${strange}" in this file`);
    }
  });
}

function shapeOf(scales: readonly ScaleSource[]): ScaleShape {
  return {
    scales,
    rank: (id, level, place) => {
      const scale = scales.find((candidate) => candidate.id === id);
      const rank = scale?.levels.indexOf(level) ?? -1;
      if (scale === undefined) throw place.error(`there is no scale "${id}" in this file`);
      if (rank < 0) throw place.error(`${id} has no level "${level}"`);
      return rank;
    },
  };
}

type Adjust = (row: Row, state: RowState, situation: Situation) => RowState;

function compileActedOn(source: ScaleFileSource, shape: ScaleShape, lookups: Lookups, place: Place): Adjust {
  const scale = source.scales[0]?.id;
  if (source.actedOn === undefined || scale === undefined) return (_, state) => state;
  const { except } = source.actedOn;
  const find: Criterion = compileCriterion(source.actedOn.find, lookups, place.at('actedOn', 'find'));
  const from = shape.rank(scale, source.actedOn.from, place.at('actedOn', 'from'));
  const strange = except.find((id) => !source.rows.some((row) => row.id === id));
  if (strange !== undefined) throw place.at('actedOn', 'except').error(`there is no row "${strange}"`);
  return (row, state, situation) => {
    const level = state.levels[0] ?? 0;
    if (level < from || except.includes(row.id) || find.ask(situation) !== 'present') return state;
    const newest = newestDay(state.matches);
    const looked = newestDay(find.matches(situation));
    if (newest === undefined || looked === undefined || looked <= newest) return state;
    return { ...state, levels: [level - 1, ...state.levels.slice(1)] };
  };
}

/** The newest date; `undefined` when any is missing, since then nobody can say what came first. */
function newestDay(matches: readonly Match[]): number | undefined {
  let newest: number | undefined;
  for (const { date } of matches) {
    if (date === undefined) return undefined;
    newest = Math.max(newest ?? date.hi, date.hi);
  }
  return newest;
}
