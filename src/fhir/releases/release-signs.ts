// What tells the releases apart, by resource type: elements that some of them lack, or have in another form.
import { asArray, isObject } from '../lenient.ts';
import type { JsonObject, RawResource } from '../types.ts';
import { isCodeableReference } from './codeable-reference.ts';
import {
  ANY_RELEASE,
  BEFORE_R5,
  RELEASE_BITS,
  SINCE_R4,
  SINCE_STU3,
  first,
  has,
  isBoolean,
  isConcept,
  isText,
  oneOf,
  present,
  type Sign,
  type TypeSigns,
} from './release-sign.ts';

const { DSTU2, STU3, R4, R5 } = RELEASE_BITS;

const DOSES = (element: string): readonly Sign[] => [
  [element, first(has('doseAndRate')), SINCE_R4],
  [element, first(has('doseQuantity', 'doseRange')), STU3],
  [element, first(has('quantityQuantity', 'quantityRange')), DSTU2],
  [element, first(has('asNeeded', 'asNeededFor')), R5],
  [element, first(has('asNeededBoolean', 'asNeededCodeableConcept')), BEFORE_R5],
];
const CONTEXT: Sign = ['context', isObject, STU3];
/** Where later releases have a subject. */
const PATIENT: Sign = ['patient', (_, { subject }: JsonObject) => subject === undefined, DSTU2];
const MEDICATION: readonly Sign[] = [
  ['medication', isObject, R5],
  ['medicationCodeableConcept', present, BEFORE_R5],
  ['medicationReference', present, BEFORE_R5],
];
const REASON: readonly Sign[] = [
  ['reason', first(isCodeableReference), R5],
  ['reasonCode', present, BEFORE_R5],
  ['reasonReference', present, BEFORE_R5],
];
const REQUESTER: readonly Sign[] = [
  ['requester', has('agent'), STU3],
  ['requester', has('reference'), SINCE_R4],
];

const ONLY_DSTU2: TypeSigns = { releases: DSTU2, signs: [] };

