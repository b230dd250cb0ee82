import { expect } from 'chai';
import { requestFor, workedCases } from './case-request.ts';
import type { HookRequestBody, RequestOptions } from './case-request.ts';
import { prefetchKeys } from './case-model.ts';
import type { WorkedCase } from './case-model.ts';
import { resolveCases } from './case-files.ts';
import { loadVocabulary } from './vocabulary.ts';

type Json = Readonly<Record<string, unknown>>;

const variants: readonly RequestOptions[] = [
  {},
  { medicationsAs: 'MedicationRequest' },
  { medicationsAs: 'MedicationStatement' },
  { codings: 'two' },
  { codings: 'none' },
  { reasons: 'reference' },
  { encounter: false },
];

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every object inside a value, the value itself included. */
function objectsIn(value: unknown): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  return isObject(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : [];
}

function resourcesIn(body: HookRequestBody): readonly Json[] {
  return objectsIn(body).filter((one) => typeof one['resourceType'] === 'string' && typeof one['id'] === 'string');
}

function referencesIn(body: HookRequestBody): readonly string[] {
  const inResources = objectsIn(body).flatMap(({ reference }) => (typeof reference === 'string' ? [reference] : []));
  return [...inResources, ...(body.context.selections ?? [])];
}

/** References of a request that lead to no resource in it and to nobody whom its context names. */
function danglingIn(body: HookRequestBody): readonly string[] {
  const known = resourcesIn(body).map(({ resourceType, id }) => `${String(resourceType)}/${String(id)}`);
  const names = new Set([...known, body.context.userId, `Patient/${body.context.patientId}`]);
  return referencesIn(body).filter((reference) => !names.has(reference));
}

/** Places where a request holds undefined, null, NaN or something empty. */
function hollowIn(value: unknown, path = ''): readonly string[] {
  if (isObject(value) || Array.isArray(value)) {
    const inner = Object.entries(value);
    return inner.length === 0 ? [path] : inner.flatMap(([name, one]) => hollowIn(one, `${path}/${name}`));
  }
  return value === undefined || value === null || value === '' || Number.isNaN(value) ? [path] : [];
}

