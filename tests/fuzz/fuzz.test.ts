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
import type { HookAnswer } from '../../src/cards/card.ts';
import { answerHook } from '../../src/cds/answer-hook.ts';
import { discoveryAnswer } from '../../src/cds/discovery.ts';
import { createApp } from '../../src/http/app.ts';
import { close, listen } from '../../src/http/listen.ts';
import type { Json } from '../cds/calls.ts';
import { caller } from '../http/served-app.ts';
import { validateOutcome, validateResponse } from '../support/cds-response-schema.ts';
import { shippedEngine, TEST_BASE_URL } from '../support/service.ts';
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

function realRequests(): readonly Json[] {
  const names = readdirSync(REQUESTS).filter((name) => name.endsWith('.json'));
  return names.map((name) => JSON.parse(readFileSync(join(REQUESTS, name), 'utf8')) as Json);
}

/** A draft goes back whole (spec/interop.md): what is wrong inside it came from the client. */
function isOfDraft(fault: string, body: unknown): boolean {
  const [, card, suggestion, action] =
    /^\/cards\/(\d+)\/suggestions\/(\d+)\/actions\/(\d+)\/resource\b/.exec(fault) ?? [];
  const { cards } = body as HookAnswer;
  return cards[Number(card)]?.suggestions?.[Number(suggestion)]?.actions[Number(action)]?.type === 'update';
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
  let requests: readonly Json[];
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
      clock: fixedClock('2026-03-02T10:00:00-05:00'),
      timeZone: 'America/New_York',
      baseUrl: TEST_BASE_URL,
      log,
    };
    const app = createApp({
      baseUrl: TEST_BASE_URL,
      bodyLimit: 5 * 1024 * 1024,
      discovery: discoveryAnswer([definition]),
      authenticate: () => Promise.resolve(caller()),
      corsOrigins: [],
      completeRequest: (request) => Promise.resolve(request),
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

  async function send(body: string): Promise<{ readonly status: number; readonly bytes: Buffer; readonly ms: number }> {
    const start = process.cpuUsage();
    const response = await pool.request({
      method: 'POST',
      path,
      headers: { 'content-type': 'application/json' },
      body,
    });
    const bytes = Buffer.from(await response.body.arrayBuffer());
    const { user, system } = process.cpuUsage(start);
    return { status: response.statusCode, bytes, ms: (user + system) / 1000 };
  }

  /** Everything that is wrong with the answer to a request. */
  async function faultsOf({ request, changes }: Hostile): Promise<readonly string[]> {
    const original = requests[request % requests.length] ?? {};
    const { status, bytes, ms } = await send(mutated(original, changes));
    const body: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    const slow = ms > MOST_CPU_MS ? [`took ${ms} ms`] : [];
    if (status === 200) return [...validateResponse(body).filter((fault) => !isOfDraft(fault, body)), ...slow];
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
