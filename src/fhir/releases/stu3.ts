// STU3 (3.0.2) told as differences from R4, by the resource type of STU3. Elements that no rule reads and that no answer
// carries pass as they are.
import { asArray, isObject } from '../lenient.ts';
import type { JsonObject } from '../types.ts';
import { firstCode, inside, listedInR4, recoded, renamed, rewritten, type Difference } from './difference.ts';
import { stu3Dosages } from './dosage.ts';
import { referenceFromStu3, referenceToStu3 } from './request-reference.ts';

const HL7 = 'http://terminology.hl7.org/CodeSystem/';
const ON_BEHALF_OF = 'http://hl7.org/fhir/3.0/StructureDefinition/extension-MedicationRequest.requester.onBehalfOf';

const ENCOUNTER = renamed('context', 'encounter');
const REQUEST_STATUS = recoded('status', { suspended: 'on-hold', cancelled: 'revoked' });

/** A plain code where R4 has a concept. */
function conceptStatus(element: string, system: string, codes: Readonly<Record<string, string>> = {}): Difference {
  const outward = new Map(Object.entries(codes).map(([there, here]) => [here, there]));
  return rewritten(
    element,
    (value) => {
      if (typeof value !== 'string') return undefined;
      const code = Object.hasOwn(codes, value) ? codes[value] : value;
      return { coding: [{ system: `${HL7}${system}`, code }] };
    },
    (value) => {
      const code = firstCode(value);
      return code === undefined ? undefined : (outward.get(code) ?? code);
    },
  );
}

/** A backbone with the agent and whom he acts for; R4 has the agent alone, so the other goes along as an extension. */
const REQUESTER = rewritten(
  'requester',
  (value) => {
    if (!isObject(value) || !isObject(value['agent'])) return undefined;
    const { agent, onBehalfOf } = value;
    if (onBehalfOf === undefined) return agent;
    return { ...agent, extension: [...asArray(agent['extension']), { url: ON_BEHALF_OF, valueReference: onBehalfOf }] };
  },
  (value) => {
    if (!isObject(value) || value['agent'] !== undefined) return undefined;
    const { extension, ...agent } = value;
    const isOnBehalf = (item: unknown): item is JsonObject => isObject(item) && item['url'] === ON_BEHALF_OF;
    const onBehalf = asArray(extension).find(isOnBehalf);
    const others = asArray(extension).filter((item) => !isOnBehalf(item));
    return {
      agent: { ...agent, ...(others.length > 0 ? { extension: others } : {}) },
      ...(onBehalf === undefined ? {} : { onBehalfOf: onBehalf['valueReference'] }),
    };
  },
);

/** References to other requests, whose type has another name. */
function requestReferences(element: string): Difference {
  const through = (convert: (reference: string) => string) => (value: unknown) =>
    typeof value === 'string' ? convert(value) : undefined;
  return inside(element, [rewritten('reference', through(referenceFromStu3), through(referenceToStu3))]);
}

/** An instruction for the patient has no element of its own: it must not be lost, so it becomes a note. */
const PATIENT_INSTRUCTION: Difference = {
  fromR4: (part) => {
    if (typeof part['patientInstruction'] !== 'string') return;
    part['note'] = [...asArray(part['note']), { text: part['patientInstruction'] }];
    Reflect.deleteProperty(part, 'patientInstruction');
  },
};

const SERVICE: readonly Difference[] = [
  ENCOUNTER,
  REQUEST_STATUS,
  REQUESTER,
  PATIENT_INSTRUCTION,
  requestReferences('basedOn'),
  requestReferences('replaces'),
];

/** Several services in one referral: their codes together, so that none is lost. Without one the type says what is asked for. */
const SERVICE_REQUESTED: Difference = {
  toR4: (part) => {
    const services = asArray(part['serviceRequested']).filter(isObject);
    if (part['code'] !== undefined) return;
    const [first, ...others] = services.length > 0 ? services : asArray(part['type']).filter(isObject);
    if (first === undefined) return;
    part['code'] = others.length === 0 ? first : together([first, ...others]);
    if (services.length === 1) Reflect.deleteProperty(part, 'serviceRequested');
  },
  fromR4: (part) => {
    if (part['code'] === undefined) return;
    part['serviceRequested'] ??= [part['code']];
    Reflect.deleteProperty(part, 'code');
  },
};

