import { expect } from 'chai';
import type { Retrieval } from '../../src/cds/hook-request.ts';
import { bundle } from '../cds/calls.ts';
import { ABSENT, BASE, complete, ORIGIN, own, request, TEMPLATES, TOKEN } from './requests.ts';

const c1 = own('Condition', 'c1');
const c2 = own('Condition', 'c2');
const patient = { resourceType: 'Patient', id: 'p1' };
const found = (...resources: object[]): object => ({ state: 'complete', resources });
const failed = { state: 'unknown', reason: 'failed' };
const next = (url: string): object => ({ link: [{ relation: 'next', url }] });
const page = (url: string | undefined, ...resources: object[]): Retrieval =>
  ({ state: 'partial', reason: 'truncated', resources, ...(url === undefined ? {} : { next: url }) }) as Retrieval;
const CONDITIONS = 'Condition?patient=p1';

describe('completing a request', () => {
  describe('what is asked', () => {
    it('F1 F2 fetches the keys that are absent, with the token of the call', async () => {
      const answers = { 'Patient/p1': patient, [CONDITIONS]: bundle(c1) };
      const done = await complete(request({ patient: ABSENT, conditions: ABSENT }), answers);
      expect(done.of('patient')).to.deep.equal(found(patient));
      expect(done.of('conditions')).to.deep.equal(found(c1));
      expect(done.asked).to.have.members([`${BASE}Patient/p1`, `${BASE}${CONDITIONS}`]);
      for (const { bearer, origins, basePath } of done.requests) {
        expect([bearer, [...origins], basePath]).to.deep.equal([TOKEN, [ORIGIN], '/fhir/']);
      }
    });

    it('F1 asks an open server without a token', async () => {
      const access = { fhirServer: `${ORIGIN}/fhir` };
      const done = await complete(request({ conditions: ABSENT }, { access }), { [CONDITIONS]: bundle(c1) });
      expect(done.of('conditions')).to.deep.equal(found(c1));
      expect(done.requests[0]).to.not.have.property('bearer');
    });

    it('F2 asks again neither for nothing, nor for a failure, nor for data', async () => {
      const call = request({
        patient: { state: 'complete', resources: [] },
        conditions: { state: 'unknown', reason: 'failed' },
        medicationStatements: { state: 'partial', resources: [], reason: 'failed' },
        medicationRequests: { state: 'complete', resources: [own('MedicationRequest', 'm1')] },
      });
      const done = await complete(call, {});
      expect(done.asked).to.deep.equal([]);
      expect(done.request).to.equal(call);
    });

    it('F1 asks for no key whose template has no value', async () => {
      expect((await complete(request({ encounter: ABSENT }), {})).asked).to.deep.equal([]);
      const inEncounter = request({ encounter: ABSENT }, { encounterId: 'e1' });
      expect((await complete(inEncounter, {})).asked).to.deep.equal([`${BASE}Encounter/e1`]);
    });

    it('F1 asks for nothing without a server, and with a deadline of 0', async () => {
      const without = { ...request({ conditions: ABSENT }) };
      delete without.access;
      expect((await complete(without, {})).request).to.equal(without);
      const call = request({ conditions: ABSENT });
      expect((await complete(call, {}, { deadlineMs: 0 })).request).to.equal(call);
    });

    it('F1 finds the server under a base URL with and without a slash, and at the root', async () => {
      for (const [fhirServer, asked] of [
        [`${ORIGIN}/fhir/`, `${BASE}${CONDITIONS}`],
        [`${ORIGIN}/a/b/fhir`, `${ORIGIN}/a/b/fhir/${CONDITIONS}`],
        [ORIGIN, `${ORIGIN}/${CONDITIONS}`],
      ] as const) {
        const done = await complete(request({ conditions: ABSENT }, { access: { fhirServer } }), {});
        expect(done.asked).to.deep.equal([asked]);
      }
    });

    for (const fhirServer of [
      'https://other.example/fhir',
      'http://ehr.example/fhir',
      'https://ehr.example:8443/fhir',
      'https://ehr.example.evil.test/fhir',
      'https://ehr.example@evil.test/fhir',
      'https://user:pass@ehr.example/fhir',
      'https://ehr.example/fhir?x=',
      'https://ehr.example/fhir#x',
      'https://ehr.example./fhir',
      'file:///etc/passwd',
      'https://',
      'x',
    ]) {
      it(`F1 asks no server that the caller may not have asked: ${fhirServer}`, async () => {
        const call = request({ conditions: ABSENT }, { access: { fhirServer, accessToken: TOKEN } });
        const done = await complete(call, {});
        expect(done.asked).to.deep.equal([]);
        expect(done.of('conditions')).to.deep.equal(ABSENT);
        expect(done.lines.join()).to.contain('"event":"fhir.refused"').and.to.contain('server-not-allowed');
      });
    }

    it('F6 asks nothing with a token that is good for another patient only', async () => {
      const access = { fhirServer: `${ORIGIN}/fhir`, accessToken: TOKEN, patient: 'p2' };
      const done = await complete(request({ conditions: ABSENT }, { access }), { [CONDITIONS]: bundle() });
      expect(done.asked).to.deep.equal([]);
      expect(done.lines.join()).to.contain('token-of-another-patient');
      const own = request({ conditions: ABSENT }, { access: { ...access, patient: 'p1' } });
      expect((await complete(own, { [CONDITIONS]: bundle() })).of('conditions')).to.deep.equal(found());
    });
  });

  describe('time', () => {
    it('F5 asks for all keys at once', async () => {
      const keys = Object.keys(TEMPLATES).map((key) => [key, ABSENT] as const);
      const done = await complete(request(Object.fromEntries(keys), { encounterId: 'e1' }), {});
      expect(done.peak()).to.equal(keys.length);
    });

    it('F5 waits no longer than the deadline, and keeps what came before it', async () => {
      const started = performance.now();
      const call = request({ patient: ABSENT, conditions: ABSENT, serviceRequests: ABSENT });
      const answers = {
        'Patient/p1': patient,
        [CONDITIONS]: 'never' as const,
        'ServiceRequest?patient=p1': { ...bundle(own('ServiceRequest', 's1')), ...next(`${BASE}late`) },
        late: 'never' as const,
      };
      const done = await complete(call, answers, { deadlineMs: 60 });
      expect(performance.now() - started).to.be.within(50, 1000);
      expect(done.of('patient')).to.deep.equal(found(patient));
      expect(done.of('conditions')).to.deep.equal(failed);
      expect(done.of('serviceRequests')).to.include({ state: 'partial', reason: 'failed' });
      expect(new Set(done.requests.map(({ signal }) => signal)).size).to.equal(1);
    });
  });

  describe('pages', () => {
    it('F3 reads the pages that follow the one that was sent', async () => {
      const done = await complete(request({ conditions: page(`${BASE}more?x=2`, c1) }), {
        'more?x=2': { ...bundle(c2), ...next(`${BASE}more?x=3`), total: 3 },
        'more?x=3': { ...bundle(own('Condition', 'c3')), total: 3 },
      });
      expect(done.of('conditions')).to.deep.equal(found(c1, c2, own('Condition', 'c3')));
      expect(done.asked).to.deep.equal([`${BASE}more?x=2`, `${BASE}more?x=3`]);
    });

    it('F3 reads a link to a next page that is relative', async () => {
      const answer = bundle(c2);
      for (const [link, url] of [
        ['?page=2', `${BASE}?page=2`],
        ['Condition?page=2', `${BASE}Condition?page=2`],
        ['/fhir/Condition?page=2', `${BASE}Condition?page=2`],
      ] as const) {
        const done = await complete(request({ conditions: page(link, c1) }), { [url]: answer });
        expect(done.of('conditions'), link).to.deep.equal(found(c1, c2));
      }
    });

    it('F3 keeps the page that was sent when the next one cannot be had', async () => {
      const done = await complete(request({ conditions: page(`${BASE}more`, c1) }), { more: 500 });
      expect(done.of('conditions')).to.deep.equal({ state: 'partial', resources: [c1], reason: 'failed' });
    });

    it('F3 asks anew for a part without a link, and believes the whole', async () => {
      const call = request({ conditions: page(undefined, c1) });
      expect((await complete(call, { [CONDITIONS]: bundle(c2) })).of('conditions')).to.deep.equal(found(c2));
    });

    it('F3 puts two parts together when the whole is not to be had', async () => {
      const call = request({ conditions: page(undefined, c1) });
      const done = await complete(call, { [CONDITIONS]: { ...bundle(c2), total: 9 } });
      expect(done.of('conditions')).to.deep.equal({ state: 'partial', resources: [c1, c2], reason: 'truncated' });
      expect((await complete(call, { [CONDITIONS]: 403 })).of('conditions')).to.deep.equal(page(undefined, c1));
    });
  });

  describe('another patient', () => {
    const foreign = { ...c2, subject: { reference: 'Patient/p2' } };

    it('F6 takes no other Patient for the one of the call', async () => {
      for (const other of [{ resourceType: 'Patient', id: 'p2' }, { resourceType: 'Patient' }, c1]) {
        const done = await complete(request({ patient: ABSENT }), { 'Patient/p1': other });
        expect(done.of('patient')).to.deep.equal(failed);
      }
    });

    it('F6 drops what belongs to others, and does not believe that the rest is everything', async () => {
      const call = request({ conditions: ABSENT });
      const done = await complete(call, { [CONDITIONS]: bundle(c1, foreign) });
      expect(done.of('conditions')).to.deep.equal({ state: 'partial', resources: [c1], reason: 'failed' });
      expect((await complete(call, { [CONDITIONS]: bundle(foreign) })).of('conditions')).to.deep.equal(failed);
    });

    it('F6 keeps what has no subject, such as an included Medication', async () => {
      const medication = { resourceType: 'Medication', id: 'm1' };
      const done = await complete(request({ conditions: ABSENT }), { [CONDITIONS]: bundle(c1, medication) });
      expect(done.of('conditions')).to.deep.equal(found(c1, medication));
    });
  });

  describe('releases', () => {
    const call = request({ serviceRequests: ABSENT });
    const stu3 = { caller: { fhirRelease: 'STU3' as const } };
    const SERVICES = { 'ProcedureRequest?patient=p1': bundle(own('ProcedureRequest', 'x')) };

    it('asks an STU3 server for both types that became ServiceRequest', async () => {
      const answers = { ...SERVICES, 'ReferralRequest?patient=p1': bundle(own('ReferralRequest', 'x')) };
      const done = await complete(call, answers, stu3);
      expect(done.asked).to.have.members(Object.keys(answers).map((path) => BASE + path));
      const retrieval = done.of('serviceRequests');
      expect(retrieval?.state).to.equal('complete');
      expect(
        retrieval?.state === 'complete' && retrieval.resources.map(({ resourceType, id }) => [resourceType, id]),
      ).to.deep.equal([
        ['ServiceRequest', 'x'],
        ['ServiceRequest', 'ReferralRequest-x'],
      ]);
    });

    it('has a part only when one of them cannot be had', async () => {
      const done = await complete(call, SERVICES, stu3);
      expect(done.of('serviceRequests')).to.include({ state: 'partial', reason: 'failed' });
      expect((await complete(call, {}, stu3)).of('serviceRequests')).to.deep.equal(failed);
    });

    it('brings answers to R4, by configuration or by their shape', async () => {
      const condition = { ...c1, clinicalStatus: 'active', assertedDate: '2026-02-01' };
      for (const parts of [stu3, {}]) {
        const done = await complete(request({ conditions: ABSENT }), { [CONDITIONS]: bundle(condition) }, parts);
        const retrieval = done.of('conditions');
        expect(retrieval?.state === 'complete' && retrieval.resources[0]).to.include({ recordedDate: '2026-02-01' });
      }
    });
  });

  it('tells in the log what became of each key, and nothing else', async () => {
    const call = request({ patient: ABSENT, conditions: ABSENT, serviceRequests: ABSENT });
    const { lines } = await complete(call, { 'Patient/p1': patient, [CONDITIONS]: 401 });
    const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map(({ level: _, time: __, ms: ___, ...event }) => event)).to.have.deep.members([
      { event: 'fhir.fetched', prefetchKey: 'patient', reason: 'complete', count: 1 },
      { event: 'fhir.fetched', prefetchKey: 'conditions', reason: 'denied', count: 0 },
      { event: 'fhir.fetched', prefetchKey: 'serviceRequests', reason: 'not-found', count: 0 },
    ]);
  });
});
