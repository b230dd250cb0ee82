// hooks/facts.yaml names value sets and measurements: each of them must exist.
import type { ObservationItems } from '../facts/observation-items.ts';
import type { FactSettings } from '../facts/settings.ts';
import type { Place } from './source-file.ts';

/** Throws KnowledgeError at the first name that stands for nothing. Sets that a dose split makes exist by being named there. */
export function checkFactReferences(
  settings: FactSettings,
  sets: ReadonlySet<string>,
  items: ObservationItems,
  place: Place,
): void {
  const { complaint, medication, therapy, measurement } = settings;
  const made = medication.doseSplits.flatMap(({ above, otherwise }) => [above, otherwise]);
  const named: readonly (readonly [string, readonly string[]])[] = [
    ['familyHistory', [settings.familyHistory]],
    ['positiveAnswers', [settings.positiveAnswers]],
    ['complaint', complaint.tiers.flatMap((tier) => tier.sets)],
    ['complaint', complaint.bodySites.flatMap(({ set, bodySite }) => [set, bodySite])],
    ['medication', medication.doseSplits.map(({ set }) => set)],
    ['medication', medication.productNotes.map(({ set }) => set)],
    ['medication', [medication.localSet, medication.topicalSet]],
    ['therapy', [...therapy.drug, ...therapy.systemicDrug, therapy.notATrial]],
    ['measurement', [measurement.pregnancyCondition, ...measurement.pregnancyEnded]],
    ['measurement', [measurement.pregnantAnswers, measurement.notPregnantAnswers]],
    ['unguardedCare', settings.unguardedCare ?? []],
  ];
  for (const [part, names] of named) {
    const strange = names.find((name) => !sets.has(name) && !made.includes(name));
    if (strange !== undefined) throw place.at(part).error(`there is no value set "${strange}"`);
  }
  if (!items.byId.has(therapy.scoreItem)) {
    throw place.at('therapy', 'scoreItem').error(`there is no observation item "${therapy.scoreItem}"`);
  }
}
