// Drugs on the record and draft orders of a case.
import type { JsonObject } from '../../src/fhir/types.ts';
import type { CaseDraft, CaseMedication, ConceptName } from './case-model.ts';
import { caseClock } from './case-model.ts';
import { present, reasonElements, resource, subjectOf, userReference } from './case-resources.ts';
import type { BuiltResource, Chart } from './case-resources.ts';
import { conceptFor, termFor } from './vocabulary.ts';

const ucum = 'http://unitsofmeasure.org';

/** The two resource types in which a record holds a drug. */
export type MedicationType = 'MedicationRequest' | 'MedicationStatement';

type Dosed = Pick<CaseMedication, 'dose' | 'times-daily' | 'days' | 'start' | 'end'>;

/** The drug number `index` of the record, as the type that is asked for, else as the case says. */
export function medicationResource(
  chart: Chart,
  medication: CaseMedication,
  index: number,
  type: MedicationType | undefined,
): BuiltResource {
  const isStatement = (type ?? medication.as) === 'MedicationStatement';
  const id = `medication-${index + 1}`;
  const shared = {
    status: medication.status ?? 'active',
    medicationCodeableConcept: conceptFor(chart.vocabulary, 'drugs', medication.drug, chart.codings),
    subject: subjectOf(chart),
    ...reasonElements(chart, medication.reason),
  };
  const own = isStatement ? statementElements(medication) : requestElements(medication);
  return resource(
    isStatement ? 'MedicationStatement' : 'MedicationRequest',
    id,
    { ...shared, ...own },
    medication.fhir,
  );
}

function statementElements(medication: CaseMedication): JsonObject {
  const { start, end } = medication;
  const hasPeriod = start !== undefined || end !== undefined;
  return {
    effectivePeriod: hasPeriod ? present({ start, end }) : undefined,
    dosage: dosageOf({ ...medication, start: undefined, end: undefined }),
  };
}

function requestElements(medication: CaseMedication): JsonObject {
  return {
    intent: 'order',
    authoredOn: medication.start,
    requester: { reference: userReference },
    dosageInstruction: dosageOf(medication),
  };
}

/** The dosage with what the case says of it; a prescription that has ended carries its period as bounds. */
function dosageOf(dosed: { readonly [K in keyof Dosed]?: Dosed[K] | undefined }): readonly JsonObject[] | undefined {
  const { dose, days, start, end, 'times-daily': frequency } = dosed;
  const repeat = {
    boundsPeriod: end === undefined ? undefined : present({ start, end }),
    boundsDuration: days === undefined ? undefined : { value: days, unit: 'd', system: ucum, code: 'd' },
    ...(frequency === undefined ? {} : { frequency, period: 1, periodUnit: 'd' }),
  };
  const hasTiming = Object.values(repeat).some((value) => value !== undefined);
  if (!hasTiming && dose === undefined) return undefined;
  const dosage = {
    text: wordsOf(dose, frequency),
    timing: hasTiming ? { repeat: present(repeat) } : undefined,
    doseAndRate: dose === undefined ? undefined : [{ doseQuantity: quantityOf(dose) }],
  };
  return [present(dosage)];
}

function wordsOf(dose: string | undefined, frequency: number | undefined): string | undefined {
  const words = [dose, frequency === undefined ? undefined : `${frequency} times daily`];
  return words.filter((word) => word !== undefined).join(' ') || undefined;
}

function quantityOf(dose: string): JsonObject {
  const [value, unit] = dose.split(' ');
  // Only measures have a UCUM code here; a count of tablets is a plain unit.
  return unit === 'mg' || unit === 'g'
    ? { value: Number(value), unit, system: ucum, code: unit }
    : { value: Number(value), unit };
}

/** The draft order number `index`: a MedicationRequest for a drug, a ServiceRequest for a service. */
export function draftResource(chart: Chart, draft: CaseDraft, index: number): BuiltResource {
  const type = draft.drug === undefined ? 'ServiceRequest' : 'MedicationRequest';
  const elements = {
    status: draft.status ?? 'draft',
    intent: 'order',
    ...orderedElements(chart, draft),
    subject: subjectOf(chart),
    encounter: chart.encounterId === undefined ? undefined : { reference: `Encounter/${chart.encounterId}` },
    authoredOn: caseClock,
    requester: { reference: userReference },
    ...reasonElements(chart, draft.reason),
    dosageInstruction: dosageOf(draft),
  };
  return resource(type, `draft-${index + 1}`, elements, draft.fhir);
}

function orderedElements(chart: Chart, draft: CaseDraft): JsonObject {
  const { drug, service } = draft;
  if (drug !== undefined)
    return { medicationCodeableConcept: conceptFor(chart.vocabulary, 'drugs', drug, chart.codings) };
  if (service === undefined) return {};
  const code = conceptFor(chart.vocabulary, 'services', service, chart.codings);
  return { code, category: categoryOf(chart, service) };
}

function categoryOf(chart: Chart, service: ConceptName): readonly JsonObject[] | undefined {
  if (typeof service !== 'string') return undefined;
  const { category } = termFor(chart.vocabulary, 'services', service);
  return typeof category === 'object' ? [{ coding: [{ ...category }] }] : undefined;
}
