// R4 as an STU3 client would say it; written from the definitions of STU3 (3.0.2), knowing nothing of src/fhir/releases.
import { asArray, isObject } from '../../../src/fhir/lenient.ts';
import type { JsonObject, RawResource } from '../../../src/fhir/types.ts';
import { defined, each, NotRepresentable, resourceOf } from './retell.ts';

/** A resource of R4 in STU3. Throws NotRepresentable. */
export function toStu3(resource: RawResource): RawResource {
  const retell = TYPES[resource.resourceType];
  const told = retell === undefined ? resource : retell(resource);
  return resource['contained'] === undefined
    ? told
    : { ...told, contained: each(resource['contained'], (inner) => toStu3(inner as RawResource)) };
}

/** `ServiceRequest/1` as the client knows it. */
export function stu3Reference(reference: string): string {
  return reference.replace(
    /ServiceRequest(\/|(?= ))([^/]*)/,
    (_, slash: string, id: string) => `${requestType(id)}${slash}${id}`,
  );
}

/** Recorded services with an even number are referrals here, so that both types of STU3 are met. */
function requestType(id: string): 'ProcedureRequest' | 'ReferralRequest' {
  return /^service-\d*[02468]$/.test(id) ? 'ReferralRequest' : 'ProcedureRequest';
}

const TYPES: Readonly<Record<string, (resource: RawResource) => RawResource>> = {
  Encounter: ({ reasonCode, class: kind, ...others }) =>
    resourceOf('Encounter', {
      ...others,
      class: isObject(kind) ? { ...kind, system: 'http://hl7.org/fhir/v3/ActCode' } : kind,
      reason: reasonCode,
    }),
  // STU3 knows who asserted a Condition, not who wrote it down.
  Condition: ({ clinicalStatus, verificationStatus, encounter, recordedDate, ...others }) =>
    resourceOf('Condition', {
      ...others,
      recorder: undefined,
      clinicalStatus: plainCode(clinicalStatus, { relapse: 'recurrence' }),
      verificationStatus: plainCode(verificationStatus, { unconfirmed: 'provisional' }),
      context: encounter,
      assertedDate: recordedDate,
    }),
  AllergyIntolerance: ({ clinicalStatus, verificationStatus, recordedDate, ...others }) =>
    resourceOf('AllergyIntolerance', {
      ...others,
      clinicalStatus: plainCode(clinicalStatus),
      verificationStatus: plainCode(verificationStatus),
      assertedDate: recordedDate,
    }),
  MedicationRequest: ({
    encounter,
    category,
    requester,
    dosageInstruction,
    dispenseRequest,
    substitution,
    ...others
  }) =>
    resourceOf('MedicationRequest', {
      ...others,
      context: encounter,
      category: only(category),
      requester: requester && { agent: requester },
      dosageInstruction: each(dosageInstruction, dosage),
      dispenseRequest: isObject(dispenseRequest) ? withoutZeroRepeats(dispenseRequest) : dispenseRequest,
      substitution: isObject(substitution)
        ? defined({ allowed: substitution['allowedBoolean'], reason: substitution['reason'] })
        : substitution,
    }),
  MedicationStatement: ({ status, statusReason, dosage: dosages, ...others }) =>
    resourceOf('MedicationStatement', {
      ...others,
      ...useOf(status),
      reasonNotTaken: statusReason,
      dosage: each(dosages, dosage),
    }),
  Medication: ({ ingredient, ...others }) =>
    resourceOf('Medication', {
      ...others,
      ingredient: each(ingredient, ({ strength, ...rest }) => defined({ ...rest, amount: strength })),
    }),
  Observation: ({ encounter, interpretation, component, ...others }) =>
    resourceOf('Observation', {
      ...others,
      context: encounter,
      interpretation: only(interpretation),
      component: each(component, (part) => defined({ ...part, interpretation: only(part['interpretation']) })),
    }),
  Procedure: ({ status, encounter, ...others }) =>
    resourceOf('Procedure', {
      ...others,
      context: encounter,
      ...(status === 'not-done' ? { status: 'aborted', notDone: true } : { status: procedureStatus(status) }),
    }),
  ServiceRequest: (request) =>
    requestType(request.id ?? '') === 'ReferralRequest' ? referral(request) : procedure(request),
  CarePlan: ({ encounter, created, period, status, activity, ...others }) =>
    resourceOf('CarePlan', {
      ...others,
      status: requestStatus(status),
      context: encounter,
      period: period ?? (created && { start: created }),
      activity: each(activity, (item) => defined({ ...item, detail: activityDetail(item['detail']) })),
    }),
};

