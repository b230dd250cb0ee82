// "Is the patient allergic to this, and how?" Catalogue 4.1, rows N1 to N1c.
import type { AllergyFact } from '../../facts/fact.ts';
import type { Place } from '../../knowledge/source-file.ts';
import type { Lookups } from '../compile-context.ts';
import { search, type Criterion } from '../criterion.ts';
import { factMatch } from './care.ts';
import { isComplete } from './facts-known.ts';

/** A question about allergies. Every given part must hold. */
export interface AllergySource {
  readonly allergy: string | readonly string[];
  readonly types?: readonly ('allergy' | 'intolerance' | 'unstated')[];
  /** Some recorded manifestation is in one of these sets. */
  readonly reaction?: string | readonly string[];
  /** Every recorded manifestation is in one of these sets; true as well when none is recorded. */
  readonly onlyReactions?: string | readonly string[];
  /** Some recorded manifestation is in none of these sets. */
  readonly otherReactions?: string | readonly string[];
  /** At least one manifestation is recorded. */
  readonly withReaction?: boolean;
}

/** Compiles the question. */
export function allergyCriterion(source: AllergySource, lookups: Lookups, place: Place): Criterion {
  const sets = lookups.valueSets(source.allergy, place.at('allergy'));
  const reaction = lookups.valueSets(source.reaction ?? [], place.at('reaction'));
  const only = lookups.valueSets(source.onlyReactions ?? [], place.at('onlyReactions'));
  const others = lookups.valueSets(source.otherReactions ?? [], place.at('otherReactions'));
  const accepts = (fact: AllergyFact): boolean => {
    if (source.types !== undefined && !source.types.includes(fact.type ?? 'unstated')) return false;
    if (source.withReaction !== undefined && fact.reactions.length > 0 !== source.withReaction) return false;
    if (source.reaction !== undefined && !fact.reactions.some((sets) => isIn(sets, reaction))) return false;
    if (source.otherReactions !== undefined && fact.reactions.every((sets) => isIn(sets, others))) return false;
    return source.onlyReactions === undefined || fact.reactions.every((sets) => isIn(sets, only));
  };
  return search(
    false,
    ({ record }) => record.allergies.inAny(sets).filter(accepts).map(factMatch),
    ({ record }) => isComplete(record, 'allergies'),
  );
}

function isIn(sets: readonly string[], wanted: readonly string[]): boolean {
  return wanted.some((set) => sets.includes(set));
}
