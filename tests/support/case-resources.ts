// Turns the facts of a case into the FHIR resources that a record would hold.
import type { CodeableConcept, JsonObject, RawResource } from '../../src/fhir/types.ts';
import type {
  CaseAllergy,
  CaseCondition,
  CaseObservation,
  CasePatient,
  CaseRelative,
  CaseService,
  ConceptName,
} from './case-model.ts';
import { caseClock } from './case-model.ts';
import { conceptFor, termFor } from './vocabulary.ts';
import type { CodingStyle, Vocabulary } from './vocabulary.ts';

const ucum = 'http://unitsofmeasure.org';
const hl7 = 'http://terminology.hl7.org/CodeSystem';

/** What every resource of one request has in common. */
export interface Chart {
  readonly patientId: string;
  readonly encounterId: string | undefined;
  readonly vocabulary: Vocabulary;
  readonly codings: CodingStyle;
  readonly reasons: 'code' | 'reference';
  readonly conditions: readonly CaseCondition[];
}

/** A resource of a request; unlike those from outside it always has an id. */
export interface BuiltResource extends RawResource {
  readonly id: string;
}

/** The encounter of an old diagnosis. */
export const earlierEncounterId = 'encounter-earlier';

/** The name under which a Practitioner calls. */
export const userReference = 'Practitioner/practitioner-1';

/** A resource without its undefined elements; `fhir` replaces elements, and null there takes one away. */
export function resource(resourceType: string, id: string, elements: JsonObject, fhir: JsonObject = {}): BuiltResource {
  const own = Object.entries({ ...present(elements), ...fhir }).filter(([, value]) => value !== null);
  return { resourceType, id, ...Object.fromEntries(own) };
}

/** An object without its undefined members. */
export function present(elements: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(elements).filter(([, value]) => value !== undefined));
}

/** The reference to the patient of the chart. */
export function subjectOf(chart: Chart): JsonObject {
  return { reference: `Patient/${chart.patientId}` };
}

function hl7Code(system: string, code: string | undefined): CodeableConcept | undefined {
  return code === undefined ? undefined : { coding: [{ system: `${hl7}/${system}`, code }] };
}

/** The Patient; the birth date lies half a year before a birthday, so that the age holds at the clock of the cases. */
export function patientResource(chart: Chart, patient: CasePatient): BuiltResource {
  const { gender, age } = patient;
  const birthDate = age === undefined ? undefined : `${Number(caseClock.slice(0, 4)) - 1 - age}-09-02`;
  return resource('Patient', chart.patientId, { gender, birthDate }, patient.fhir);
}

/** An Encounter of the wanted class: AMB or IMP. */
export function encounterResource(chart: Chart, id: string, code: 'AMB' | 'IMP', start: string): BuiltResource {
  const isPast = id === earlierEncounterId;
  return resource('Encounter', id, {
    status: isPast ? 'finished' : 'in-progress',
    class: { system: `${hl7}/v3-ActCode`, code },
    subject: subjectOf(chart),
    period: isPast ? { start, end: start } : { start },
  });
}

/** The Condition number `index`; it is an active, confirmed problem-list item unless the case says otherwise. */
export function conditionResource(chart: Chart, condition: CaseCondition, index: number): BuiltResource {
  const { onset, recorded, abated, verification = 'confirmed', category = 'problem-list-item' } = condition;
  // FHIR R4, con-5: what was entered in error has no clinical status.
  const status = verification === 'entered-in-error' ? undefined : (condition.status ?? 'active');
  const elements = {
    clinicalStatus: hl7Code('condition-clinical', status),
    verificationStatus: hl7Code('condition-ver-status', verification),
    category: [hl7Code('condition-category', category)],
    code: conceptFor(chart.vocabulary, 'conditions', condition.code, chart.codings),
    subject: subjectOf(chart),
    encounter: encounterReference(chart, condition.encounter),
    onsetDateTime: onset,
    onsetString: condition['onset-text'],
    abatementDateTime: abated,
    recordedDate: recorded,
  };
  return resource('Condition', conditionId(index), elements, condition.fhir);
}

function conditionId(index: number): string {
  return `condition-${index + 1}`;
}

