// All keys of one call together: a server that floods every one of them holds up nobody (conformance F3, F5).
import { expect } from 'chai';
import { fixedClock } from '../../src/base/clock.ts';
import { createLog } from '../../src/base/log.ts';
import { answerHook } from '../../src/cds/answer-hook.ts';
import type { Retrieval } from '../../src/cds/hook-request.ts';
import { MOST_FETCHED, withinBudget } from '../../src/retrieval/call-budget.ts';
import { bundle } from '../cds/calls.ts';
import { shippedEngine, TEST_BASE_URL } from '../support/service.ts';
import { ABSENT, complete, own, request } from './requests.ts';

const KEYS = [
  ...['scores', 'procedures', 'serviceRequests', 'carePlans', 'vitalSigns', 'laboratory', 'medicationRequests'],
  ...['medicationStatements', 'allergies', 'conditions'],
];
const MOST_CPU_MS = 1_500;

const conditions = (key: string, count: number, text: (at: number) => string): Retrieval => ({
  state: 'complete',
  resources: Array.from({ length: count }, (_, at) => ({
    ...own('Condition', `${key}${at}`),
    code: { text: text(at) },
  })),
});
const countIn = (retrieval: Retrieval | undefined): number =>
  retrieval === undefined || retrieval.state === 'unknown' ? 0 : retrieval.resources.length;
const flood = (count: number, text: (at: number) => string = String): ReadonlyMap<string, Retrieval> =>
  new Map(KEYS.map((key) => [key, conditions(key, count, text)]));

describe('the budget of one call', () => {
  const sent = request(Object.fromEntries(KEYS.map((key) => [key, ABSENT])));

  it('F3 holds over all keys together: what is too much is cut off, and unknown', () => {
    const { prefetch } = withinBudget({ ...sent, prefetch: flood(4_000) }, sent);
    const counts = [...prefetch.values()].map(countIn);
    expect(counts.reduce((sum, count) => sum + count)).to.equal(MOST_FETCHED.resources);
    expect(prefetch.get('conditions')?.state).to.equal('complete');
    expect(prefetch.get('allergies')?.state).to.equal('complete');
    expect(prefetch.get('medicationStatements')).to.include({ state: 'partial', reason: 'truncated' });
    expect(prefetch.get('scores')).to.deep.equal({ state: 'unknown', reason: 'truncated' });
  });

  it('F3 counts characters too', () => {
    const { prefetch } = withinBudget({ ...sent, prefetch: flood(100, () => 'x'.repeat(30_000)) }, sent);
    const counts = [...prefetch.values()].map(countIn);
    const most = MOST_FETCHED.characters / 30_000;
    expect(counts.reduce((sum, count) => sum + count)).to.be.within(most - 3, most);
    expect(prefetch.get('conditions')?.state).to.equal('complete');
  });

  it('F3 cuts the flood, not what is small', () => {
    const prefetch = new Map([...flood(100), ['scores', conditions('scores', 20_000, String)] as const]);
    const within = withinBudget({ ...sent, prefetch }, sent).prefetch;
    for (const key of KEYS.slice(1)) expect(within.get(key)).to.equal(prefetch.get(key));
    expect(within.get('scores')?.state).to.equal('partial');
  });

  it('F3 leaves alone what was sent, and what fits', () => {
    const known = request({ conditions: conditions('c', 15_000, String), scores: ABSENT });
    const some = { ...known, prefetch: new Map([...known.prefetch, ['scores', conditions('s', 6_000, String)]]) };
    const within = withinBudget(some, known).prefetch;
    expect(within.get('conditions')).to.equal(known.prefetch.get('conditions'));
    expect(countIn(within.get('scores'))).to.equal(5_000);
    const few = { ...sent, prefetch: flood(10) };
    expect(withinBudget(few, sent)).to.equal(few);
  });

  it('F3 is kept by a request that is completed', async () => {
    const many = conditions('c', MOST_FETCHED.resources + 5, String);
    const resources = many.state === 'unknown' ? [] : many.resources;
    const answers = { 'Condition?patient=p1': bundle(...resources) };
    const limits = { pages: 10, bytes: 5_000_000, entries: 50_000 };
    const done = await complete(request({ conditions: ABSENT }), answers, { limits });
    expect(countIn(done.of('conditions'))).to.equal(MOST_FETCHED.resources);
    expect(done.of('conditions')).to.include({ state: 'partial', reason: 'truncated' });
  });

  it('F5 is read in time', () => {
    const words =
      ' back pain cancer fracture fever cauda equina history of urinary retention injection drug use surgery';
    const patient = { state: 'complete', resources: [{ resourceType: 'Patient', id: 'p1' }] } as const;
    const prefetch = new Map<string, Retrieval>([...flood(5_000, (at) => `${at}${words}`), ['patient', patient]]);
    const log = createLog('silent');
    // Compiled beforehand.
    const deps = { engine: shippedEngine(), timeZone: 'America/New_York', baseUrl: TEST_BASE_URL, log };
    const start = process.cpuUsage();
    const call = withinBudget({ ...sent, prefetch }, sent);
    try {
      answerHook(call, { ...deps, clock: fixedClock('2026-03-02T10:00:00-05:00') });
    } catch (error) {
      expect(error).to.have.property('code', 'DATA_UNAVAILABLE');
    }
    expect(process.cpuUsage(start).user / 1000).to.be.lessThan(MOST_CPU_MS);
  });
});
