// Questions about scales: a level, a flag, a row, the row that leads.
import type { Place } from '../knowledge/source-file.ts';
import type { LevelSource } from './compile-context.ts';
import { compileWindow } from './criteria/window.ts';
import { claim, type Criterion, type Situation } from './criterion.ts';
import type { ScaleFile, ScaleFileSource } from './scale.ts';
import { UNMATCHED, type RowState } from './scale-row.ts';
import { truthOf } from './truth.ts';

/** A file as written, and a way to the compiled one, which may still be being compiled when a question about it is. */
export interface ScaleReference {
  readonly written: ScaleFileSource;
  readonly compiled: () => ScaleFile;
  /** Inside the combinations of the file itself: rows count by what they say alone. */
  readonly alone: boolean;
}

/** "The level is at least / at most this", for the whole scale or some rows or groups. Unknown rows raise nothing. */
export function levelCriterion(reference: ScaleReference, source: LevelSource, place: Place): Criterion {
  const { scales, rows } = reference.written;
  const column = scales.findIndex(({ id }) => id === source.level);
  const rank = (key: 'atLeast' | 'atMost', fallback: number): number => {
    const level = source[key];
    if (level === undefined) return fallback;
    const found = scales[column]?.levels.indexOf(level) ?? -1;
    if (found < 0) throw place.at(key).error(`${source.level} has no level "${level}"`);
    return found;
  };
  const least = rank('atLeast', 0);
  const most = rank('atMost', Infinity);
  const asked = new Set(rows.filter((row) => isAsked(row, source)).map((row) => row.id));
  refuseStrangers(reference.written, [...(source.rows ?? []), ...(source.groups ?? [])], place);
  const window = compileWindow(source, place);
  const isTimely = (state: RowState, situation: Situation): boolean =>
    source.within === undefined || state.matches.some(({ date }) => window(date, situation));
  const counts = (state: RowState, situation: Situation): boolean =>
    (state.levels[column] ?? 0) >= Math.max(least, 1) && isTimely(state, situation);
  const reaching = (situation: Situation): readonly RowState[] =>
    matchedOf(reference, asked, situation).filter((state) => counts(state, situation));
  const ask = (situation: Situation) => {
    const states = reaching(situation);
    const top = states.reduce((highest, state) => Math.max(highest, state.levels[column] ?? 0), 0);
    return truthOf((least === 0 || states.length > 0) && top <= most);
  };
  if (source.possibly === true) return possibleCriterion(reference, asked, { column, least, place });
  const evidence = source.atLeast === undefined ? undefined : reaching;
  return withEvidence(reference, ask, evidence);
}

/** "Some row that cannot be decided, or a combination with one, could bring the scale to this level." */
function possibleCriterion(
  reference: ScaleReference,
  asked: ReadonlySet<string>,
  { column, least, place }: { readonly column: number; readonly least: number; readonly place: Place },
): Criterion {
  if (least === 0) throw place.error('"possibly" needs "atLeast": the level that may be reached');
  if (reference.alone) throw place.error('a combination of a scale cannot ask what its rows may come to');
  const { compiled } = reference;
  return claim(compiled().usesSubject, (situation) => {
    const { rows } = compiled().state(situation);
    return truthOf(
      compiled().rows.some((row) => {
        const state = asked.has(row.id) ? rows.get(row.id) : undefined;
        return state !== undefined && (row.ceiling(state, situation)[column] ?? 0) >= least;
      }),
    );
  });
}

function isAsked(row: { readonly id: string; readonly group?: string }, source: LevelSource): boolean {
  if (source.rows === undefined && source.groups === undefined) return true;
  return source.rows?.includes(row.id) === true || source.groups?.includes(row.group ?? '') === true;
}

/** "Some matched row of the scale carries this mark." */
export function flagCriterion(reference: ScaleReference, scale: string, flag: string, place: Place): Criterion {
  const carriers = reference.written.rows.filter((row) => row.flags?.[scale]?.includes(flag)).map((row) => row.id);
  if (carriers.length === 0) throw place.error(`no row of ${scale} is marked "${flag}"`);
  const asked = new Set(carriers);
  const matched = (situation: Situation): readonly RowState[] => matchedOf(reference, asked, situation);
  return withEvidence(reference, (situation) => truthOf(matched(situation).length > 0), matched);
}

/** "This row matched, whatever its level": how combinations and findings name rows. */
export function rowCriterion(reference: ScaleReference, id: string): Criterion {
  const criterion = withEvidence(
    reference,
    (situation) => {
      const { matched, unknown } = stateOf(reference, id, situation);
      return matched || !unknown ? truthOf(matched) : 'unknown';
    },
    (situation) => [stateOf(reference, id, situation)],
  );
  const label = reference.written.rows.find((row) => row.id === id)?.label ?? id;
  return { ...criterion, wording: { text: `row ${id} (${label})`, parts: 'all', of: [] } };
}

/** "The row that leads the scale is one of these rows or of these groups": highest level, then the order of the groups. */
export function leadingCriterion(reference: ScaleReference, names: readonly string[], place: Place): Criterion {
  const scale = reference.written.scales[0]?.id ?? '';
  refuseStrangers(reference.written, names, place);
  if (reference.alone) throw place.error('a combination of a scale cannot ask which of its rows leads');
  return claim(reference.compiled().usesSubject, (situation) => {
    const first = reference.compiled().ranked(scale, situation)[0]?.row;
    return truthOf(first !== undefined && [first.id, first.source.group ?? ''].some((name) => names.includes(name)));
  });
}

function refuseStrangers(written: ScaleFileSource, names: readonly string[], place: Place): void {
  const known = new Set([...written.rows, ...(written.groups ?? [])].map(({ id }) => id));
  const strange = names.find((name) => !known.has(name));
  if (strange !== undefined) throw place.error(`there is no row or group "${strange}"`);
}

function statesOf({ compiled, alone }: ScaleReference, situation: Situation): ReadonlyMap<string, RowState> {
  const file = compiled();
  return alone ? file.alone(situation) : file.state(situation).rows;
}

function stateOf(reference: ScaleReference, id: string, situation: Situation): RowState {
  return statesOf(reference, situation).get(id) ?? UNMATCHED;
}

/** The rows that matched among those asked for, in the order of the file. */
function matchedOf(reference: ScaleReference, asked: ReadonlySet<string>, situation: Situation): readonly RowState[] {
  const matched: RowState[] = [];
  for (const [id, state] of statesOf(reference, situation)) if (state.matched && asked.has(id)) matched.push(state);
  return matched;
}

function withEvidence(
  reference: ScaleReference,
  ask: Criterion['ask'],
  states: ((situation: Situation) => readonly RowState[]) | undefined,
): Criterion {
  return {
    usesSubject: !reference.alone && reference.compiled().usesSubject,
    ask,
    matches: (situation) => states?.(situation).flatMap((state) => state.matches) ?? [],
  };
}
