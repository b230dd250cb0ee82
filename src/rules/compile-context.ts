// What the compilation of criteria may look up. Everything is resolved at start; nothing by name at run time.
import type { Predicate } from '../expressions/predicate.ts';
import type { ObservationItem } from '../facts/observation-items.ts';
import type { Place } from '../knowledge/source-file.ts';
import type { Criterion } from './criterion.ts';

/** Comparable result of a scale, a tally or a table for one situation, and how levels are ranked. */
export interface Lookups {
  /** A new slot for remembered answers. */
  slot(): number;
  /** Fails when there is no such value set. */
  valueSets(names: string | readonly string[], place: Place): readonly string[];
  item(id: string, place: Place): ObservationItem;
  predicate(expression: string, resourceType: string, place: Place): Predicate;
  /** A finding by id, or a scale row by id ("matched, whatever its level"). */
  named(id: string, place: Place): Criterion;
  level(source: LevelSource, place: Place): Criterion;
  flag(flag: string, scale: string, place: Place): Criterion;
  leading(rows: readonly string[], place: Place): Criterion;
  tally(source: ComparisonSource & { readonly tally: string }, place: Place): Criterion;
  table(id: string, gives: readonly string[], place: Place): Criterion;
  card(id: string, place: Place): Criterion;
}

/** Exactly one of the four, as a quantity with unit (or a plain number for counts). */
export interface ComparisonSource {
  readonly atLeast?: string | number;
  readonly moreThan?: string | number;
  readonly atMost?: string | number;
  readonly lessThan?: string | number;
}

/** A question about the level of a scale, for the whole, or for some groups or rows. */
export interface LevelSource {
  readonly level: string;
  readonly atLeast?: string;
  readonly atMost?: string;
  readonly groups?: readonly string[];
  readonly rows?: readonly string[];
  /** Only rows with evidence dated in the window. */
  readonly within?: string;
  readonly undated?: 'include' | 'exclude';
  /** Or may reach it, once what cannot be looked up now is known. */
  readonly possibly?: true;
}
