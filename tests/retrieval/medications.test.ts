// Drugs that only point to a Medication.
import { expect } from 'chai';
import type { HookRequest, Retrieval } from '../../src/cds/hook-request.ts';
import type { RawResource } from '../../src/fhir/types.ts';
import { bundle } from '../cds/calls.ts';
import { ABSENT, BASE, complete, ORIGIN, own, request } from './requests.ts';

const pointing = (id: string, reference: string, more: object = {}): RawResource =>
  own('MedicationRequest', id, { status: 'active', medicationReference: { reference }, ...more });
const medication = (id: string): RawResource => ({ resourceType: 'Medication', id, code: { text: 'warfarin' } });
const whole = (...resources: RawResource[]): Retrieval => ({ state: 'complete', resources });
const taking = (...resources: RawResource[]): HookRequest => request({ medicationRequests: whole(...resources) });

describe('completing drugs', () => {
  it('F1 reads the Medication that a drug points to, relative, absolute or as a version', async () => {
    for (const [reference, asked] of [
      ['Medication/7', `${BASE}Medication/7`],
      [`${BASE}Medication/7`, `${BASE}Medication/7`],
      ['Medication/7/_history/2', `${BASE}Medication/7/_history/2`],
    ] as const) {
      const done = await complete(taking(pointing('a', reference)), { [asked]: medication('7') });
      expect(done.asked).to.deep.equal([asked]);
      expect(done.of('medications')).to.deep.equal(whole(medication('7')));
    }
  });

  it('F1 reads the Medication of a draft, and of a drug that was fetched', async () => {
    const order = request({}, { draftOrders: [pointing('d', 'Medication/1')] });
    expect((await complete(order, { 'Medication/1': medication('1') })).of('medications')).to.deep.equal(
      whole(medication('1')),
    );
    const done = await complete(request({ medicationStatements: ABSENT }), {
      'MedicationStatement?patient=p1': bundle({
        ...pointing('a', 'Medication/2'),
        resourceType: 'MedicationStatement',
      }),
      'Medication/2': medication('2'),
    });
    expect(done.of('medications')).to.deep.equal(whole(medication('2')));
  });

  it('reads a Medication once, and none that is there', async () => {
    const call = taking(
      pointing('a', 'Medication/1'),
      pointing('b', 'Medication/1'),
      pointing('c', 'Medication/2'),
      medication('2'),
    );
    expect((await complete(call, {})).asked).to.deep.equal([`${BASE}Medication/1`]);
  });

  it('reads at most twenty: drafts, then what is taken, then what was; what has words for a name last', async () => {
    const drugs = Array.from({ length: 30 }, (_, index) =>
      pointing(`p${index}`, `Medication/past${index}`, { status: 'completed' }),
    );
    const named = { medicationReference: { reference: 'Medication/named', display: 'warfarin' } };
    const call = request(
      { medicationRequests: whole(...drugs, pointing('n', '', named), pointing('a', 'Medication/active')) },
      { draftOrders: [pointing('d', 'Medication/draft')] },
    );
    const { asked } = await complete(call, {});
    expect(asked).to.have.length(20);
    expect(asked.slice(0, 4)).to.deep.equal(
      ['draft', 'active', 'named', 'past0'].map((id) => `${BASE}Medication/${id}`),
    );
  });

  it('believes no answer but the Medication that was asked for', async () => {
    for (const answer of [
      medication('8'),
      { ...own('Condition', '7') },
      bundle(medication('7')),
      403,
      500,
      'never',
    ] as const) {
      const done = await complete(
        taking(pointing('a', 'Medication/7')),
        { 'Medication/7': answer },
        { deadlineMs: 40 },
      );
      expect(done.of('medications')).to.deep.equal(whole());
    }
  });

  for (const reference of [
    'Medication/../Patient/p2',
    'Patient/p2',
    'Medication/7?x=y',
    'Medication/7#x',
    'Medication?code=1',
    'Medication/..',
    'Medication/',
    'Medication/7/$everything',
    '//evil.test/Medication/7',
    'file:///Medication/7',
    'urn:uuid:7',
    '#7',
    '7',
  ]) {
    it(`asks for nothing that is no Medication: ${reference}`, async () => {
      const done = await complete(taking(pointing('a', reference)), {});
      expect(done.asked).to.deep.equal([]);
      expect(done.request.prefetch.has('medications')).to.equal(false);
    });
  }

  it('F5 does not wait for other keys before it reads Medications', async () => {
    const call = request({ medicationRequests: ABSENT, conditions: ABSENT });
    const done = await complete(
      call,
      {
        'MedicationRequest?patient=p1': bundle(pointing('a', 'Medication/7')),
        'Medication/7': medication('7'),
        'Condition?patient=p1': 'never',
      },
      { deadlineMs: 150 },
    );
    expect(done.of('medications')).to.deep.equal(whole(medication('7')));
  });

  it('tells in the log how many of them came', async () => {
    const call = taking(pointing('a', 'Medication/1'), pointing('b', 'Medication/2'));
    const { lines } = await complete(call, { 'Medication/1': medication('1') });
    expect(lines.join()).to.contain('"prefetchKey":"medications","reason":"of-2","count":1');
  });

  it('asks for no Medication of a server that the caller may not have asked', async () => {
    const access = { fhirServer: 'https://other.example/fhir' };
    const call = { ...taking(pointing('a', `${ORIGIN}/fhir/Medication/1`)), access };
    expect((await complete(call, {})).asked).to.deep.equal([]);
  });
});
