// R5 (5.0.0) told as differences from R4, by resource type. Elements that no rule reads and that no answer carries pass as
// they are.
import { asArray, isObject } from '../lenient.ts';
import { conceptInR4, conceptsInR4, referenceInR4, splitInR4, splitListInR4 } from './codeable-reference.ts';
import {
  firstCode,
  inside,
  recoded,
  renamed,
  rewritten,
  singleInR4,
  type Difference,
  type Part,
} from './difference.ts';
import { r5Dosages } from './dosage.ts';
import { R5_ACTIVITIES } from './r5-activities.ts';

const REASON = splitListInR4('reason', 'reasonCode', 'reasonReference');
const MEDICATION = splitInR4('medication', 'medicationCodeableConcept', 'medicationReference');

/** Who said so may be told without saying that it is reported: R4 has one element for both. */
const REPORTED: Difference = {
  toR4: (part) => {
    if (typeof part['reported'] === 'boolean') {
      part['reportedBoolean'] = part['reported'];
      Reflect.deleteProperty(part, 'reported');
    } else if (part['reportedBoolean'] === undefined && isObject(asArray(part['informationSource'])[0])) {
      part['reportedReference'] = asArray(part['informationSource'])[0];
    }
  },
  fromR4: (part) => {
    if (part['informationSource'] === undefined && part['reportedReference'] !== undefined) {
      part['informationSource'] = [part['reportedReference']];
      part['reported'] = true;
    }
    if (part['reportedBoolean'] !== undefined) part['reported'] = part['reportedBoolean'];
    Reflect.deleteProperty(part, 'reportedReference');
    Reflect.deleteProperty(part, 'reportedBoolean');
  },
};

/** What the record says of taking, as the status that R4 has for it. The narrower codes begin with the broader ones. */
const ADHERENCE: readonly (readonly [string, string])[] = [
  ['taking', 'active'],
  ['on-hold', 'on-hold'],
  ['stopped', 'stopped'],
  ['not-taking', 'not-taken'],
];

/**
 * The status of an R5 statement is that of the record; whether the drug is taken is said by adherence, or by a period of use
 * (which R5 leaves open at the end while the use goes on). Where neither says it, it is unknown, never absent.
 */
const STATEMENT_STATUS: Difference = {
  toR4: (part) => {
    const status = part['status'];
    if (status !== 'recorded' && status !== 'draft') return;
    part['status'] = status === 'draft' ? 'unknown' : statusOfUse(part);
  },
};

function statusOfUse(statement: Readonly<Part>): string {
  const adherence = statement['adherence'];
  const code = firstCode(isObject(adherence) ? adherence['code'] : undefined);
  if (code !== undefined) return ADHERENCE.find(([broader]) => code.startsWith(broader))?.[1] ?? 'unknown';
  const period = statement['effectivePeriod'];
  return isObject(period) && typeof period['start'] === 'string' ? 'active' : 'unknown';
}

/** R4 has the class as one Coding. */
const ENCOUNTER_CLASS = rewritten('class', (value) => {
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((concept: unknown) => (isObject(concept) ? asArray(concept['coding']) : [])).find(isObject);
});

/** R5 groups the reasons of an Encounter by their use. */
const ENCOUNTER_REASON: Difference = {
  toR4: (part) => {
    const groups = asArray(part['reason']).filter(isObject);
    if (!groups.some((group) => group['value'] !== undefined)) return;
    part['reason'] = groups.flatMap((group) => asArray(group['value']));
    REASON.toR4?.(part);
  },
};

/** Details of an order as parameters; their words are what R4 has, and they stay beside them. */
const ORDER_DETAIL = inside('orderDetail', [
  {
    toR4: (part) => {
      const words = asArray(part['parameter']).filter(isObject).flatMap(wordsOfParameter);
      if (part['text'] === undefined && words.length > 0) part['text'] = words.join('; ');
    },
    fromR4: (part) => {
      if (part['parameter'] !== undefined) Reflect.deleteProperty(part, 'text');
    },
  },
]);

