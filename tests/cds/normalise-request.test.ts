// The edge of the releases: calls in, answers out.
import { expect } from 'chai';
import { AppError } from '../../src/base/errors.ts';
import type { Card, HookAnswer } from '../../src/cards/card.ts';
import { denormaliseAnswer } from '../../src/cds/denormalise-answer.ts';
import { normaliseBody, normaliseResources } from '../../src/cds/normalise-request.ts';
import { parseHookRequest } from '../../src/cds/parse-hook-request.ts';
import type { HookRequest } from '../../src/cds/hook-request.ts';
import type { FhirRelease } from '../../src/fhir/releases/release.ts';
import type { RawResource } from '../../src/fhir/types.ts';
import { bundle, listings, selectCall, signCall, viewCall, type Json } from './calls.ts';

const subject = { reference: 'Patient/p1' };
const drug = { text: 'ibuprofen' };

function parsed(body: unknown, release?: FhirRelease): HookRequest {
  return parseHookRequest(normaliseBody(body, release).body, listings());
}

function without<T extends object, K extends keyof T>(object: T, member: K): Omit<T, K> {
  const copy = { ...object };
  Reflect.deleteProperty(copy, member);
  return copy;
}

function refusalOf(body: unknown): AppError | undefined {
  try {
    normaliseBody(body, undefined);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return undefined;
}

/** A request of STU3, and a referral with the same id. */
const REQUEST = { resourceType: 'ProcedureRequest', id: '1', status: 'draft', intent: 'order', code: drug, subject };
const REFERRAL = { resourceType: 'ReferralRequest', id: '1', status: 'draft', intent: 'order', subject };

describe('a call in another release', () => {
  it('C5 has its selected drafts, however they are named', () => {
    const drafts = bundle(REQUEST, REFERRAL, { ...REQUEST, id: '2' }, { ...REFERRAL, id: '3' });
    const selected = (...selections: readonly string[]): readonly string[] | undefined =>
      parsed(selectCall({ draftOrders: drafts, selections })).selections;
    expect(selected('ProcedureRequest/1')).to.deep.equal(['ServiceRequest/1']);
    expect(selected('https://ehr.example/ReferralRequest/1')).to.deep.equal(['ServiceRequest/ReferralRequest-1']);
    expect(selected('2', '3')).to.deep.equal(['ServiceRequest/2', 'ServiceRequest/ReferralRequest-3']);
  });

  it('C5 has drafts without an id under that of their entry', () => {
    const nameless = without(REFERRAL, 'id');
    const draftOrders = { resourceType: 'Bundle', entry: [{ fullUrl: 'urn:uuid:7', resource: nameless }] };
    const call = parsed(selectCall({ draftOrders, selections: ['urn:uuid:7'] }));
    expect(call.selections).to.deep.equal(['ServiceRequest/ReferralRequest-7']);
  });

  it('F2 has prefetched resources as R4, in Bundles, in Bundles of Bundles, alone and in lists', () => {
    const condition = { resourceType: 'Condition', id: 'c', subject, clinicalStatus: 'active' };
    const answers: readonly unknown[] = [
      bundle(condition),
      bundle(bundle(condition)),
      { resourceType: 'Bundle', entry: { resource: condition } },
      { entry: [condition] },
      condition,
      [condition],
    ];
    for (const conditions of answers) {
      const retrieval = parsed(viewCall({}, { prefetch: { conditions } })).prefetch.get('conditions');
      const [read] = retrieval?.state === 'complete' ? retrieval.resources : [];
      expect(read?.['clinicalStatus'], JSON.stringify(conditions)).to.have.property('coding');
    }
  });

  it('F2 leaves the four states of a prefetch key as they are', () => {
    const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] };
    const prefetch = { patient: null, conditions: outcome };
    const call = parsed(viewCall({}, { prefetch }), 'STU3');
    expect(call.prefetch.get('patient')).to.deep.equal({ state: 'complete', resources: [] });
    expect(call.prefetch.get('conditions')).to.deep.equal({ state: 'unknown', reason: 'failed' });
    expect(parsed(viewCall(), 'R5').prefetch.get('patient')).to.deep.equal({ state: 'unknown', reason: 'absent' });
  });

  it('is in the release of the configuration, whatever it looks like', () => {
    const call = signCall({
      draftOrders: bundle({ resourceType: 'MedicationRequest', id: 'm', medication: { concept: drug } }),
    });
    expect(normaliseBody(call, 'R4')).to.deep.equal({ body: call, release: 'R4' });
    expect(normaliseBody(call, 'R4B').body).to.equal(call);
    expect(normaliseBody(call, undefined).release).to.equal('R5');
    expect(parsed(call, 'R5').draftOrders?.[0]).to.deep.include({ medicationCodeableConcept: drug });
  });

  it('keeps what it is not about, and does not change what came', () => {
    const call = signCall({ draftOrders: bundle(REQUEST) }, { fhirServer: 'https://ehr.example', extension: { a: 1 } });
    const before = JSON.stringify(call);
    expect(normaliseBody(call, undefined).body).to.deep.include({
      fhirServer: 'https://ehr.example',
      extension: { a: 1 },
    });
    expect(JSON.stringify(call)).to.equal(before);
  });

  it('is handed on where it is no call at all', () => {
    for (const body of [
      undefined,
      null,
      4,
      'x',
      [],
      {},
      { context: 4, prefetch: [] },
      { context: { draftOrders: 'x' } },
    ]) {
      expect(normaliseBody(body, undefined)).to.deep.equal({ body, release: 'R4' });
      for (const release of ['STU3', 'R5'] as const) expect(normaliseBody(body, release).body).to.deep.equal(body);
    }
  });

  it('keeps a member called __proto__ a member', () => {
    const prefetch: unknown = JSON.parse('{"__proto__":{"resourceType":"Condition"},"conditions":null}');
    const { body } = normaliseBody(viewCall({}, { prefetch }), 'STU3');
    const read = (body as Json)['prefetch'] as object;
    expect(Object.keys(read)).to.deep.equal(['__proto__', 'conditions']);
    expect(Object.getPrototypeOf(read)).to.equal(Object.prototype);
  });
});

