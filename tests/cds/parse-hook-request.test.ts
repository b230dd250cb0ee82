import { expect } from 'chai';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { AppError } from '../../src/base/errors.ts';
import type { HookRequest } from '../../src/cds/hook-request.ts';
import { parseHookRequest } from '../../src/cds/parse-hook-request.ts';
import { authorization, bundle, draft, listings, selectCall, signCall, viewCall, type Json } from './calls.ts';

const parse = (body: unknown): HookRequest => parseHookRequest(body, listings());

function refusal(body: unknown): AppError {
  try {
    parse(body);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('the call was accepted');
}

const complaints = (body: unknown): readonly string[] =>
  refusal(body).problems.map(({ pointer, message }) => `${pointer} ${message}`);

function without(call: Json, ...path: readonly string[]): Json {
  const copy = structuredClone(call);
  const parent = path.slice(0, -1).reduce((at, name) => at[name] as Json, copy);
  Reflect.deleteProperty(parent, path.at(-1) ?? '');
  return copy;
}

describe('hook request: envelope', () => {
  it('C1 reads hook, instance, user and patient', () => {
    const { prefetch, ...rest } = parse(viewCall());
    expect(rest).to.deep.equal({
      hook: 'patient-view',
      hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
      userId: 'Practitioner/1',
      patientId: 'p1',
    });
    expect([...prefetch.keys()]).to.deep.equal(['patient', 'conditions']);
  });

  for (const field of ['hook', 'hookInstance', 'context']) {
    it(`C1 C3 refuses a call without ${field}`, () => {
      expect(complaints(without(viewCall(), field))).to.deep.equal([`/${field} is required`]);
    });
  }

  it('C3 names every problem of a call at once', () => {
    const call = { hook: 'order-select', hookInstance: 7, context: { patientId: '' }, prefetch: 'x' };
    expect(complaints(call)).to.have.members([
      '/hookInstance must be a string',
      '/context/userId is required',
      '/context/patientId must be the id of a Patient',
      '/context/draftOrders is required',
      '/context/selections is required',
      '/prefetch must be an object',
    ]);
  });

  for (const body of [undefined, null, [], 'text', 3, true]) {
    it(`C3 refuses ${inspect(body)} in place of a call`, () => {
      expect(complaints(body)).to.deep.equal([' must be an object']);
    });
  }

  it('C3 refuses a hook that the service does not answer, without repeating it', () => {
    const error = refusal(viewCall({}, { hook: 'CANARY' }));
    expect(error.code).to.equal('HOOK_NOT_SERVED');
    expect(JSON.stringify([error.message, error.problems])).to.not.contain('CANARY');
  });

  it('C3 refuses a hook of the library that this service leaves out', () => {
    const views = listings().filter(({ hook }) => hook === 'patient-view');
    expect(() => parseHookRequest(signCall(), views)).to.throw(AppError, 'patient-view');
  });

  it('W3 ignores extensions and unknown fields, whatever they hold', () => {
    const call = viewCall({ extra: [] }, { extension: 'text', item2: null, user: 'Practitioner/2' });
    expect(parse(call).patientId).to.equal('p1');
  });

  it('accepts an instance that is no UUID, but not an empty or an endless one', () => {
    expect(parse(viewCall({}, { hookInstance: 'constant' })).hookInstance).to.equal('constant');
    const complaint = '/hookInstance must be a UUID, or another identifier of up to 200 characters';
    expect(complaints(viewCall({}, { hookInstance: '' }))).to.deep.equal([complaint]);
    expect(complaints(viewCall({}, { hookInstance: 'x'.repeat(201) }))).to.deep.equal([complaint]);
  });

  it('F1 reads the declared prefetch keys only', () => {
    const prefetch = { patient: { resourceType: 'Patient', id: 'p1' }, coverageBundle: bundle() };
    const read = parse(viewCall({}, { prefetch })).prefetch;
    expect(read.get('patient')).to.deep.equal({
      state: 'complete',
      resources: [{ resourceType: 'Patient', id: 'p1' }],
    });
    expect(read.has('coverageBundle')).to.equal(false);
  });

  it('C1 accepts a prefetch of null as none', () => {
    expect(parse(viewCall({}, { prefetch: null })).prefetch.get('patient')?.state).to.equal('unknown');
  });
});

describe('hook request: authorization', () => {
  const fhirServer = 'https://ehr.example/r4';

  it('C2 reads the server and the token', () => {
    const call = viewCall({}, { fhirServer, fhirAuthorization: authorization() });
    expect(parse(call).access).to.deep.equal({ fhirServer, accessToken: 't0k3n' });
  });

  it('C2 accepts a server without a token, and an empty token', () => {
    expect(parse(viewCall({}, { fhirServer })).access).to.deep.equal({ fhirServer });
    const open = viewCall({}, { fhirServer, fhirAuthorization: authorization({ access_token: '' }) });
    expect(parse(open).access).to.deep.equal({ fhirServer });
  });

  it('C1 refuses an authorization without a server', () => {
    expect(complaints(viewCall({}, { fhirAuthorization: authorization() }))).to.deep.equal(['/fhirServer is required']);
  });

  for (const field of Object.keys(authorization())) {
    it(`C2 refuses an authorization without ${field}`, () => {
      const call = viewCall({}, { fhirServer, fhirAuthorization: authorization() });
      expect(complaints(without(call, 'fhirAuthorization', field))).to.deep.equal([
        `/fhirAuthorization/${field} is required`,
      ]);
    });
  }

  it('C2 refuses a token of another type', () => {
    const call = viewCall({}, { fhirServer, fhirAuthorization: authorization({ token_type: 'mac' }) });
    expect(complaints(call)).to.deep.equal(['/fhirAuthorization/token_type must be Bearer']);
  });

  it('C1 refuses a server that is no web address, and takes an empty one for none', () => {
    const complaint = '/fhirServer must be an absolute http or https URL';
    expect(complaints(viewCall({}, { fhirServer: 'file:///etc/passwd' }))).to.deep.equal([complaint]);
    expect(parse(viewCall({}, { fhirServer: '', fhirAuthorization: null }))).to.not.have.property('access');
  });
});

describe('hook request: context', () => {
  for (const field of ['userId', 'patientId']) {
    for (const call of [viewCall(), selectCall(), signCall()]) {
      it(`C4 C5 C6 refuses a ${String(call['hook'])} without ${field}`, () => {
        expect(complaints(without(call, 'context', field))).to.deep.equal([`/context/${field} is required`]);
      });
    }
  }

  for (const userId of ['Practitioner/1', 'PractitionerRole/1', 'Patient/1', 'RelatedPerson/1']) {
    it(`C4 accepts the user ${userId}`, () => {
      expect(parse(viewCall({ userId })).userId).to.equal(userId);
      expect(parse(viewCall({ userId: `https://ehr.example/r4/${userId}` })).userId).to.equal(userId);
    });
  }

  for (const userId of ['1', 'Device/1', 'Practitioner/', 'Practitioner/1 2', 7]) {
    it(`C4 refuses the user ${userId}`, () => {
      expect(refusal(viewCall({ userId })).problems.map(({ pointer }) => pointer)).to.deep.equal(['/context/userId']);
    });
  }

  it('reads patient and encounter ids that come as references', () => {
    const bare = { patientId: 'p1', encounterId: 'e1' };
    expect(parse(viewCall({ patientId: 'Patient/p1', encounterId: 'Encounter/e1' }))).to.deep.include(bare);
    const base = 'https://ehr.example/r4';
    expect(parse(viewCall({ patientId: `${base}/Patient/p1`, encounterId: `${base}/Encounter/e1` }))).to.deep.include(
      bare,
    );
  });

  it('takes an empty encounter for none', () => {
    for (const encounterId of ['', null, undefined]) {
      expect(parse(viewCall({ encounterId }))).to.not.have.property('encounterId');
    }
  });

  for (const patientId of ['', ' ', 'Practitioner/1', 'a b', 'Patient/', 'x'.repeat(201), null, 7, {}]) {
    it(`C3 refuses the patient id ${JSON.stringify(patientId).slice(0, 30)}`, () => {
      expect(refusal(viewCall({ patientId })).problems[0]?.pointer).to.equal('/context/patientId');
    });
  }
});

describe('hook request: draft orders', () => {
  it('C6 reads the draft orders of every type, in their order', () => {
    const diet = { resourceType: 'NutritionOrder', id: 'n1' };
    const call = signCall({ draftOrders: bundle(draft('m2'), diet, draft('m1')) });
    expect(parse(call).draftOrders).to.deep.equal([draft('m2'), diet, draft('m1')]);
    expect(parse(call)).to.not.have.property('selections');
  });

  it('C4 has none on patient-view', () => {
    expect(parse(viewCall({ draftOrders: bundle(draft('m1')) }))).to.not.have.property('draftOrders');
  });

  it('C5 refuses an order hook without draft orders and without selections, naming both', () => {
    const call = viewCall({}, { hook: 'order-select' });
    expect(complaints(call)).to.deep.equal(['/context/draftOrders is required', '/context/selections is required']);
  });

  for (const draftOrders of ['text', 3, null, {}, { id: 'x' }]) {
    it(`C6 refuses ${JSON.stringify(draftOrders)} in place of draft orders`, () => {
      expect(refusal(signCall({ draftOrders })).problems[0]?.pointer).to.equal('/context/draftOrders');
    });
  }

  it('C6 accepts a Bundle without type, entries without fullUrl, and passes over entries without a resource', () => {
    const draftOrders = { resourceType: 'Bundle', entry: [{ resource: draft('m1') }, {}, { fullUrl: 'urn:uuid:x' }] };
    expect(parse(signCall({ draftOrders })).draftOrders).to.deep.equal([draft('m1')]);
  });

  it('C6 accepts a Bundle without orders, one bare order and a list of orders', () => {
    expect(parse(signCall({ draftOrders: { resourceType: 'Bundle' } })).draftOrders).to.deep.equal([]);
    expect(parse(signCall({ draftOrders: draft('m1') })).draftOrders).to.deep.equal([draft('m1')]);
    expect(parse(signCall({ draftOrders: [draft('m1')] })).draftOrders).to.deep.equal([draft('m1')]);
  });

  it('C5 accepts an order that lacks every detail', () => {
    const bare = { resourceType: 'ServiceRequest', id: 's1', code: { coding: [{}] }, reasonCode: [] };
    const call = selectCall({ draftOrders: bundle(bare), selections: ['ServiceRequest/s1'] });
    expect(parse(call)).to.deep.include({ draftOrders: [bare], selections: ['ServiceRequest/s1'] });
  });

  it('gives an order without id the one that its fullUrl ends in', () => {
    const entry = [
      { fullUrl: 'urn:uuid:u1', resource: { resourceType: 'MedicationRequest' } },
      { fullUrl: 'https://ehr.example/r4/MedicationRequest/m2', resource: { resourceType: 'MedicationRequest' } },
      { resource: { resourceType: 'MedicationRequest' } },
    ];
    const call = selectCall({ draftOrders: { resourceType: 'Bundle', entry }, selections: ['urn:uuid:u1'] });
    expect(parse(call).draftOrders?.map(({ id }) => id)).to.deep.equal(['u1', 'm2', undefined]);
    expect(parse(call).selections).to.deep.equal(['MedicationRequest/u1']);
  });
});

describe('hook request: selections', () => {
  const selected = (...selections: unknown[]): readonly string[] | undefined =>
    parse(selectCall({ selections })).selections;

  it('C5 gives the selected orders as relative references, each once', () => {
    expect(selected('MedicationRequest/m2', 'MedicationRequest/m1', 'MedicationRequest/m2')).to.deep.equal([
      'MedicationRequest/m2',
      'MedicationRequest/m1',
    ]);
  });

  it('C5 understands absolute and versioned references and bare ids', () => {
    expect(selected('https://ehr.example/r4/MedicationRequest/m1')).to.deep.equal(['MedicationRequest/m1']);
    expect(selected('MedicationRequest/m1/_history/3')).to.deep.equal(['MedicationRequest/m1']);
    expect(selected('m2')).to.deep.equal(['MedicationRequest/m2']);
  });

  it('A30 ignores selections that name no draft order', () => {
    expect(selected('MedicationRequest/gone', 'MedicationRequest/m1', 7, null)).to.deep.equal(['MedicationRequest/m1']);
  });

  it('A30 refuses a call in which no selection names a draft order', () => {
    const complaint = '/context/selections must name at least one of the draft orders';
    expect(complaints(selectCall({ selections: ['MedicationRequest/gone'] }))).to.deep.equal([complaint]);
  });

  it('C5 refuses an empty list of selections, and what is no list', () => {
    expect(complaints(selectCall({ selections: [] }))).to.deep.equal([
      '/context/selections must have at least one entry',
    ]);
    expect(complaints(selectCall({ selections: 'MedicationRequest/m1' }))).to.deep.equal([
      '/context/selections must be an array',
    ]);
  });
});

describe('hook request: hostile input', () => {
  it('takes __proto__ for one more unknown field', () => {
    const poisoned =
      '{"__proto__":{"polluted":true,"hook":"patient-view"},"constructor":{"prototype":{"polluted":true}}}';
    expect(complaints(JSON.parse(poisoned))).to.include('/hook is required');
    const call = JSON.stringify(signCall()).replaceAll('"status"', '"__proto__":{"polluted":true},"status"');
    expect(parse(JSON.parse(call)).draftOrders).to.have.length(2);
    expect(Object.prototype).to.not.have.property('polluted');
  });

  it('answers any JSON with a request or with problems, never with another error', () => {
    const hooks = fc.constantFrom('patient-view', 'order-select', 'order-sign');
    const context = fc.record(
      {
        userId: fc.oneof(fc.constant('Practitioner/1'), fc.jsonValue()),
        patientId: fc.oneof(fc.constant('p1'), fc.jsonValue()),
        encounterId: fc.jsonValue(),
        selections: fc.oneof(fc.constant(['MedicationRequest/m1']), fc.jsonValue()),
        draftOrders: fc.oneof(fc.constant(bundle(draft('m1'))), fc.jsonValue()),
      },
      { requiredKeys: [] },
    );
    const calls = fc.record({ hook: hooks, hookInstance: fc.string(), context, prefetch: fc.jsonValue() });
    fc.assert(
      fc.property(fc.oneof(calls, fc.jsonValue()), (body) => {
        try {
          parse(body);
        } catch (error) {
          expect(error).to.be.instanceOf(AppError);
        }
      }),
    );
  });

  it('does not slow down on long hostile strings', () => {
    const long = 'Patient/'.repeat(200_000);
    const call = viewCall({ patientId: long, userId: long, encounterId: long }, { hookInstance: long });
    expect(refusal(call).problems).to.have.length(4);
  });

  it('tells problems without any value of the call', () => {
    const canary = 'CANARY';
    const calls = [
      viewCall({ userId: canary, patientId: `${canary} 1`, encounterId: `${canary} 1` }, { hookInstance: [canary] }),
      viewCall({}, { fhirServer: canary, fhirAuthorization: { access_token: canary, token_type: canary } }),
      selectCall({ selections: [canary], draftOrders: canary }, { prefetch: [canary] }),
      selectCall({ selections: [canary] }),
      signCall({ draftOrders: { [canary]: canary } }),
      { [canary]: canary, hook: canary },
      canary,
    ];
    for (const call of calls) {
      const error = refusal(call);
      expect(JSON.stringify([error.message, error.problems, error.cause])).to.not.contain(canary);
    }
  });
});