function encounterReference(chart: Chart, which: 'today' | 'earlier' | undefined): JsonObject | undefined {
  const id = which === 'earlier' ? earlierEncounterId : which && chart.encounterId;
  return id === undefined ? undefined : { reference: `Encounter/${id}` };
}

/** The reason of an order or drug: a code, or the reference to the Condition of that code when the chart refers. */
export function reasonElements(chart: Chart, reason: ConceptName | undefined): JsonObject {
  if (reason === undefined) return {};
  const index = chart.conditions.findIndex(({ code }) => code === reason);
  if (chart.reasons === 'reference' && index >= 0)
    return { reasonReference: [{ reference: `Condition/${conditionId(index)}` }] };
  return { reasonCode: [conceptFor(chart.vocabulary, 'conditions', reason, chart.codings)] };
}

/** The Observation number `index`; it always keeps its code, since results are not recognised by free text. */
export function observationResource(chart: Chart, observation: CaseObservation, index: number): BuiltResource {
  const { item, value, date, status = 'final' } = observation;
  const term = termFor(chart.vocabulary, 'observations', item);
  const unit = observation.unit ?? term.unit;
  const style = chart.codings === 'none' ? 'one' : chart.codings;
  const elements = {
    status,
    category: [hl7Code('observation-category', typeof term.category === 'string' ? term.category : undefined)],
    code: conceptFor(chart.vocabulary, 'observations', item, style),
    subject: subjectOf(chart),
    effectiveDateTime: date,
    valueQuantity: value === undefined ? undefined : { value, unit, system: ucum, code: unit },
  };
  return resource('Observation', `observation-${index + 1}`, elements, observation.fhir);
}

/** The AllergyIntolerance number `index`. */
export function allergyResource(chart: Chart, allergy: CaseAllergy, index: number): BuiltResource {
  const { type, reactions, status = 'active', verification = 'confirmed' } = allergy;
  const elements = {
    clinicalStatus: hl7Code('allergyintolerance-clinical', verification === 'entered-in-error' ? undefined : status),
    verificationStatus: hl7Code('allergyintolerance-verification', verification),
    type,
    code: conceptFor(chart.vocabulary, 'substances', allergy.substance, chart.codings),
    patient: subjectOf(chart),
    reaction: reactions?.map((text) => ({ manifestation: [{ text }] })),
  };
  return resource('AllergyIntolerance', `allergy-${index + 1}`, elements, allergy.fhir);
}

/** The Procedure number `index`, completed unless the case says otherwise. */
export function procedureResource(chart: Chart, procedure: CaseService, index: number): BuiltResource {
  const elements = {
    status: procedure.status ?? 'completed',
    code: conceptFor(chart.vocabulary, 'services', procedure.service, chart.codings),
    subject: subjectOf(chart),
    performedDateTime: procedure.date,
  };
  return resource('Procedure', `procedure-${index + 1}`, elements, procedure.fhir);
}

/** The recorded ServiceRequest number `index`, active unless the case says otherwise. */
export function serviceResource(chart: Chart, service: CaseService, index: number): BuiltResource {
  const elements = {
    status: service.status ?? 'active',
    intent: 'order',
    code: conceptFor(chart.vocabulary, 'services', service.service, chart.codings),
    subject: subjectOf(chart),
    authoredOn: service.date,
  };
  return resource('ServiceRequest', `service-${index + 1}`, elements, service.fhir);
}

/** The CarePlan number `index` with one activity. */
export function carePlanResource(chart: Chart, plan: CaseService, index: number): BuiltResource {
  const code = conceptFor(chart.vocabulary, 'services', plan.service, chart.codings);
  const elements = {
    status: 'active',
    intent: 'plan',
    subject: subjectOf(chart),
    created: plan.date,
    activity: [{ detail: { code, status: plan.status ?? 'in-progress' } }],
  };
  return resource('CarePlan', `care-plan-${index + 1}`, elements, plan.fhir);
}

/** The FamilyMemberHistory number `index`: a mother with that condition. */
export function relativeResource(chart: Chart, relative: CaseRelative, index: number): BuiltResource {
  const elements = {
    status: 'completed',
    patient: subjectOf(chart),
    relationship: hl7Code('v3-RoleCode', 'MTH'),
    condition: [{ code: { text: relative.text } }],
  };
  return resource('FamilyMemberHistory', `relative-${index + 1}`, elements, relative.fhir);
}
