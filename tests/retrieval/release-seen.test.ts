// A client that shows its release only in what its FHIR server holds is answered in it.
import { expect } from 'chai';
import type { Card, HookAnswer } from '../../src/cards/card.ts';
import { authorization, bundle, viewCall, signCall, type Json } from '../cds/calls.ts';
import { serve, type LoopbackServer } from '../net/loopback-server.ts';
import { startFetchingApp, type FetchingApp } from './fetching-app.ts';
import { ABSENT, BASE, complete, own, request } from './requests.ts';

const CONDITIONS = 'Condition?patient=p1';
const SERVICES = 'ServiceRequest?patient=p1';
const PROCEDURES = 'ProcedureRequest?patient=p1';
const REFERRALS = 'ReferralRequest?patient=p1';
const stu3Condition = own('Condition', 'c1', { clinicalStatus: 'active', assertedDate: '2026-02-01' });
const r5Drug = own('MedicationStatement', 'm1', {
  status: 'recorded',
  medication: { concept: { text: 'lisinopril' } },
  effectiveDateTime: '2026-02-01',
});

describe('the release that only fetched resources show', () => {
  const absent = { conditions: ABSENT, serviceRequests: ABSENT };

  it('R4 becomes that of the call', async () => {
    const stu3 = await complete(request(absent), { [CONDITIONS]: bundle(stu3Condition) });
    expect(stu3.request.release).to.equal('STU3');
    const answers = { 'MedicationStatement?patient=p1': bundle(r5Drug) };
    const r5 = await complete(request({ medicationStatements: ABSENT }), answers);
    expect(r5.request.release).to.equal('R5');
    const r4 = await complete(request(absent), { [CONDITIONS]: bundle(own('Condition', 'c1')) });
    expect(r4.request).to.not.have.property('release');
  });

  it('R4 is that of most resources, whatever key they came for', async () => {
    const allergy = own('AllergyIntolerance', 'a1', { clinicalStatus: { text: 'Active' } });
    const done = await complete(request({ conditions: ABSENT, medicationStatements: ABSENT }), {
      [CONDITIONS]: bundle(stu3Condition),
      'MedicationStatement?patient=p1': bundle(
        ...['x', 'y'].map((id) => own('MedicationStatement', id, { status: 'not-taken' })),
        allergy,
      ),
    });
    expect(done.request).to.not.have.property('release');
  });

  it('R4 gives way to a configured one', async () => {
    for (const fhirRelease of ['R4', 'STU3'] as const) {
      const done = await complete(
        request(absent),
        { [CONDITIONS]: bundle(stu3Condition) },
        { caller: { fhirRelease } },
      );
      expect(done.request, fhirRelease).to.not.have.property('release');
    }
  });

  it('R4 gives way to what was sent', async () => {
    const draftOrders = [own('ServiceRequest', 's1', { status: 'draft' })];
    const done = await complete(request(absent, { draftOrders }), { [CONDITIONS]: bundle(stu3Condition) });
    expect(done.request).to.not.have.property('release');
    expect(done.request.draftOrders).to.deep.equal(draftOrders);
    expect(done.of('conditions')).to.nested.include({ 'resources[0].recordedDate': '2026-02-01' });
  });

  it('R4 is also that of sent resources that could be of any', async () => {
    const draftOrders = [own('MedicationRequest', 'd1', { category: { text: 'outpatient' } })];
    const statement = own('MedicationStatement', 's1', { reasonNotTaken: [{ text: 'pain' }] });
    const call = request(
      { conditions: ABSENT, medicationStatements: { state: 'complete', resources: [statement] } },
      { draftOrders },
    );
    const done = await complete(call, { [CONDITIONS]: bundle(stu3Condition) });
    expect(done.request.release).to.equal('STU3');
    expect(done.request.draftOrders).to.deep.equal([{ ...draftOrders[0], category: [{ text: 'outpatient' }] }]);
    expect(done.of('medicationStatements')).to.have.nested.property('resources[0].statusReason');
  });

  describe('STU3', () => {
    it('F1 has services that failed asked for again by its own names', async () => {
      const done = await complete(request(absent), {
        [CONDITIONS]: bundle(stu3Condition),
        [PROCEDURES]: bundle(own('ProcedureRequest', 'x')),
        [REFERRALS]: bundle(own('ReferralRequest', 'y')),
      });
      expect(done.asked).to.have.members([CONDITIONS, SERVICES, PROCEDURES, REFERRALS].map((path) => BASE + path));
      expect(done.of('serviceRequests')).to.include({ state: 'complete' });
      expect(done.of('serviceRequests')).to.have.nested.property('resources[0].resourceType', 'ServiceRequest');
      expect(done.of('serviceRequests')).to.have.property('resources').with.lengthOf(2);
    });

    it('F1 is shown by drugs as well, which come apart', async () => {
      const taken = own('MedicationStatement', 'm1', { status: 'active', taken: 'y' });
      const done = await complete(request({ medicationStatements: ABSENT, serviceRequests: ABSENT }), {
        'MedicationStatement?patient=p1': bundle(taken),
        [PROCEDURES]: bundle(),
        [REFERRALS]: bundle(),
      });
      expect(done.of('serviceRequests')).to.deep.equal({ state: 'complete', resources: [] });
    });

    it('F1 F2 has nothing asked again that came, nor what every release knows by one name', async () => {
      const call = request({ ...absent, medicationRequests: ABSENT });
      const done = await complete(call, { [CONDITIONS]: bundle(stu3Condition), [SERVICES]: bundle() });
      expect(done.asked).to.have.lengthOf(3);
      expect(done.of('serviceRequests')).to.deep.equal({ state: 'complete', resources: [] });
    });

    it('F2 F5 leaves services unknown that fail again, or come too late', async () => {
      const failed = { state: 'unknown', reason: 'failed' };
      const denied = await complete(request(absent), { [CONDITIONS]: bundle(stu3Condition), [PROCEDURES]: 403 });
      expect(denied.of('serviceRequests')).to.deep.equal(failed);
      const started = performance.now();
      const answers = { [CONDITIONS]: bundle(stu3Condition), [PROCEDURES]: 'never' as const, [REFERRALS]: bundle() };
      const late = await complete(request(absent), answers, { deadlineMs: 60 });
      expect(performance.now() - started).to.be.lessThan(1000);
      expect(late.of('serviceRequests')).to.deep.equal(failed);
      expect(new Set(late.requests.map(({ signal }) => signal)).size).to.equal(1);
    });

    it('F3 keeps the part that was sent when both ways fail', async () => {
      const known = { state: 'partial', reason: 'truncated', resources: [own('Basic', 's1')] } as const;
      const call = request({ conditions: ABSENT, serviceRequests: known });
      const done = await complete(call, { [CONDITIONS]: bundle(stu3Condition) });
      expect(done.asked).to.include(BASE + REFERRALS);
      expect(done.of('serviceRequests')).to.deep.equal(known);
    });
  });
});