const TYPES: Readonly<Record<string, TypeSigns>> = {
  MedicationOrder: ONLY_DSTU2,
  DiagnosticOrder: ONLY_DSTU2,
  DeviceUseRequest: ONLY_DSTU2,
  Condition: {
    releases: ANY_RELEASE,
    signs: [
      ['clinicalStatus', isText, DSTU2 | STU3],
      ['verificationStatus', isText, DSTU2 | STU3],
      ['clinicalStatus', isObject, SINCE_R4],
      ['verificationStatus', isObject, SINCE_R4],
      CONTEXT,
      PATIENT,
      ['dateRecorded', present, DSTU2],
      ['assertedDate', present, STU3],
      ['recordedDate', present, SINCE_R4],
      ['recorder', present, R4],
      ['participant', present, R5],
    ],
  },
  AllergyIntolerance: {
    releases: ANY_RELEASE,
    signs: [
      ['substance', (_, { code }: JsonObject) => code === undefined, DSTU2],
      ['clinicalStatus', isText, STU3],
      ['verificationStatus', isText, STU3],
      ['clinicalStatus', isObject, SINCE_R4],
      ['verificationStatus', isObject, SINCE_R4],
      ['assertedDate', present, STU3],
      ['type', isText, BEFORE_R5],
      ['type', isObject, R5],
      ['participant', present, R5],
      [
        'reaction',
        first((reaction) => isObject(reaction) && isCodeableReference(asArray(reaction['manifestation'])[0])),
        R5,
      ],
    ],
  },
  MedicationStatement: {
    releases: ANY_RELEASE,
    signs: [
      ...MEDICATION,
      ...REASON,
      ...DOSES('dosage'),
      PATIENT,
      ['wasNotTaken', present, DSTU2],
      ['taken', present, STU3],
      ['adherence', present, R5],
      ['status', oneOf('recorded', 'draft'), R5],
      ['status', oneOf('unknown', 'not-taken'), R4],
    ],
  },
  MedicationRequest: {
    releases: SINCE_STU3,
    signs: [
      ...MEDICATION,
      ...REASON,
      ...REQUESTER,
      ...DOSES('dosageInstruction'),
      CONTEXT,
      ['encounter', present, SINCE_R4],
      ['reported', isBoolean, R5],
      ['renderedDosageInstruction', present, R5],
      ['effectiveDosePeriod', present, R5],
      ['reportedBoolean', present, R4],
      ['reportedReference', present, R4],
    ],
  },
  ServiceRequest: {
    releases: SINCE_R4,
    signs: [...REASON, ['code', isCodeableReference, R5], ['code', isConcept, R4], ['patientInstruction', isText, R4]],
  },
  ProcedureRequest: {
    releases: DSTU2 | STU3,
    signs: [
      CONTEXT,
      ['intent', present, STU3],
      ['authoredOn', present, STU3],
      ['orderedOn', present, DSTU2],
      ['orderer', present, DSTU2],
    ],
  },
  ReferralRequest: { releases: DSTU2 | STU3, signs: [PATIENT, ['subject', present, STU3], ['intent', present, STU3]] },
  DeviceRequest: {
    releases: SINCE_STU3,
    signs: [
      ...REASON,
      ...REQUESTER,
      CONTEXT,
      ['code', isCodeableReference, R5],
      ['codeCodeableConcept', present, BEFORE_R5],
      ['codeReference', present, BEFORE_R5],
      ['intent', isObject, STU3],
      ['intent', isText, SINCE_R4],
    ],
  },
  Procedure: {
    releases: ANY_RELEASE,
    signs: [
      ...REASON,
      CONTEXT,
      ['notDone', present, STU3],
      ['notPerformed', present, DSTU2],
      ['status', oneOf('suspended', 'aborted'), DSTU2 | STU3],
      ['performedDateTime', present, BEFORE_R5],
      ['performedPeriod', present, BEFORE_R5],
      ['occurrenceDateTime', present, R5],
      ['occurrencePeriod', present, R5],
    ],
  },
  Observation: {
    releases: ANY_RELEASE,
    signs: [
      CONTEXT,
      ['comments', present, DSTU2],
      ['comment', present, STU3],
      ['interpretation', Array.isArray, SINCE_R4],
      ['triggeredBy', present, R5],
    ],
  },
  Encounter: {
    releases: ANY_RELEASE,
    signs: [
      PATIENT,
      ['class', isText, DSTU2],
      ['class', isObject, STU3 | R4],
      ['class', first(isConcept), R5],
      ['actualPeriod', present, R5],
      ['period', present, BEFORE_R5],
      ['reasonCode', present, R4],
    ],
  },
  CarePlan: {
    releases: ANY_RELEASE,
    signs: [
      CONTEXT,
      ['activity', first(has('detail')), BEFORE_R5],
      ['activity', first(has('plannedActivityReference', 'performedActivity')), R5],
      ['addresses', first(isCodeableReference), R5],
      ['encounter', present, SINCE_R4],
      ['created', present, SINCE_R4],
      ['status', oneOf('suspended', 'cancelled'), STU3],
    ],
  },
  Medication: {
    releases: ANY_RELEASE,
    signs: [
      ['product', present, DSTU2],
      ['isBrand', present, DSTU2 | STU3],
      ['form', present, STU3 | R4],
      ['doseForm', present, R5],
      ['ingredient', first(has('item')), R5],
    ],
  },
};

const BY_TYPE: ReadonlyMap<string, TypeSigns> = new Map(Object.entries(TYPES));

/** The releases that a resource may be written in, as bits; none when its parts contradict each other. */
export function releasesOf(resource: RawResource): number {
  const type = BY_TYPE.get(resource.resourceType);
  if (type === undefined) return 0;
  let { releases } = type;
  for (const [element, test, allowed] of type.signs) {
    const value = resource[element];
    if (value !== undefined && value !== null && test(value, resource)) releases &= allowed;
  }
  return releases;
}
