// hooks/facts.yaml names value sets and measurements, each of which must exist, and makes some of its own.
import type { ObservationItems } from '../facts/observation-items.ts';
import type { FactSettings } from '../facts/settings.ts';
import type { Place } from './source-file.ts';
import type { ValueSets } from './value-sets.ts';

/** Every value set that may be asked for: those of the files, and those that a split by dose makes by naming them. */
export function askableSets(valueSets: ValueSets, { medication }: FactSettings): ReadonlySet<string> {
  const made = medication.doseSplits.flatMap(({ above, otherwise }) => [above, otherwise]);
  return new Set([...valueSets.infos.keys(), ...made]);
}

/** Throws KnowledgeError at the first name that stands for nothing. `sets` are those that may be asked for. */
export function checkFactReferences(
  settings: FactSettings,
  sets: ReadonlySet<string>,
  items: ObservationItems,
  place: Place,
): void {
  const { therapy } = settings;
  for (const [part, names] of setsInFacts(settings)) {
    const strange = names.find((name) => !sets.has(name));
    if (strange !== undefined) throw place.at(part).error(`there is no value set "${strange}"`);
  }
  if (!items.byId.has(therapy.scoreItem)) {
    throw place.at('therapy', 'scoreItem').error(`there is no observation item "${therapy.scoreItem}"`);
  }
}

/** The value sets that the facts rest on, by the part of the file that names them. */
export function setsInFacts(settings: FactSettings): readonly (readonly [string, readonly string[]])[] {
  const { complaint, medication, therapy, measurement } = settings;
  return [
    ['familyHistory', [settings.familyHistory]],
    ['positiveAnswers', [settings.positiveAnswers]],
    ['complaint', complaint.tiers.flatMap((tier) => tier.sets)],
    ['complaint', complaint.bodySites.flatMap(({ set, bodySite }) => [set, bodySite])],
    ['medication', medication.doseSplits.map(({ set }) => set)],
    ['medication', medication.namesOnly ?? []],
    ['medication', medication.productNotes.map(({ set }) => set)],
    ['medication', [medication.localSet, medication.topicalSet]],
    ['therapy', [...therapy.drug, ...therapy.systemicDrug, therapy.notATrial]],
    ['measurement', [measurement.pregnancyCondition, ...measurement.pregnancyEnded]],
    ['measurement', [measurement.pregnantAnswers, measurement.notPregnantAnswers]],
    ['unguardedCare', settings.unguardedCare ?? []],
  ];
}