function wordsOfParameter(parameter: Readonly<Part>): readonly string[] {
  const concepts = [parameter['code'], parameter['valueCodeableConcept']].filter(isObject);
  const words = concepts.map((concept) => {
    const displayed = asArray(concept['coding']).find(isObject);
    return concept['text'] ?? displayed?.['display'];
  });
  return [...words, parameter['valueString']].filter((word) => typeof word === 'string');
}

/** Both releases have it as text; R5 as one of several instructions. */
const PATIENT_INSTRUCTION = rewritten(
  'patientInstruction',
  (value) => {
    const [only, ...others] = Array.isArray(value) ? (value as readonly unknown[]) : [];
    return isObject(only) && others.length === 0 ? only['instructionMarkdown'] : undefined;
  },
  (value) => (typeof value === 'string' ? [{ instructionMarkdown: value }] : undefined),
);

const ALLERGY_TYPE = rewritten('type', (value) => {
  const code = firstCode(value);
  return code === 'allergy' || code === 'intolerance' ? code : undefined;
});

const PERFORMED = ['DateTime', 'Period', 'String', 'Age', 'Range'].map((type) =>
  renamed(`occurrence${type}`, `performed${type}`),
);

/** Differences by type. */
export const R5_DIFFERENCES: ReadonlyMap<string, readonly Difference[]> = new Map<string, readonly Difference[]>([
  ['AllergyIntolerance', [ALLERGY_TYPE, inside('reaction', [rewritten('manifestation', conceptsInR4)])]],
  [
    'MedicationRequest',
    [
      recoded('status', { ended: 'completed' }),
      MEDICATION,
      REASON,
      REPORTED,
      singleInR4('performer'),
      inside('dispenseRequest', [renamed('dispenser', 'performer')]),
      ...r5Dosages('dosageInstruction'),
    ],
  ],
  [
    'MedicationStatement',
    [
      STATEMENT_STATUS,
      MEDICATION,
      REASON,
      renamed('encounter', 'context'),
      singleInR4('category'),
      singleInR4('informationSource'),
      ...r5Dosages('dosage'),
    ],
  ],
  [
    'Medication',
    [
      renamed('doseForm', 'form'),
      renamed('marketingAuthorizationHolder', 'manufacturer'),
      inside('ingredient', [
        splitInR4('item', 'itemCodeableConcept', 'itemReference'),
        renamed('strengthRatio', 'strength'),
      ]),
    ],
  ],
  [
    'ServiceRequest',
    [
      rewritten('code', conceptInR4.toR4, conceptInR4.fromR4),
      ORDER_DETAIL,
      REASON,
      splitListInR4('location', 'locationCode', 'locationReference'),
      rewritten('supportingInfo', referenceInR4.toR4, referenceInR4.fromR4),
      PATIENT_INSTRUCTION,
    ],
  ],
  [
    'Procedure',
    [
      ...PERFORMED,
      REASON,
      singleInR4('category'),
      splitListInR4('complication', 'complication', 'complicationDetail'),
      splitListInR4('used', 'usedCode', 'usedReference'),
    ],
  ],
  [
    'DeviceRequest',
    [
      splitInR4('code', 'codeCodeableConcept', 'codeReference'),
      REASON,
      rewritten('performer', referenceInR4.toR4, referenceInR4.fromR4),
      renamed('replaces', 'priorRequest'),
    ],
  ],
  [
    'Encounter',
    [
      ENCOUNTER_CLASS,
      ENCOUNTER_REASON,
      recoded('status', {
        completed: 'finished',
        discharged: 'finished',
        'on-hold': 'onleave',
        discontinued: 'cancelled',
      }),
      renamed('actualPeriod', 'period'),
      renamed('admission', 'hospitalization'),
    ],
  ],
  ['CarePlan', [R5_ACTIVITIES, rewritten('addresses', referenceInR4.toR4, referenceInR4.fromR4)]],
]);