describe('the worked cases', () => {
  let cases: readonly WorkedCase[];

  before(() => {
    cases = workedCases();
  });

  function requestOf(id: string, options?: RequestOptions): HookRequestBody {
    const found = cases.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no case ${id}`);
    return requestFor(found, options);
  }

  function resourceOf(body: HookRequestBody, type: string): Json {
    return resourcesIn(body).find(({ resourceType }) => resourceType === type) ?? {};
  }

  it('are C01 to C76, each once', () => {
    const ids = cases.map(({ id }) => id);
    const wanted = Array.from({ length: 76 }, (_, index) => `C${String(index + 1).padStart(2, '0')}`);
    expect(wanted.filter((id) => !ids.includes(id))).to.deep.equal([]);
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('recommend only what they suggest', () => {
    const cards = cases.flatMap((one) => ('http' in one.expect ? [] : one.expect));
    const wrong = cards.filter(({ suggestions = [], recommended = [] }) =>
      recommended.some((id) => !suggestions.includes(id)),
    );
    expect(wrong).to.deep.equal([]);
  });

  it('order something on an order hook, and only there', () => {
    const wrong = cases.filter((one) => (one.hook === 'patient-view') === (one.drafts ?? []).length > 0);
    expect(wrong.map(({ id }) => id)).to.deep.equal([]);
  });

  it('build requests that survive JSON and hold nothing empty, in every variant', () => {
    for (const one of cases.filter(({ prefetch }) => prefetch === undefined))
      for (const options of variants) {
        const body = requestFor(one, options);
        expect(JSON.parse(JSON.stringify(body)), one.id).to.deep.equal(body);
        expect(hollowIn(body), one.id).to.deep.equal([]);
      }
  });

  it('build requests whose references all lead somewhere, in every variant', () => {
    for (const one of cases)
      for (const options of variants) expect(danglingIn(requestFor(one, options)), one.id).to.deep.equal([]);
  });

  it('give no id twice within a request', () => {
    for (const one of cases) {
      const ids = resourcesIn(requestFor(one)).map(({ id }) => id);
      expect(new Set(ids).size, one.id).to.equal(ids.length);
    }
  });

  it('answer every prefetch key', () => {
    for (const one of cases.filter(({ prefetch }) => prefetch === undefined))
      expect(requestFor(one).prefetch, one.id).to.include.all.keys(...prefetchKeys);
  });

  it('answer a key about which they say nothing with an empty search', () => {
    const { prefetch } = requestOf('C02');
    expect(prefetch['procedures']).to.deep.equal({ resourceType: 'Bundle', type: 'searchset', total: 0 });
  });

  it('give the patient an age that holds on the day of the cases', () => {
    expect(resourceOf(requestOf('C06'), 'Patient')['birthDate']).to.equal('2009-09-02');
  });

  it('send the observations under the key of their kind', () => {
    const keys = ['laboratory', 'vitalSigns', 'scores'];
    const totalOf = (answer: unknown): unknown => (isObject(answer) ? answer['total'] : undefined);
    const totals = ['C15', 'C30'].map((id) => keys.map((key) => totalOf(requestOf(id).prefetch[key])));
    expect(totals).to.deep.equal([
      [1, 0, 1],
      [0, 1, 0],
    ]);
  });

  it('leave out the clinical status of what was entered in error', () => {
    expect(resourceOf(requestOf('C04'), 'Condition')).to.not.have.property('clinicalStatus');
  });

  it('write an OperationOutcome for a failed key', () => {
    expect(requestOf('C75').prefetch['conditions']).to.have.property('resourceType', 'OperationOutcome');
  });

  it('select the drafts on order-select only', () => {
    expect(requestOf('C41').context.selections).to.deep.equal(['MedicationRequest/draft-1']);
    expect(requestOf('C40').context).to.not.have.property('selections');
  });

  it('send the family history outside the declared keys', () => {
    expect(requestOf('C09').prefetch).to.have.property('familyHistory');
  });

  it('can tell drugs as statements', () => {
    const body = requestOf('C47', { medicationsAs: 'MedicationStatement' });
    expect(resourceOf(body, 'MedicationStatement')['effectivePeriod']).to.deep.equal({
      start: '2026-01-05',
      end: '2026-01-19',
    });
    expect(body.prefetch['medicationRequests']).to.have.property('total', 0);
  });

  it('can put the own code of the client before the standard one, or send text alone', () => {
    const codeOf = (options: RequestOptions): unknown => resourceOf(requestOf('C01', options), 'Condition')['code'];
    expect(codeOf({ codings: 'two' })).to.have.nested.property('coding[1].code', 'M54.6');
    expect(codeOf({ codings: 'none' })).to.deep.equal({ text: 'Mid back pain' });
  });

  it('can refer to the reason of an order', () => {
    const draft = resourceOf(requestOf('C39', { reasons: 'reference' }), 'MedicationRequest');
    expect(draft['reasonReference']).to.deep.equal([{ reference: 'Condition/condition-1' }]);
    expect(draft).to.not.have.property('reasonCode');
  });
});

describe('a case that is like another', () => {
  const model = {
    id: 'A',
    story: 'the model',
    because: 'its own reason',
    hook: 'patient-view',
    patient: { age: 40 },
    conditions: [{ code: 'M54.6' }],
    expect: [],
  } as const;

  it('takes over the facts, adds to them and keeps its own words', () => {
    const also = { conditions: [{ code: 'I10' }] };
    const other = { id: 'B', story: 'the other', like: 'A', hook: 'order-sign', also, expect: [] } as const;
    expect(resolveCases([model, other], loadVocabulary())[1]).to.deep.equal({
      id: 'B',
      story: 'the other',
      hook: 'order-sign',
      patient: { age: 40 },
      conditions: [{ code: 'M54.6' }, { code: 'I10' }],
      expect: [],
    });
  });

  it('is refused when the other does not exist, is itself, or has the same id', () => {
    const vocabulary = loadVocabulary();
    expect(() => resolveCases([{ ...model, like: 'Z' }], vocabulary)).to.throw('does not exist');
    expect(() => resolveCases([{ ...model, like: 'A' }], vocabulary)).to.throw('like itself');
    expect(() => resolveCases([model, model], vocabulary)).to.throw('used twice');
  });
});
