// As in fuzz.test.ts, with fetching switched on: the calls leave data out, and the FHIR server that they name does whatever
// a server can do wrong, or answers in time with real data into which the same changes were made.
import { expect } from 'chai';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { authorization, type Json } from '../cds/calls.ts';
import { serve, type LoopbackServer } from '../net/loopback-server.ts';
import { startFetchingApp, type FetchingApp } from '../retrieval/fetching-app.ts';
import { misbehaviours, serveBadly, type Misbehaviour } from '../support/bad-fhir-server.ts';
import { validateOutcome, validateResponse } from '../support/cds-response-schema.ts';
import { faultsOutsideDrafts } from './draft-faults.ts';
import { mutated, type Change } from './mutate.ts';

const SEED = 20260302;
const RUNS = 300;
const DEADLINE_MS = 60;
/** Nothing waits for a server once the deadline is over; the rest is for a busy machine. */
const MOST_MS = 10_000;
const REQUESTS = join(import.meta.dirname, '..', '..', 'fixtures', 'requests', 'midback-pain');
const LIMITS = { pages: 5, bytes: 200_000, entries: 500 } as const;
/** The way of a server that is in order, save for what is in its resources. */
const CHANGED = 'changed-data';

const change: fc.Arbitrary<Change> = fc.record({ place: fc.nat(), kind: fc.nat(), value: fc.nat() });

interface Unfetched {
  readonly request: number;
  /** Of the call. */
  readonly changes: readonly Change[];
  /** Of every answer of the server. */
  readonly changesThere: readonly Change[];
  /** Undefined: the server is in order. */
  readonly way: number | undefined;
  /** A bit for each prefetch key. */
  readonly kept: number;
}

const unfetched: fc.Arbitrary<Unfetched> = fc.record({
  request: fc.nat(),
  changes: fc.array(change, { maxLength: 2 }),
  changesThere: fc.array(change, { minLength: 1, maxLength: 12 }),
  way: fc.option(fc.nat(), { nil: undefined }),
  kept: fc.nat(0xffff),
});

function realRequests(): readonly Json[] {
  const names = readdirSync(REQUESTS).filter((name) => name.endsWith('.json'));
  return names.map((name) => JSON.parse(readFileSync(join(REQUESTS, name), 'utf8')) as Json);
}

/** A call without some of its data, the answers that it leaves out by the type that is asked for, and who has them. */
function callWithout(request: Json, kept: number, fhirServer: string): Json {
  const prefetch = Object.entries((request['prefetch'] ?? {}) as Json).filter(
    (_, index) => ((kept >> index) & 1) === 1,
  );
  return { ...request, prefetch: Object.fromEntries(prefetch), fhirServer, fhirAuthorization: authorization() };
}

/** What a FHIR server says to a query for the type, out of what the whole request holds. */
function answerFor(type: string, { prefetch = {} }: Json): unknown {
  const answers = Object.values(prefetch as Readonly<Record<string, Json | null>>);
  const holds = (answer: Json | null): boolean => new RegExp(`"resourceType":"${type}"`).test(JSON.stringify(answer));
  return answers.find(holds) ?? { resourceType: 'Bundle', type: 'searchset', entry: [] };
}

describe('hostile FHIR servers', function () {
  this.timeout(120_000);
  const requests = realRequests();
  const statuses = new Map<number, number>();
  let answering: (type: string) => string = () => '{}';
  let bad: LoopbackServer;
  let foreign: LoopbackServer;
  let app: FetchingApp;
  let ways: readonly string[];

  const changedData: Misbehaviour = ({ response, url }) => {
    const type = /^\/[^/]+\/(\w*)/.exec(url.pathname)?.[1] ?? '';
    response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(answering(type));
  };

  before(async () => {
    foreign = await serve((_, response) => response.writeHead(200).end());
    const wrong = misbehaviours(foreign.origin);
    ways = Object.keys(wrong);
    bad = await serveBadly({ ...wrong, [CHANGED]: changedData });
    app = await startFetchingApp([bad.origin], { deadlineMs: DEADLINE_MS, limits: LIMITS });
  });
  after(async () => {
    await app.stop();
    await bad.stop();
    await foreign.stop();
  });

  /** Everything that is wrong with the answer to a call. */
  async function faultsOf({ request, changes, changesThere, way, kept }: Unfetched): Promise<readonly string[]> {
    const real = requests[request % requests.length] ?? {};
    answering = (type) => mutated(JSON.stringify(answerFor(type, real)), changesThere);
    const name = way === undefined ? CHANGED : (ways[way % ways.length] ?? CHANGED);
    const call = mutated(JSON.stringify(callWithout(real, kept, `${bad.origin}/${name}`)), changes);
    const start = performance.now();
    const { status, body } = await app.callText(call);
    const slow = performance.now() - start > MOST_MS ? [`${name} took too long`] : [];
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status === 200) return [...faultsOutsideDrafts(validateResponse(body), body), ...slow];
    return status >= 400 && status < 500 ? [...validateOutcome(body), ...slow] : [`status ${status}`, ...slow];
  }

  it(`F3 F5 R10 T9 leave a valid answer or a refusal, ${RUNS} times, in bounded time (seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(unfetched, async (one) => {
        expect(await faultsOf(one)).to.deep.equal([]);
      }),
      { seed: SEED, numRuns: RUNS, endOnFailure: false },
    );
    // Cards and refusals for want of data both, and enough of each.
    expect(statuses.get(200)).to.be.greaterThan(RUNS / 4);
    expect(statuses.get(412)).to.be.greaterThan(RUNS / 20);
    expect(bad.requests.length).to.be.greaterThan(RUNS);
  });

  it('F3 have nothing asked of other servers, and no text reached the last look at a card', () => {
    expect(foreign.requests).to.be.empty;
    expect(app.lines.filter((line) => /card\.refused|rule\.failed|request\.failed/.test(line))).to.deep.equal([]);
  });
});
