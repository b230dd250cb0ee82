// Tallies: risk factors that count one point each. Catalogue 4.5.
import type { Place } from '../knowledge/source-file.ts';
import { compileComparison } from './comparison.ts';
import type { ComparisonSource, Lookups } from './compile-context.ts';
import { compileCriterion, type CriterionSource } from './compile-criterion.ts';
import { remembered, type Criterion, type Match, type Situation } from './criterion.ts';
import { truthOf } from './truth.ts';

/** A risk factor. */
export interface PointSource {
  readonly id: string;
  readonly label: string;
  readonly find: CriterionSource;
}

/** A tally as written. */
export interface TallySource {
  readonly id: string;
  readonly label: string;
  readonly source: readonly string[];
  readonly points: readonly PointSource[];
}

/** The points that count in one situation. Unknown factors count nothing and are named. */
export interface TallyState {
  readonly points: readonly PointSource[];
  readonly unknown: readonly string[];
  readonly matches: readonly Match[];
}

/** A compiled tally. */
export interface Tally {
  readonly id: string;
  readonly source: TallySource;
  readonly usesSubject: boolean;
  state(situation: Situation): TallyState;
}

/** Compiles a tally. */
export function compileTally(source: TallySource, lookups: Lookups, place: Place): Tally {
  const points = source.points.map((point, index) => ({
    point,
    find: compileCriterion(point.find, lookups, place.at('points', index, 'find')),
  }));
  const usesSubject = points.some(({ find }) => find.usesSubject);
  const state = remembered(lookups.slot(), usesSubject, (situation): TallyState => {
    const asked = points.map(({ point, find }) => ({ point, find, truth: find.ask(situation) }));
    const present = asked.filter(({ truth }) => truth === 'present');
    return {
      points: present.map(({ point }) => point),
      unknown: asked.filter(({ truth }) => truth === 'unknown').map(({ point }) => point.id),
      matches: present.flatMap(({ find }: { find: Criterion }) => find.matches(situation)),
    };
  });
  return { id: source.id, source, usesSubject, state };
}

/** "So many points." Throws KnowledgeError without a bound. */
export function tallyCriterion(tally: Tally, source: ComparisonSource, place: Place): Criterion {
  const compare = compileComparison(source, undefined, place, { min: 0, max: tally.source.points.length });
  if (compare === undefined) throw place.error('expected a bound such as atLeast');
  return {
    usesSubject: tally.usesSubject,
    ask: (situation) => truthOf(compare(tally.state(situation).points.length)),
    matches: (situation) => tally.state(situation).matches,
  };
}
