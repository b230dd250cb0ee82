// "Is there a Condition of this kind?" Catalogue 0.2 and the evidence columns of 3.2 and 4.1.
import type { Predicate } from '../../expressions/predicate.ts';
import type { ConditionFact } from '../../facts/fact.ts';
import type { Place } from '../../knowledge/source-file.ts';
import type { Lookups } from '../compile-context.ts';
import { search, type Criterion, type Match, type Situation } from '../criterion.ts';
import { isComplete } from './facts-known.ts';
import { compileWindow, type Window, type WindowSource } from './window.ts';

/** A question about Conditions. */
export interface ConditionSource extends WindowSource {
  readonly condition: string | readonly string[];
  /** `any`: live or historic. Default live. */
  readonly status?: 'live' | 'historic' | 'any';
  /** A red flag believes a differential diagnosis, and `rule out` is no guard for it. Default contraindication. */
  readonly purpose?: 'red-flag' | 'contraindication';
  /** For features that can be EMERGENT: `clinicalStatus` beats a contradicting abatement. */
  readonly clinicalStatusWins?: boolean;
  /** Which date the window looks at: onset else recorded date, or the latest of all (A29). */
  readonly dateBy?: 'onset' | 'latest';
  /** Accepted 7th characters of injury codes; codes without one always pass. */
  readonly seventh?: readonly string[];
  readonly except?: string | readonly string[];
  readonly where?: string;
}

/** Compiles the question. */
export function conditionCriterion(source: ConditionSource, lookups: Lookups, place: Place): Criterion {
  const sets = lookups.valueSets(source.condition, place.at('condition'));
  const accepts = compileFilter(source, lookups, place);
  const window = compileWindow(source, place);
  const dateOf = source.dateBy === 'latest' ? latestDate : (fact: ConditionFact) => fact.date;
  return search(
    false,
    (situation) => findConditions(situation, sets, accepts, window, dateOf),
    ({ record }) => isComplete(record, 'conditions'),
  );
}

type Filter = (fact: ConditionFact, situation: Situation) => boolean;
type DateOf = (fact: ConditionFact) => ConditionFact['date'];

function findConditions(
  situation: Situation,
  sets: readonly string[],
  accepts: Filter,
  window: Window,
  dateOf: DateOf,
): readonly Match[] {
  const matches: Match[] = [];
  for (const fact of situation.record.conditions.inAny(sets)) {
    const date = dateOf(fact);
    if (!accepts(fact, situation) || !window(date, situation)) continue;
    matches.push({ reference: fact.reference, date, value: undefined, freeText: fact.freeText });
  }
  return matches;
}

function latestDate(fact: ConditionFact): ConditionFact['date'] {
  return fact.latest === undefined ? undefined : { lo: fact.latest, hi: fact.latest };
}

function compileFilter(source: ConditionSource, lookups: Lookups, place: Place): Filter {
  const status = source.status ?? 'live';
  const redFlag = source.purpose === 'red-flag';
  const except = source.except === undefined ? [] : lookups.valueSets(source.except, place.at('except'));
  const where: Predicate | undefined =
    source.where === undefined ? undefined : lookups.predicate(source.where, 'Condition', place.at('where'));
  return (fact, { record }) => {
    const own = source.clinicalStatusWins === true ? fact.statusByClinicalStatus : fact.status;
    if (status !== 'any' && own !== status) return false;
    if (redFlag ? fact.guards.redFlag : fact.guards.general || fact.certainty === 'differential') return false;
    if (except.some((set) => fact.sets.includes(set))) return false;
    if (!hasSeventh(fact, source.seventh)) return false;
    return where?.(fact.resource, record.reading.calendar) ?? true;
  };
}

function hasSeventh(fact: ConditionFact, accepted: readonly string[] | undefined): boolean {
  if (accepted === undefined || fact.seventhCharacters.length === 0) return true;
  return fact.seventhCharacters.some((character) => accepted.includes(character));
}