describe('a call in DSTU2', () => {
  it('R10 is refused, with the places that are DSTU2', () => {
    const order = { resourceType: 'MedicationOrder', id: 'secret-1', patient: subject };
    const condition = { resourceType: 'Condition', patient: subject, clinicalStatus: 'active' };
    const refusal = refusalOf(
      signCall(
        { draftOrders: bundle(order) },
        { prefetch: { 'a/b': bundle(condition), patient: { resourceType: 'Patient' } } },
      ),
    );
    expect(refusal).to.include({ code: 'RELEASE_NOT_SUPPORTED', status: 400 });
    expect(refusal?.problems.map(({ pointer }) => pointer)).to.deep.equal(['/context/draftOrders', '/prefetch/a~1b']);
    expect(JSON.stringify([refusal?.message, refusal?.problems])).not.to.include('secret');
  });

  it('is not refused for one stray resource in a call that is R4', () => {
    const conditions = bundle({ resourceType: 'Condition', subject, clinicalStatus: { coding: [{ code: 'active' }] } });
    const stray = bundle({ resourceType: 'MedicationOrder' }, { resourceType: 'Patient' });
    const request = { resourceType: 'MedicationRequest', medicationCodeableConcept: drug, encounter: subject };
    expect(refusalOf(viewCall({}, { prefetch: { conditions, stray, medicationRequests: request } }))).to.equal(
      undefined,
    );
  });
});

