// "Was this done, or asked for?" and "Was this sign seen?" Catalogue 0.6, 3.2, 7.4.
import type { Predicate } from '../../expressions/predicate.ts';
import type { CareFact, Fact } from '../../facts/fact.ts';
import type { Place } from '../../knowledge/source-file.ts';
import type { Lookups } from '../compile-context.ts';
import { search, type Criterion, type Match } from '../criterion.ts';
import { isComplete } from './facts-known.ts';
import { compileWindow, type WindowSource } from './window.ts';

/** A question about Procedures, ServiceRequests and CarePlan activities. */
export interface CareSource extends WindowSource {
  readonly care: string | readonly string[];
  readonly allOf?: readonly string[];
  readonly kinds?: readonly CareFact['kind'][];
  /** Only what is done, or only what is asked for and not done. */
  readonly done?: boolean;
  /** FHIRPath about the one kind that is asked for. */
  readonly where?: string;
}

/** A question about Observations that affirm a sign. */
export interface SignSource extends WindowSource {
  readonly sign: string | readonly string[];
  readonly preliminary?: true;
}

/** Compiles the question. Procedures and requests that did not arrive are treated as known none (0.6). */
export function careCriterion(source: CareSource, lookups: Lookups, place: Place): Criterion {
  const sets = lookups.valueSets(source.care, place.at('care'));
  const allOf = lookups.valueSets(source.allOf ?? [], place.at('allOf'));
  const window = compileWindow(source, place);
  const kinds = source.kinds ?? ['procedure', 'request', 'plan'];
  const where = compileWhere(source, lookups, place);
  return search(
    false,
    (situation) =>
      situation.record.care
        .inAny(sets)
        .filter(
          (fact) =>
            kinds.includes(fact.kind) &&
            (source.done === undefined || source.done === fact.done) &&
            allOf.every((set) => fact.sets.includes(set)) &&
            window(fact.date, situation) &&
            (where?.(fact.resource, situation.record.reading.calendar) ?? true),
        )
        .map(factMatch),
    () => true,
  );
}

const RESOURCE_TYPES: Readonly<Record<CareFact['kind'], string>> = {
  procedure: 'Procedure',
  request: 'ServiceRequest',
  plan: 'CarePlan',
};

function compileWhere(source: CareSource, lookups: Lookups, place: Place): Predicate | undefined {
  if (source.where === undefined) return undefined;
  const [kind, ...others] = source.kinds ?? [];
  if (kind === undefined || others.length > 0) throw place.error('"where" needs exactly one kind');
  return lookups.predicate(source.where, RESOURCE_TYPES[kind], place.at('where'));
}

/** Compiles the question. */
export function signCriterion(source: SignSource, lookups: Lookups, place: Place): Criterion {
  const sets = lookups.valueSets(source.sign, place.at('sign'));
  const window = compileWindow(source, place);
  return search(
    false,
    (situation) =>
      situation.record.signs
        .inAny(sets)
        .filter((fact) => (source.preliminary === true || !fact.preliminary) && window(fact.date, situation))
        .map(factMatch),
    ({ record }) => isComplete(record, 'scores'),
  );
}

/** A fact as evidence, by reference and date only. */
export function factMatch(fact: Fact): Match {
  return { reference: fact.reference, date: fact.date, value: undefined, freeText: fact.freeText };
}
