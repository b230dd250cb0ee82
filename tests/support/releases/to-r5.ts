// R4 as an R5 client would say it; written from the definitions of R5 (5.0.0), knowing nothing of src/fhir/releases.
import { asArray, isObject } from '../../../src/fhir/lenient.ts';
import type { JsonObject, RawResource } from '../../../src/fhir/types.ts';
import { defined, each, NotRepresentable, resourceOf } from './retell.ts';

/** A resource of R4 in R5. Throws NotRepresentable. */
export function toR5(resource: RawResource): RawResource {
  const retell = TYPES[resource.resourceType];
  const contained = each(resource['contained'], (inner) => toR5(inner as RawResource));
  const whole = contained === undefined ? resource : { ...resource, contained };
  return retell === undefined ? whole : retell(whole);
}

/** R5 calls every resource as R4 does. */
export function r5Reference(reference: string): string {
  return reference;
}

const TYPES: Readonly<Record<string, (resource: RawResource) => RawResource>> = {
  Encounter: ({ class: kind, period, status, reasonCode, reasonReference, participant, ...others }) =>
    resourceOf('Encounter', {
      ...others,
      participant: each(participant, (part) => renamed(part, 'individual', 'actor')),
      class: kind && [{ coding: [kind] }],
      actualPeriod: period,
      status: status === 'finished' ? 'completed' : status,
      reason: (reasonCode ?? reasonReference) ? [{ value: references(reasonCode, reasonReference) }] : undefined,
    }),
  Condition: ({ asserter, recorder, ...others }) =>
    resourceOf('Condition', { ...others, participant: participants(recorder, asserter) }),
  AllergyIntolerance: ({ type, reaction, asserter, recorder, ...others }) =>
    resourceOf('AllergyIntolerance', {
      ...others,
      participant: participants(recorder, asserter),
      type: type && { coding: [{ system: 'http://hl7.org/fhir/allergy-intolerance-type', code: type }] },
      reaction: each(reaction, ({ manifestation, ...rest }) => ({
        ...rest,
        manifestation: each(manifestation, (concept) => ({ concept })),
      })),
    }),
  MedicationRequest: (request) => {
    const { medicationCodeableConcept, medicationReference, reasonCode, reasonReference, performer, ...rest } = request;
    const { reportedBoolean, reportedReference, dosageInstruction, dispenseRequest, ...others } = rest;
    return resourceOf('MedicationRequest', {
      ...others,
      medication: medication(medicationCodeableConcept, medicationReference),
      reason: references(reasonCode, reasonReference),
      performer: performer && [performer],
      reported: reportedReference === undefined ? reportedBoolean : undefined,
      informationSource: reportedReference && [reportedReference],
      dosageInstruction: each(dosageInstruction, dosage),
      dispenseRequest: isObject(dispenseRequest) ? renamed(dispenseRequest, 'performer', 'dispenser') : dispenseRequest,
    });
  },
  MedicationStatement: (statement) => {
    const { medicationCodeableConcept, medicationReference, reasonCode, reasonReference, ...rest } = statement;
    const { status, context, category, informationSource, dosage: dosages, ...others } = rest;
    return resourceOf('MedicationStatement', {
      ...others,
      ...useOf(status),
      medication: medication(medicationCodeableConcept, medicationReference),
      reason: references(reasonCode, reasonReference),
      encounter: context,
      category: category && [category],
      informationSource: informationSource && [informationSource],
      dosage: each(dosages, dosage),
    });
  },
  Medication: ({ form, manufacturer, ingredient, ...others }) =>
    resourceOf('Medication', {
      ...others,
      doseForm: form,
      marketingAuthorizationHolder: manufacturer,
      ingredient: each(ingredient, ({ itemCodeableConcept, itemReference, strength, ...part }) =>
        defined({ ...part, item: medication(itemCodeableConcept, itemReference), strengthRatio: strength }),
      ),
    }),
  Procedure: (procedure) => {
    const { category, reasonCode, reasonReference, complication, ...rest } = procedure;
    const dates = Object.entries(rest).map(([name, value]) => [
      name.replace(/^performed(?=[A-Z])/, 'occurrence'),
      value,
    ]);
    return resourceOf('Procedure', {
      ...(Object.fromEntries(dates) as JsonObject),
      category: category && [category],
      reason: references(reasonCode, reasonReference),
      complication: references(complication, undefined),
    });
  },
  ServiceRequest: (request) => {
    const { code, reasonCode, reasonReference, locationCode, locationReference, supportingInfo, ...rest } = request;
    const { patientInstruction, orderDetail, ...others } = rest;
    return resourceOf('ServiceRequest', {
      ...others,
      code: code && { concept: code },
      reason: references(reasonCode, reasonReference),
      location: references(locationCode, locationReference),
      supportingInfo: references(undefined, supportingInfo),
      patientInstruction: patientInstruction && [{ instructionMarkdown: patientInstruction }],
      orderDetail: each(orderDetail, (concept) => ({
        parameter: [{ code: { text: 'detail' }, valueCodeableConcept: concept }],
      })),
    });
  },
  CarePlan: ({ activity, addresses, contained, ...others }) => {
    const planned = asArray(activity).flatMap((item, index) =>
      isObject(item) ? [plannedRequest(item, index, others)] : [],
    );
    return resourceOf('CarePlan', {
      ...others,
      addresses: references(undefined, addresses),
      contained: planned.length === 0 ? contained : [...asArray(contained), ...planned],
      activity: each(activity, (item) => item)?.map((_, index) => ({
        plannedActivityReference: { reference: `#activity-${index + 1}` },
      })),
    });
  },
};

