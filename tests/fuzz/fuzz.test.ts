// Whatever comes in, the answer is a valid 200 or a refusal that says why: no 5xx, no crash, no hang, no growth.
import { expect } from 'chai';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Pool } from 'undici';
import { fixedClock } from '../../src/base/clock.ts';
import { createLog } from '../../src/base/log.ts';
import { answerHook } from '../../src/cds/answer-hook.ts';
import { discoveryAnswer } from '../../src/cds/discovery.ts';
import { createApp } from '../../src/http/app.ts';
import { close, listen } from '../../src/http/listen.ts';
import type { Json } from '../cds/calls.ts';
import { caller } from '../http/served-app.ts';
import { caseClock, caseOffsets, caseTimeZone } from '../support/case-model.ts';
import { validateOutcome, validateResponse } from '../support/cds-response-schema.ts';
import { shippedEngine, TEST_BASE_URL } from '../support/service.ts';
import { faultsOutsideDrafts } from './draft-faults.ts';
import { mutated, type Change } from './mutate.ts';

const SEED = 20260302;
const RUNS = 5_000;
const REQUESTS = join(import.meta.dirname, '..', '..', 'fixtures', 'requests', 'midback-pain');
/** Of this process's own time, which a busy machine does not lengthen; the slowest call needs a tenth of it. */
const MOST_CPU_MS = 1_000;
const MOST_GROWTH = 24 * 1024 * 1024;

const change: fc.Arbitrary<Change> = fc.record({ place: fc.nat(), kind: fc.nat(), value: fc.nat() });

interface Hostile {
  readonly request: number;
  readonly changes: readonly Change[];
}

const hostile: fc.Arbitrary<Hostile> = fc.record({
  request: fc.nat(),
  changes: fc.array(change, { minLength: 1, maxLength: 12 }),
});

/** Real requests, each of them whole and in parts: in a part, more of the changes fall on the call and its orders. */
function realRequests(): readonly string[] {
  const names = readdirSync(REQUESTS).filter((name) => name.endsWith('.json'));
  return names.flatMap((name) => {
    const text = readFileSync(join(REQUESTS, name), 'utf8');
    const parts = [0, 1, 2].map((part) => withoutEntries(text, (_, index) => index % 3 === part));
    return [text, ...parts].map((one) => JSON.stringify(JSON.parse(one)));
  });
}

/** A request with the wanted entries of its prefetched bundles alone. */
function withoutEntries(request: string, isWanted: (entry: unknown, index: number) => boolean): string {
  const body = JSON.parse(request) as { readonly prefetch?: Readonly<Record<string, { entry?: unknown[] } | null>> };
  for (const bundle of Object.values(body.prefetch ?? {})) {
    if (Array.isArray(bundle?.entry)) bundle.entry = bundle.entry.filter(isWanted);
  }
  return JSON.stringify(body);
}

/** Bytes in use after a full collection. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

describe('hostile requests', function () {
  this.timeout(300_000);
  let server: Server;
  let pool: Pool;
  let path: string;
  let requests: readonly string[];
  const refusedCards: string[] = [];

  before(async () => {
    requests = realRequests();
    const engine = shippedEngine();
    const { definition } = engine.service;
    const write = (line: string): void => {
      if (/card\.refused|rule\.failed/.test(line)) refusedCards.push(line);
    };
    const log = createLog('warn', { write });
    const deps = {
      engine,
      clock: fixedClock(caseClock),
      timeZone: caseTimeZone,
      offsetAt: caseOffsets,
      baseUrl: TEST_BASE_URL,
      log,
    };
    const app = createApp({
      baseUrl: TEST_BASE_URL,
      bodyLimit: 5 * 1024 * 1024,
      discovery: discoveryAnswer([definition]),
      authenticate: () => Promise.resolve(caller()),
      isOpen: false,
      corsOrigins: [],
      completeRequest: (request) => Promise.resolve(request),
      keepAnswer: () => Promise.resolve(),
      recordFeedback: () => Promise.reject(new Error('not used')),
      answerHook: (request) => answerHook(request, deps),
      log,
    });
    server = createServer(app);
    const port = await listen(server, { host: '127.0.0.1', port: 0 });
    pool = new Pool(`http://127.0.0.1:${port}`, { connections: 1 });
    path = `/cds-services/${definition.id}`;
  });
  after(async () => {
    await pool.close();
    await close(server, 0);
  });

  async function send(body: string): Promise<{ readonly status: number; readonly bytes: Buffer }> {
    const headers = { 'content-type': 'application/json' };
    const response = await pool.request({ method: 'POST', path, headers, body });
    return { status: response.statusCode, bytes: Buffer.from(await response.body.arrayBuffer()) };
  }

  /** What seemed to take long is asked again: time that went by need not have been spent here. */
  async function slowness(body: string, waited: number): Promise<readonly string[]> {
    if (waited <= MOST_CPU_MS) return [];
    const start = process.cpuUsage();
    await send(body);
    const { user, system } = process.cpuUsage(start);
    const spent = (user + system) / 1000;
    return spent > MOST_CPU_MS ? [`took ${spent} ms`] : [];
  }

  /** Everything that is wrong with the answer to a request. */
  async function faultsOf({ request, changes }: Hostile): Promise<readonly string[]> {
    const text = mutated(requests[request % requests.length] ?? '{}', changes);
    const start = performance.now();
    const { status, bytes } = await send(text);
    const slow = await slowness(text, performance.now() - start);
    const body: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (status === 200) return [...faultsOutsideDrafts(validateResponse(body), body), ...slow];
    if (status >= 400 && status < 500) return [...validateOutcome(body), ...slow];
    return [`status ${status}`, ...slow];
  }

  it(`C3 R10 T9 get a valid answer or a refusal, ${RUNS} times, in bounded time and memory (seed ${SEED})`, async () => {
    let done = 0;
    let early = 0;
    await fc.assert(
      fc.asyncProperty(hostile, async (one) => {
        expect(await faultsOf(one)).to.deep.equal([]);
        done += 1;
        if (done === RUNS / 5) early = heapInUse();
      }),
      { seed: SEED, numRuns: RUNS, endOnFailure: false },
    );
    expect(heapInUse() - early).to.be.lessThan(MOST_GROWTH);
  });

  it('R2 T9 made no rule fail, and no text reached the last look at a card', () => {
    expect(refusedCards).to.deep.equal([]);
  });

  it('leave every object as it was: no member arrived on a prototype', () => {
    expect(Object.keys(Object.prototype)).to.deep.equal([]);
    expect(({} as Json)['entry']).to.equal(undefined);
    expect(({} as Json)['resourceType']).to.equal(undefined);
  });
});