describe('a client whose release is neither configured nor visible in its call', () => {
  const PATIENT = { resourceType: 'Patient', id: 'p1', gender: 'female', birthDate: '1970-05-17' };
  const PAIN = own('Condition', 'pain', {
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M54.6' }], text: 'Mid-back pain' },
    onsetDateTime: '2026-02-26',
  });
  const CONCEPT = {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
  };
  let charts: Readonly<Record<string, readonly object[]>> = {};
  let unknown: readonly string[] = [];
  let server: LoopbackServer;
  let app: FetchingApp;

  before(async () => {
    server = await serve((incoming, response) => {
      const type = /^\/fhir\/(\w+)/.exec(incoming.url ?? '')?.[1] ?? '';
      const found = type === 'Patient' ? PATIENT : bundle(...(charts[type] ?? []));
      response.writeHead(unknown.includes(type) ? 404 : 200, { 'content-type': 'application/fhir+json' });
      response.end(JSON.stringify(found));
    });
    app = await startFetchingApp([server.origin]);
  });
  after(async () => {
    await app.stop();
    await server.stop();
  });

  async function cards(call: Json): Promise<readonly Card[]> {
    const access = { fhirServer: `${server.origin}/fhir`, fhirAuthorization: authorization() };
    const { status, body } = await app.call({ prefetch: {}, ...call, ...access });
    expect(status).to.equal(200);
    return (body as HookAnswer).cards;
  }

  /** Every resource that the cards suggest. */
  function suggested(answered: readonly Card[]): readonly Json[] {
    const actions = answered.flatMap(({ suggestions = [] }) => suggestions.flatMap((suggestion) => suggestion.actions));
    return actions.flatMap((action) => ('resource' in action ? [action.resource as unknown as Json] : []));
  }

  it('R4 gets drugs as R5 has them from an R5 server', async () => {
    charts = { Condition: [{ ...PAIN, clinicalStatus: CONCEPT }], MedicationStatement: [r5Drug] };
    unknown = ['ProcedureRequest', 'ReferralRequest'];
    const drugs = suggested(await cards(viewCall())).filter(({ resourceType }) => resourceType === 'MedicationRequest');
    expect(drugs).to.not.be.empty;
    for (const drug of drugs) {
      expect(drug).to.have.nested.property('medication.concept');
      expect(drug).to.not.have.property('medicationCodeableConcept');
    }
  });

  it('R4 F1 is asked and answered by the names of STU3 with an STU3 server', async () => {
    charts = {
      Condition: [{ ...PAIN, clinicalStatus: 'active', verificationStatus: 'confirmed' }],
      ReferralRequest: [own('ReferralRequest', 'r1', { intent: 'order', status: 'active' })],
    };
    unknown = ['ServiceRequest'];
    const before = server.requests.length;
    const answered = await cards(viewCall());
    const asked = server.requests.slice(before).map(({ url }) => url ?? '');
    for (const type of ['ServiceRequest', 'ProcedureRequest', 'ReferralRequest']) {
      expect(asked.filter((url) => url.startsWith(`/fhir/${type}?`))).to.have.lengthOf(1);
    }
    const types = new Set(suggested(answered).map(({ resourceType }) => resourceType));
    expect([...types])
      .to.include.members(['ProcedureRequest'])
      .and.to.not.include('ServiceRequest');
    expect(JSON.stringify(answered)).to.not.contain('ServiceRequest/');
  });

  it('R4 is answered in R4 where its drafts are R4, whatever its server holds', async () => {
    charts = { Condition: [{ ...PAIN, clinicalStatus: 'active', verificationStatus: 'confirmed' }] };
    unknown = [];
    const order = own('ServiceRequest', 's1', {
      status: 'draft',
      intent: 'order',
      code: { text: 'MRI of the thoracic spine' },
    });
    const answered = await cards(signCall({ draftOrders: bundle(order) }));
    expect(answered).to.not.be.empty;
    expect(JSON.stringify(answered)).to.not.contain('ProcedureRequest');
  });
});
