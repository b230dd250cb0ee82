// One row of a scale: its evidence, the levels that the evidence reaches, and what raises or lowers them.
import { parseDays } from '../knowledge/quantities.ts';
import type { Place } from '../knowledge/source-file.ts';
import type { Lookups } from './compile-context.ts';
import { compileCriterion, type CriterionSource } from './compile-criterion.ts';
import { labelled, type Criterion, type Match, type Situation } from './criterion.ts';
import {
  compileAdjustments,
  highestLevels,
  levelsOf,
  type AdjustmentSource,
  type LevelsSource,
  type ScaleShape,
} from './scale-levels.ts';

/** Evidence and what it amounts to. */
export interface EvidenceSource extends LevelsSource {
  readonly find: CriterionSource;
  /** Levels by age of the evidence, the first step that it fits; evidence older than all steps does not count. */
  readonly steps?: readonly (LevelsSource & { readonly within: string })[];
  /** The level of evidence without a date; `ignore`: it does not count. Required with steps. */
  readonly undated?: string;
}

/** A row as written. */
export interface RowSource {
  readonly id: string;
  readonly label: string;
  /** For summaries: at most 30 characters. */
  readonly short?: string;
  readonly group?: string;
  /** The section rule that is shown with the row. */
  readonly section?: string;
  readonly source?: readonly string[];
  readonly because?: string;
  readonly when?: CriterionSource;
  readonly evidence: readonly EvidenceSource[];
  readonly lower?: readonly AdjustmentSource[];
  readonly raise?: readonly AdjustmentSource[];
  /** Marks by scale, such as `no-suggest`. */
  readonly flags?: Readonly<Record<string, readonly string[]>>;
  /** A line for the card by scale. */
  readonly notes?: Readonly<Record<string, string>>;
}

/** What a row says in one situation. */
export interface RowState {
  readonly matched: boolean;
  readonly unknown: boolean;
  /** Rank per scale of the file. */
  readonly levels: readonly number[];
  readonly matches: readonly Match[];
}

/** A compiled row. */
export interface Row {
  readonly id: string;
  readonly source: RowSource;
  readonly usesSubject: boolean;
  /** Whether what the row says alone depends on the draft in question. */
  readonly aloneUsesSubject: boolean;
  alone(situation: Situation): RowState;
  combine(alone: RowState, situation: Situation): RowState;
  /** The highest level per scale that the row may have, once all that cannot be looked up now is known. */
  ceiling(state: RowState, situation: Situation): readonly number[];
}

/** A row with nothing to it. */
export const UNMATCHED: RowState = { matched: false, unknown: false, levels: [], matches: [] };
/** A row of which nobody can tell. */
export const UNDECIDED: RowState = { ...UNMATCHED, unknown: true };

interface Compilers {
  readonly lookups: Lookups;
  readonly combinationLookups: Lookups;
}

/** Compiles a row. Throws KnowledgeError. */
export function compileRow(source: RowSource, shape: ScaleShape, compilers: Compilers, place: Place): Row {
  const { lookups, combinationLookups } = compilers;
  const gate = source.when === undefined ? undefined : compileCriterion(source.when, lookups, place.at('when'));
  const entries = source.evidence.map((entry, index) =>
    compileEvidence(entry, shape, lookups, place.at('evidence', index)),
  );
  const lower = compileAdjustments(source.lower, shape, lookups, place.at('lower'));
  const raise = compileAdjustments(source.raise, shape, combinationLookups, place.at('raise'));
  const said = highestOf(entries.map(({ read }) => read));
  const criteria = [gate, ...entries.map(({ find }) => find), ...lower.criteria];
  const aloneUsesSubject = criteria.some((criterion) => criterion?.usesSubject);
  return {
    id: source.id,
    source,
    usesSubject: aloneUsesSubject || raise.criteria.some((criterion) => criterion.usesSubject),
    aloneUsesSubject,
    alone: (situation) => {
      const open = gate?.ask(situation) ?? 'present';
      if (open === 'absent') return UNMATCHED;
      if (open === 'unknown') return UNDECIDED;
      const state = said(situation);
      if (!state.matched) return state;
      const lowered = lower.adjust(state, situation, Math.min);
      return { ...lowered, matches: labelled(lowered.matches, source.label) };
    },
    combine: (alone, situation) => (alone.matched ? raise.adjust(alone, situation, Math.max) : alone),
    ceiling: (state, situation) => {
      if (!state.matched && !state.unknown) return [];
      const open = entries.filter(({ find }) => find.ask(situation) === 'unknown').flatMap(({ levels }) => levels);
      return raise.ceiling(highestLevels([state.levels, ...open], shape), situation);
    },
  };
}

