// What comes of a FHIR server that misbehaves in every way: a word in the log, a gap in the data, and nothing worse.
import { expect } from 'chai';
import { createLog } from '../../src/base/log.ts';
import type { Retrieval } from '../../src/cds/hook-request.ts';
import { createGuardedClient, type GuardedClient } from '../../src/net/guarded-client.ts';
import { completeRequest } from '../../src/retrieval/complete-request.ts';
import { caller } from '../http/served-app.ts';
import { serve, type LoopbackServer } from '../net/loopback-server.ts';
import { misbehaviours, serveBadly } from '../support/bad-fhir-server.ts';
import { ABSENT, request, TOKEN } from './requests.ts';

const LIMITS = { pages: 5, bytes: 100_000, entries: 100 } as const;
const LATE = 120;
const TEMPLATES = { conditions: 'Condition?patient={{context.patientId}}' };

/** `unknown`, or the state with the number of resources; and the word in the log. */
const EXPECTED: Readonly<Record<string, readonly [string, string]>> = {
  'slow-drip': ['unknown failed', 'deadline'],
  'no-answer': ['unknown failed', 'deadline'],
  'endless-body': ['unknown truncated', 'too-large'],
  'false-length': ['unknown truncated', 'too-large'],
  'gzip-bomb': ['unknown truncated', 'too-large'],
  'redirect-abroad': ['unknown failed', 'redirect'],
  html: ['unknown failed', 'not-json'],
  'html-called-json': ['unknown failed', 'not-json'],
  'empty-body': ['unknown failed', 'not-json'],
  'no-utf-8': ['unknown failed', 'not-json'],
  deep: ['unknown failed', 'not-json'],
  'json-but-no-fhir': ['unknown failed', 'not-fhir'],
  null: ['unknown failed', 'not-fhir'],
  list: ['unknown failed', 'not-fhir'],
  'capability-statement': ['unknown failed', 'not-fhir'],
  'bare-resource': ['unknown failed', 'not-fhir'],
  dstu2: ['unknown failed', 'not-fhir'],
  outcome: ['unknown failed', 'outcome'],
  'outcome-only-entry': ['unknown failed', 'outcome'],
  'outcome-among-entries': ['partial failed 1', 'outcome'],
  'status-201': ['unknown failed', 'status'],
  'status-400': ['unknown failed', 'status'],
  'status-401': ['unknown failed', 'denied'],
  'status-403': ['unknown failed', 'denied'],
  'status-404': ['unknown failed', 'not-found'],
  'status-410': ['unknown failed', 'not-found'],
  'status-429': ['unknown failed', 'status'],
  'status-500': ['unknown failed', 'status'],
  'status-503': ['unknown failed', 'status'],
  reset: ['unknown failed', 'unreachable'],
  'cut-off': ['unknown failed', 'unreachable'],
  'all-of-another-patient': ['unknown failed', 'other-patient'],
  'some-of-another-patient': ['partial failed 1', 'other-patient'],
  loop: ['partial truncated 1', 'loop'],
  'longer-loop': ['partial truncated 1', 'loop'],
  'ever-more-pages': ['partial truncated 5', 'too-many'],
  'huge-pages': ['partial truncated 3', 'too-large'],
  'many-entries': ['partial truncated 100', 'too-many'],
  'more-than-it-sends': ['partial truncated 1', 'too-many'],
  'next-abroad': ['partial failed 1', 'origin'],
  'next-to-userinfo': ['partial failed 1', 'credentials'],
  'next-with-userinfo': ['partial failed 1', 'credentials'],
  'next-outside-base': ['partial failed 1', 'base-path'],
  'next-climbs-out': ['partial failed 1', 'base-path'],
  'next-climbs-out-encoded': ['partial failed 1', 'base-path'],
  'next-other-scheme': ['partial failed 1', 'scheme'],
  'next-is-a-file': ['partial failed 1', 'invalid-url'],
  'next-backslashes': ['partial failed 1', 'invalid-url'],
  'next-without-scheme': ['partial failed 1', 'origin'],
  'next-no-url': ['partial failed 1', 'invalid-url'],
  'next-fails': ['partial failed 1', 'status'],
  'next-relative': ['complete 2', 'complete'],
};

function shown(retrieval: Retrieval | undefined): string {
  if (retrieval === undefined) return 'nothing';
  if (retrieval.state === 'unknown') return `unknown ${retrieval.reason}`;
  const reason = retrieval.state === 'partial' ? `${retrieval.reason} ` : '';
  return `${retrieval.state} ${reason}${retrieval.resources.length}`;
}

describe('a FHIR server that misbehaves', () => {
  let bad: LoopbackServer;
  let foreign: LoopbackServer;
  let client: GuardedClient;
  let names: readonly string[] = [];

  before(async () => {
    foreign = await serve((_, response) => response.end('{}'));
    const ways = misbehaviours(foreign.origin);
    names = Object.keys(ways);
    bad = await serveBadly(ways);
    client = createGuardedClient();
  });
  after(async () => {
    await client.close();
    await bad.stop();
    await foreign.stop();
  });

  it('is tried in every way', () => {
    expect(Object.keys(EXPECTED)).to.have.members([...names]);
  });

  for (const [way, [state, reason]] of Object.entries(EXPECTED)) {
    it(`F3 F6 ${way}: ${state}`, async () => {
      const lines: string[] = [];
      const log = createLog('debug', { write: (line) => lines.push(line) });
      const deadlineMs = reason === 'deadline' ? LATE : 10_000;
      const access = { fhirServer: `${bad.origin}/${way}`, accessToken: TOKEN };
      const who = caller({ fhirServers: new Set([bad.origin]), reach: 'loopback' });
      const started = performance.now();
      const deps = { client, deadlineMs, limits: LIMITS, log };
      const done = await completeRequest(request({ conditions: ABSENT }, { access }), TEMPLATES, who, deps);
      expect(performance.now() - started).to.be.below(2000);
      expect(shown(done.prefetch.get('conditions'))).to.equal(state);
      expect(lines).to.have.length(1);
      expect(JSON.parse(lines[0] ?? '')).to.include({ event: 'fhir.fetched', prefetchKey: 'conditions', reason });
      for (const secret of [TOKEN, 'p1', 'c1', bad.origin]) expect(lines.join()).to.not.contain(secret);
    });
  }

  it('T5 leads to no other server, and gets the token in one header and nowhere else', () => {
    expect(foreign.requests).to.deep.equal([]);
    for (const { url, rawHeaders } of bad.requests) {
      expect(url).to.not.contain(TOKEN);
      const places = rawHeaders.flatMap((value, at) => (value.includes(TOKEN) ? [rawHeaders[at - 1]] : []));
      expect(places).to.deep.equal(['authorization']);
    }
  });
});