const REQUEST_STATUSES: Readonly<Record<string, string>> = {
  scheduled: 'active',
  'in-progress': 'active',
  'not-started': 'draft',
  cancelled: 'revoked',
  stopped: 'revoked',
};

/** R5 has no activity in detail: what is planned is a request inside the plan. */
function plannedRequest(activity: JsonObject, index: number, plan: JsonObject): RawResource {
  const detail = activity['detail'];
  if (!isObject(detail) || Object.keys(activity).length > 1) throw new NotRepresentable('an activity without detail');
  const status = typeof detail['status'] === 'string' ? detail['status'] : 'scheduled';
  return resourceOf('ServiceRequest', {
    id: `activity-${index + 1}`,
    status: REQUEST_STATUSES[status] ?? status,
    intent: 'plan',
    subject: plan['subject'],
    code: detail['code'] && { concept: detail['code'] },
  });
}

const ADHERENCE: Readonly<Record<string, string>> = {
  active: 'taking-as-directed',
  completed: 'stopped-as-directed',
  stopped: 'stopped',
  'on-hold': 'on-hold',
  'not-taken': 'not-taking',
  unknown: 'unknown',
};

function useOf(status: unknown): JsonObject {
  if (status === 'entered-in-error') return { status };
  const code = ADHERENCE[String(status)];
  if (code === undefined) throw new NotRepresentable(`the status ${String(status)}`);
  const system = 'http://hl7.org/fhir/CodeSystem/medication-statement-adherence';
  return { status: 'recorded', adherence: { code: { coding: [{ system, code }] } } };
}

function dosage({ asNeededBoolean, asNeededCodeableConcept, maxDosePerPeriod, ...others }: JsonObject): JsonObject {
  return defined({
    ...others,
    asNeeded: asNeededCodeableConcept === undefined ? asNeededBoolean : true,
    asNeededFor: asNeededCodeableConcept && [asNeededCodeableConcept],
    maxDosePerPeriod: maxDosePerPeriod && [maxDosePerPeriod],
  });
}

function participants(author: unknown, informant: unknown): readonly unknown[] | undefined {
  const system = 'http://terminology.hl7.org/CodeSystem/provenance-participant-type';
  const as = (code: string, actor: unknown): unknown => ({ function: { coding: [{ system, code }] }, actor });
  const all = [
    ...(author === undefined ? [] : [as('author', author)]),
    ...(informant === undefined ? [] : [as('informant', informant)]),
  ];
  return all.length === 0 ? undefined : all;
}

function medication(concept: unknown, reference: unknown): unknown {
  return (concept ?? reference) === undefined ? undefined : defined({ concept, reference });
}

function references(concepts: unknown, targets: unknown): readonly unknown[] | undefined {
  const all = [
    ...asArray(concepts).map((concept) => ({ concept })),
    ...asArray(targets).map((reference) => ({ reference })),
  ];
  return all.length === 0 ? undefined : all;
}

function renamed(part: JsonObject, from: string, to: string): JsonObject {
  const { [from]: value, ...others } = part;
  return defined({ ...others, [to]: value });
}