function procedure({
  encounter,
  requester,
  status,
  performer,
  note,
  patientInstruction,
  ...others
}: RawResource): RawResource {
  return resourceOf('ProcedureRequest', {
    ...others,
    status: requestStatus(status),
    context: encounter,
    requester: requester && { agent: requester },
    performer: only(performer),
    note: withInstruction(note, patientInstruction),
  });
}

function referral({ encounter, requester, status, code, category, ...others }: RawResource): RawResource {
  return resourceOf('ReferralRequest', {
    ...others,
    status: requestStatus(status),
    context: encounter,
    requester: requester && { agent: requester },
    type: only(category),
    serviceRequested: code === undefined ? undefined : [code],
  });
}

function activityDetail(detail: unknown): unknown {
  if (!isObject(detail)) return detail;
  const { doNotPerform, statusReason, ...others } = detail;
  return defined({
    ...others,
    kind: undefined,
    prohibited: doNotPerform,
    statusReason: isObject(statusReason) ? statusReason['text'] : statusReason,
  });
}

/** STU3 has no instruction for the patient on a request. */
function withInstruction(note: unknown, instruction: unknown): unknown {
  return instruction === undefined ? note : [...asArray(note), { text: instruction }];
}

function withoutZeroRepeats(dispenseRequest: JsonObject): JsonObject {
  const { numberOfRepeatsAllowed: repeats, ...others } = dispenseRequest;
  return repeats === 0 ? others : dispenseRequest;
}

/** One dose and rate stand beside the rest; several cannot be said. */
function dosage({ doseAndRate, ...others }: JsonObject): JsonObject {
  const [first, ...more] = asArray(doseAndRate);
  if (more.length > 0) throw new NotRepresentable('several doses');
  if (!isObject(first)) return others;
  return defined({ ...others, ...first, type: undefined });
}

function useOf(status: unknown): JsonObject {
  switch (status) {
    case 'not-taken':
      return { status: 'active', taken: 'n' };
    case 'unknown':
      return { status: 'active', taken: 'unk' };
    case 'intended':
      return { status, taken: 'na' };
    default:
      return { status, taken: 'y' };
  }
}

function plainCode(status: unknown, renamed: Readonly<Record<string, string>> = {}): unknown {
  if (!isObject(status)) return status;
  const codings = asArray(status['coding']).filter(isObject);
  const coding = codings.find(({ system }) => String(system).includes('hl7.org')) ?? codings[0];
  const code = coding?.['code'];
  if (typeof code !== 'string') throw new NotRepresentable('a status without a code');
  return renamed[code] ?? code;
}

const REQUEST_STATUSES: Readonly<Record<string, string>> = { 'on-hold': 'suspended', revoked: 'cancelled' };
const PROCEDURE_STATUSES: Readonly<Record<string, string>> = { 'on-hold': 'suspended', stopped: 'aborted' };

function requestStatus(status: unknown): unknown {
  return REQUEST_STATUSES[String(status)] ?? status;
}

function procedureStatus(status: unknown): unknown {
  return PROCEDURE_STATUSES[String(status)] ?? status;
}

function only(list: unknown): unknown {
  const [first, ...more] = asArray(list);
  if (more.length > 0) throw new NotRepresentable('several values');
  return first;
}