function together(concepts: readonly JsonObject[]): JsonObject {
  const coding = concepts.flatMap((concept) => asArray(concept['coding']));
  const words = concepts.flatMap(({ text }) => (typeof text === 'string' ? [text] : []));
  return { ...(coding.length > 0 ? { coding } : {}), ...(words.length > 0 ? { text: words.join('; ') } : {}) };
}

/** `taken` is part of the status in R4. Whether a drug was taken that is on hold, stopped or only intended changes nothing. */
const TAKEN: Difference = {
  toR4: (part) => {
    const { status, taken } = part as { readonly status?: unknown; readonly taken?: unknown };
    if (taken === 'n' && (status === 'active' || status === 'completed')) part['status'] = 'not-taken';
    // Nobody knows: it counts for interactions, and not as therapy.
    if (taken === 'unk' && status === 'active') part['status'] = 'unknown';
  },
};

const NOT_DONE: Difference = {
  toR4: (part) => {
    if (part['notDone'] === true && part['status'] !== 'entered-in-error') part['status'] = 'not-done';
  },
};

/** STU3 counts repeats from 1; none is none written. */
const REPEATS: Difference = {
  fromR4: (part) => {
    if (part['numberOfRepeatsAllowed'] === 0) Reflect.deleteProperty(part, 'numberOfRepeatsAllowed');
  },
};

/** Differences by type. */
export const STU3_DIFFERENCES: ReadonlyMap<string, readonly Difference[]> = new Map<string, readonly Difference[]>([
  [
    'Condition',
    [
      ENCOUNTER,
      renamed('assertedDate', 'recordedDate'),
      conceptStatus('clinicalStatus', 'condition-clinical'),
      // R4 has no "unknown": what nobody has confirmed counts as a suspicion, not as a fact and not as nothing.
      conceptStatus('verificationStatus', 'condition-ver-status', { unknown: 'unconfirmed' }),
    ],
  ],
  [
    'AllergyIntolerance',
    [
      renamed('assertedDate', 'recordedDate'),
      conceptStatus('clinicalStatus', 'allergyintolerance-clinical'),
      conceptStatus('verificationStatus', 'allergyintolerance-verification'),
    ],
  ],
  [
    'MedicationRequest',
    [
      ENCOUNTER,
      listedInR4('category'),
      REQUESTER,
      inside('substitution', [renamed('allowed', 'allowedBoolean')]),
      inside('dispenseRequest', [REPEATS]),
      stu3Dosages('dosageInstruction'),
      requestReferences('basedOn'),
    ],
  ],
  ['MedicationStatement', [TAKEN, renamed('reasonNotTaken', 'statusReason'), stu3Dosages('dosage')]],
  ['Medication', [inside('ingredient', [renamed('amount', 'strength')])]],
  ['Observation', [ENCOUNTER, listedInR4('interpretation'), inside('component', [listedInR4('interpretation')])]],
  [
    'Procedure',
    [
      ENCOUNTER,
      recoded('status', { suspended: 'on-hold', aborted: 'stopped' }),
      NOT_DONE,
      requestReferences('basedOn'),
    ],
  ],
  ['ProcedureRequest', [...SERVICE, listedInR4('performer')]],
  [
    'ReferralRequest',
    [
      ...SERVICE,
      SERVICE_REQUESTED,
      renamed('type', 'category'),
      listedInR4('category'),
      renamed('groupIdentifier', 'requisition'),
      renamed('specialty', 'performerType'),
      renamed('recipient', 'performer'),
    ],
  ],
  [
    'DeviceRequest',
    [ENCOUNTER, REQUEST_STATUS, REQUESTER, rewritten('intent', firstCode), requestReferences('basedOn')],
  ],
  ['Encounter', [renamed('reason', 'reasonCode')]],
  [
    'CarePlan',
    [
      ENCOUNTER,
      REQUEST_STATUS,
      requestReferences('basedOn'),
      inside('activity', [
        requestReferences('reference'),
        inside('detail', [
          renamed('prohibited', 'doNotPerform'),
          rewritten('statusReason', (value) => (typeof value === 'string' ? { text: value } : undefined)),
        ]),
      ]),
    ],
  ],
]);