describe('the answer of a FHIR server', () => {
  it('F3 is brought to R4, addresses and all', () => {
    const page = {
      resourceType: 'Bundle',
      entry: [{ fullUrl: 'https://ehr.example/ProcedureRequest/1', resource: REQUEST }],
    };
    const { entry } = normaliseResources(page, 'STU3') as {
      readonly entry: readonly { fullUrl: string; resource: RawResource }[];
    };
    expect(entry[0]?.fullUrl).to.equal('https://ehr.example/ServiceRequest/1');
    expect(entry[0]?.resource.resourceType).to.equal('ServiceRequest');
    expect(normaliseResources(page, 'R4')).to.equal(page);
  });
});

describe('an answer in another release', () => {
  const resource: RawResource = {
    resourceType: 'ServiceRequest',
    status: 'draft',
    intent: 'order',
    code: drug,
    encounter: { reference: 'Encounter/1' },
    subject,
  };
  const card: Card = {
    uuid: 'u',
    summary: 's',
    indicator: 'info',
    source: { label: 'l', url: 'https://x', topic: { system: 's', code: 'c', display: 'd' } },
    suggestions: [
      {
        label: 'l',
        uuid: 'v',
        actions: [
          { type: 'create', description: 'd', resource },
          { type: 'update', description: 'd', resource: { ...resource, id: 'ReferralRequest-1' } },
          { type: 'delete', description: 'd', resourceId: 'ServiceRequest/ReferralRequest-1' },
          { type: 'delete', description: 'd', resourceId: 'ServiceRequest/2', resource: { ...resource, id: '2' } },
        ],
        extension: { 'com.midback-cds.id': 'x' },
      },
    ],
    extension: {
      'com.midback-cds.why': {
        rule: 'r',
        knowledgeVersion: '1',
        review: 'draft',
        evidence: [{ finding: 'f', reference: 'ServiceRequest/2' }],
      },
    },
  };
  const answer: HookAnswer = { cards: [card] };

  function actionsIn(release: FhirRelease): readonly Json[] {
    return (denormaliseAnswer(answer, release).cards[0]?.suggestions?.[0]?.actions ?? []).map((action) => ({
      ...action,
    }));
  }

  it('R4 names orders as an STU3 client knows them', () => {
    const [created, updated, removed, removedWhole] = actionsIn('STU3');
    expect(created?.['resource']).to.deep.include({
      resourceType: 'ProcedureRequest',
      context: { reference: 'Encounter/1' },
    });
    expect(updated?.['resource']).to.deep.include({
      resourceType: 'ReferralRequest',
      id: '1',
      serviceRequested: [drug],
    });
    expect(removed?.['resourceId']).to.equal('ReferralRequest/1');
    expect(removedWhole).to.include({ resourceId: 'ProcedureRequest/2' });
    expect(removedWhole?.['resource']).to.include({ resourceType: 'ProcedureRequest', id: '2' });
    const [told] = denormaliseAnswer(answer, 'STU3').cards;
    expect(told?.extension['com.midback-cds.why'].evidence?.[0]?.reference).to.equal('ProcedureRequest/2');
  });

  it('R4 has services as an R5 client knows them', () => {
    const [created, , removed] = actionsIn('R5');
    expect(created?.['resource']).to.deep.include({ resourceType: 'ServiceRequest', code: { concept: drug } });
    expect(removed?.['resourceId']).to.equal('ServiceRequest/ReferralRequest-1');
  });

  it('is the same answer towards R4 and R4B, and one without suggestions stays without', () => {
    expect(denormaliseAnswer(answer, 'R4')).to.equal(answer);
    expect(denormaliseAnswer(answer, 'R4B')).to.equal(answer);
    expect(denormaliseAnswer({ cards: [] }, 'STU3')).to.deep.equal({ cards: [] });
    const why = without(card.extension['com.midback-cds.why'], 'evidence');
    const plain = { ...without(card, 'suggestions'), extension: { 'com.midback-cds.why': why } };
    expect(denormaliseAnswer({ cards: [plain] }, 'STU3')).to.deep.equal({ cards: [plain] });
  });
});
