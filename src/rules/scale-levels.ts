// Levels of a row of a scale as written, and what takes them up or down.
import type { Place } from '../knowledge/source-file.ts';
import type { Lookups } from './compile-context.ts';
import { compileCriterion, type CriterionSource } from './compile-criterion.ts';
import type { Criterion, Situation } from './criterion.ts';

/** The columns of the file that a row is in. */
export interface ScaleShape {
  readonly scales: readonly { readonly id: string; readonly levels: readonly string[] }[];
  /** Position of a level; a mistake is reported at the place. */
  rank(scale: string, level: string, place: Place): number;
}

/** Levels by scale id, or one level for a file with a single scale. */
export interface LevelsSource {
  readonly level?: string;
  readonly levels?: Readonly<Record<string, string>>;
}

/** Sets levels aside: down to a level, or by so many. */
export interface AdjustmentSource {
  readonly when: CriterionSource;
  readonly to?: string;
  readonly by?: number;
}

/** The highest of several levels, scale by scale. */
export function highestLevels(all: readonly (readonly number[])[], { scales }: ScaleShape): readonly number[] {
  return scales.map((_, scale) => Math.max(0, ...all.map((levels) => levels[scale] ?? 0)));
}

/** The written levels as positions; those of scales that are not named are the lowest. */
export function levelsOf(source: LevelsSource, shape: ScaleShape, place: Place): readonly number[] {
  const only = shape.scales.length === 1 ? shape.scales[0]?.id : undefined;
  if (source.level !== undefined && only === undefined) throw place.error('several scales here: name them in "levels"');
  const written = source.levels ?? (source.level !== undefined && only !== undefined ? { [only]: source.level } : {});
  for (const [scale, level] of Object.entries(written)) shape.rank(scale, level, place);
  return shape.scales.map(({ id }) => {
    const level = written[id];
    return level === undefined ? 0 : shape.rank(id, level, place);
  });
}

interface Leveled {
  readonly matched: boolean;
  readonly levels: readonly number[];
}

/** Compiled adjustments of a row. */
export interface Adjustments {
  readonly criteria: readonly Criterion[];
  adjust<S extends Leveled>(state: S, situation: Situation, choose: (a: number, b: number) => number): S;
  /** The highest that levels may come to: by any adjustment upwards that holds, or of which nobody can tell. */
  ceiling(levels: readonly number[], situation: Situation): readonly number[];
}

/** Compiles them. The first adjustment whose condition is present applies. `by` moves that many levels, within the scale. */
export function compileAdjustments(
  sources: readonly AdjustmentSource[] | undefined,
  shape: ScaleShape,
  lookups: Lookups,
  place: Place,
): Adjustments {
  const rules = (sources ?? []).map((source, index) => {
    const at = place.at(index);
    if ((source.to === undefined) === (source.by === undefined)) throw at.error('expected either "to" or "by"');
    const to = source.to === undefined ? undefined : levelsOf({ level: source.to }, shape, at.at('to'));
    return { when: compileCriterion(source.when, lookups, at.at('when')), to, by: source.by ?? 0 };
  });
  const top = shape.scales.map((scale) => scale.levels.length - 1);
  return {
    criteria: rules.map(({ when }) => when),
    ceiling: (levels, situation) => {
      const open = rules.filter(({ when }) => when.ask(situation) !== 'absent');
      return levels.map((level, scale) =>
        Math.min(top[scale] ?? 0, Math.max(level, ...open.map(({ to, by }) => to?.[scale] ?? level + by))),
      );
    },
    adjust: (state, situation, choose) => {
      const rule = state.matched ? rules.find(({ when }) => when.ask(situation) === 'present') : undefined;
      if (rule === undefined) return state;
      const direction = choose(0, 1) === 1 ? 1 : -1;
      const levels = state.levels.map((level, scale) =>
        choose(level, Math.min(Math.max(rule.to?.[scale] ?? level + direction * rule.by, 0), top[scale] ?? 0)),
      );
      return { ...state, levels };
    },
  };
}
