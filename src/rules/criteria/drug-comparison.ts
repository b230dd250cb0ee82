// Questions that compare the drug being ordered with those already there: duplicates and renewals (rules 19, 36).
import type { MedicationFact } from '../../facts/fact.ts';
import type { RouteClass } from '../../fhir/terminology.ts';
import type { Place } from '../../knowledge/source-file.ts';
import type { Lookups } from '../compile-context.ts';
import { search, type Criterion, type Situation } from '../criterion.ts';
import { hasMedications } from './facts-known.ts';
import { matchOf } from './medication.ts';

/** A drug of the sets that differs from the draft in question in ingredient or route, or is a second draft. */
export interface OtherDrugSource {
  readonly otherDrug: string | readonly string[];
  readonly route?: RouteClass;
  readonly except?: string | readonly string[];
}

/** Compiles "the same ingredients by the same route as the draft in question are already being taken". */
export function sameDrugCriterion(): Criterion {
  return search(
    true,
    ({ record, subject }) =>
      record.medications.all
        .filter((fact) => fact.currency === 'current' && fact.reference !== subject?.reference)
        .filter((fact) => isSameDrug(fact, subject?.medication))
        .map(matchOf),
    ({ record }) => hasMedications(record),
  );
}

/** Compiles "another drug of this kind, current or drafted". A re-signed order is not its own duplicate (A32). */
export function otherDrugCriterion(source: OtherDrugSource, lookups: Lookups, place: Place): Criterion {
  const sets = lookups.valueSets(source.otherDrug, place.at('otherDrug'));
  const except = lookups.valueSets(source.except ?? [], place.at('except'));
  const isKind = (fact: MedicationFact): boolean =>
    sets.some((set) => fact.sets.includes(set)) &&
    !except.some((set) => fact.sets.includes(set)) &&
    (source.route === undefined || fact.route === source.route);
  return search(
    true,
    (situation) => [...taken(situation, isKind), ...drafted(situation, isKind)].map(matchOf),
    ({ record }) => hasMedications(record),
  );
}

function taken({ record, subject }: Situation, isKind: (fact: MedicationFact) => boolean): readonly MedicationFact[] {
  return record.medications.all.filter(
    (fact) =>
      fact.currency === 'current' &&
      fact.reference !== subject?.reference &&
      isKind(fact) &&
      !isSameDrug(fact, subject?.medication),
  );
}

function drafted({ record, subject }: Situation, isKind: (fact: MedicationFact) => boolean): readonly MedicationFact[] {
  return record.orders.flatMap((order) =>
    order !== subject && order.medication !== undefined && isKind(order.medication) ? [order.medication] : [],
  );
}

function isSameDrug(fact: MedicationFact, drug: MedicationFact | undefined): boolean {
  return drug !== undefined && fact.route === drug.route && fact.ingredients.join() === drug.ingredients.join();
}
