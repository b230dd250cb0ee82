// The schema of fixtures/cases/*.yaml: a misspelt key must fail, not silently weaken a case.
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { prefetchKeys } from './case-model.ts';

type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string', minLength: 1 };
const texts: Schema = { type: 'array', items: text };
const date: Schema = { type: 'string', pattern: '^\\d{4}(-\\d{2}(-\\d{2}(T.+)?)?)?$' };
const concept: Schema = { anyOf: [text, { type: 'object', minProperties: 1 }] };
const fhir: Schema = { type: 'object', minProperties: 1 };
const oneOf = (...values: readonly string[]): Schema => ({ enum: values });

function closed(required: readonly string[], properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', required, properties, additionalProperties: false };
}

const dosed = {
  dose: { type: 'string', pattern: '^\\d+(\\.\\d+)? [a-z]+$' },
  'times-daily': { type: 'integer', minimum: 1 },
  days: { type: 'integer', minimum: 1 },
  reason: concept,
  status: text,
  fhir,
};

const service = closed(['service'], { service: concept, date, status: text, fhir });

const factLists = {
  conditions: closed(['code'], {
    code: concept,
    onset: date,
    'onset-text': text,
    recorded: date,
    abated: date,
    status: text,
    verification: text,
    category: text,
    encounter: oneOf('today', 'earlier'),
    fhir,
  }),
  medications: closed(['drug'], {
    drug: concept,
    as: oneOf('MedicationRequest', 'MedicationStatement'),
    start: date,
    end: date,
    ...dosed,
  }),
  observations: closed(['item', 'date'], {
    item: text,
    value: { type: 'number' },
    unit: text,
    date,
    status: text,
    fhir,
  }),
  allergies: closed(['substance'], {
    substance: concept,
    type: oneOf('allergy', 'intolerance'),
    reactions: texts,
    status: text,
    verification: text,
    fhir,
  }),
  procedures: service,
  services: service,
  'care-plans': service,
  'family-history': closed(['text'], { text, fhir }),
  drafts: closed([], { drug: concept, service: concept, selected: { type: 'boolean' }, ...dosed }),
};

const facts = Object.fromEntries(
  Object.entries(factLists).map(([name, items]) => [name, { type: 'array', items }] as const),
);

const card = closed(['rule', 'indicator'], {
  rule: text,
  indicator: oneOf('info', 'warning', 'critical'),
  suggestions: { anyOf: [text, texts] },
  recommended: texts,
  sections: texts,
  'sections-include': texts,
  'sections-exclude': texts,
  says: texts,
  'says-not': texts,
  'no-delete': { const: true },
});

const failure = closed(['http', 'names'], { http: { type: 'integer', minimum: 400 }, names: texts });

const prefetch = closed([], Object.fromEntries(prefetchKeys.map((key) => [key, oneOf('failed', 'absent', 'null')])));

const patient = closed([], { gender: text, age: { type: 'integer', minimum: 0 }, fhir });

const workedCase = {
  ...closed(['id', 'story', 'hook', 'expect'], {
    id: text,
    story: text,
    because: text,
    like: text,
    hook: oneOf('patient-view', 'order-select', 'order-sign'),
    patient,
    encounter: oneOf('ambulatory', 'inpatient', 'none'),
    prefetch,
    ...facts,
    also: closed([], facts),
    level: { anyOf: [text, { type: 'object', minProperties: 1, additionalProperties: text }] },
    expect: { anyOf: [{ type: 'array', items: card }, failure] },
  }),
  anyOf: [{ required: ['patient'] }, { required: ['like'] }],
};

/** Compiles the check that one case file passes: a list of cases. */
export function compileCaseSchema(): ValidateFunction {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true });
  return ajv.compile({ type: 'array', items: workedCase });
}