type Read = (situation: Situation) => RowState;

/** Nearly every row has one piece of evidence. */
function highestOf(reads: readonly Read[]): Read {
  const [only, ...others] = reads;
  if (only !== undefined && others.length === 0) return only;
  return (situation) => highest(reads.map((read) => read(situation)));
}

/** Several pieces of evidence: the highest level per scale, the evidence of all. */
function highest(states: readonly RowState[]): RowState {
  const matched = states.filter((state) => state.matched);
  const [first] = matched;
  if (first === undefined) return states.some((state) => state.unknown) ? UNDECIDED : UNMATCHED;
  if (matched.length === 1) return first;
  const levels = first.levels.map((_, scale) => Math.max(...matched.map((state) => state.levels[scale] ?? 0)));
  return { matched: true, unknown: false, levels, matches: matched.flatMap((state) => state.matches) };
}

interface Entry {
  readonly find: Criterion;
  readonly read: Read;
  /** Every set of levels that the evidence can amount to. */
  readonly levels: readonly (readonly number[])[];
}

function compileEvidence(source: EvidenceSource, shape: ScaleShape, lookups: Lookups, place: Place): Entry {
  const find = compileCriterion(source.find, lookups, place.at('find'));
  const steps = compileSteps(source, shape, place);
  const levels = steps === undefined ? levelsOf(source, shape, place) : [];
  return {
    find,
    levels: steps?.levels ?? [levels],
    read: (situation) => {
      const truth = find.ask(situation);
      if (truth !== 'present') return truth === 'unknown' ? UNDECIDED : UNMATCHED;
      const matches = find.matches(situation);
      if (steps === undefined) return { matched: true, unknown: false, levels, matches };
      const { today } = situation.record.reading.calendar;
      return highest(matches.map((match) => steps.read(match, today)));
    },
  };
}

interface Steps {
  readonly levels: readonly (readonly number[])[];
  read(match: Match, today: number): RowState;
}

function compileSteps(source: EvidenceSource, shape: ScaleShape, place: Place): Steps | undefined {
  if (source.steps === undefined) return undefined;
  if (source.undated === undefined) throw place.error('steps need "undated": the level of evidence without a date');
  const steps = source.steps.map((step, index) => ({
    within: parseDays(step.within, place.at('steps', index, 'within')),
    levels: levelsOf(step, shape, place.at('steps', index)),
  }));
  refuseIdleSteps(steps, place.at('steps'));
  const undated =
    source.undated === 'ignore' ? undefined : levelsOf({ level: source.undated }, shape, place.at('undated'));
  return {
    levels: [...steps.map(({ levels }) => levels), ...(undated === undefined ? [] : [undated])],
    read: (match, today) => {
      const age = match.date === undefined ? undefined : today - match.date.hi;
      const levels = age === undefined ? undated : steps.find(({ within }) => age <= within)?.levels;
      return levels === undefined ? UNMATCHED : { matched: true, unknown: false, levels, matches: [match] };
    },
  };
}

/** The first step that fits counts: one that reaches no further is never read, and old evidence says no more than new. */
function refuseIdleSteps(
  steps: readonly { readonly within: number; readonly levels: readonly number[] }[],
  place: Place,
): void {
  steps.forEach(({ within, levels }, index) => {
    const before = steps[index - 1];
    if (before === undefined) return;
    if (within <= before.within) throw place.at(index).error('a step reaches further back than the one before it');
    if (levels.some((level, scale) => level > (before.levels[scale] ?? 0))) {
      throw place.at(index).error('older evidence cannot reach a higher level than newer');
    }
  });
}
