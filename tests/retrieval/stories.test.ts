// The fixture patients again, called by a client that sends no data and gives access to its FHIR server instead.
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { fixedClock } from '../../src/base/clock.ts';
import type { HookName } from '../../src/cds/hook-request.ts';
import type { JsonObject, RawResource } from '../../src/fhir/types.ts';
import { authorization } from '../cds/calls.ts';
import { caseClock, caseTimeZone } from '../support/case-model.ts';
import { serveFhir, type FhirServer } from '../support/fhir-server.ts';
import { serviceAt, type CalledService } from '../support/service.ts';
import { chartResources, storyBundle } from '../support/story-chart.ts';
import { stories, storyRequest } from '../support/story-request.ts';
import { startFetchingApp, type FetchingApp } from './fetching-app.ts';

interface StoryFile {
  readonly drafts: Readonly<Record<string, RawResource>>;
  readonly stories: readonly {
    readonly story: string;
    readonly calls: readonly { readonly hook: HookName; readonly drafts?: readonly string[] }[];
  }[];
}

const file = parse(readFileSync(new URL('../../fixtures/stories.yaml', import.meta.url), 'utf8')) as StoryFile;
const TOKEN = 'stories-t0k3n';

/** The calls of a story, whole. */
function callsOf(story: string): readonly JsonObject[] {
  const { calls = [] } = file.stories.find((one) => one.story === story) ?? {};
  return calls.map(({ hook, drafts = [] }) => {
    const draftOrders = drafts.map((name) => structuredClone(file.drafts[name]) as RawResource);
    return storyRequest(story, hook, hook === 'patient-view' ? {} : { draftOrders }) as unknown as JsonObject;
  });
}

/** The same call without the data. */
function bare({ prefetch: _, ...call }: JsonObject, base: string): JsonObject {
  return { ...call, fhirServer: base, fhirAuthorization: authorization({ access_token: TOKEN }) };
}

describe('fixture patients, fetched', () => {
  let service: CalledService;
  const running: { readonly stop: () => Promise<void> }[] = [];

  before(() => {
    service = serviceAt(fixedClock(caseClock), caseTimeZone);
  });

  afterEach(async () => {
    for (const { stop } of running.splice(0)) await stop();
  });

  async function start(story: string): Promise<{ readonly server: FhirServer; readonly app: FetchingApp }> {
    const server = await serveFhir(chartResources(storyBundle(story)), { pageSize: 7, token: TOKEN });
    running.push(server);
    const app = await startFetchingApp([server.origin]);
    running.push(app);
    return { server, app };
  }

  for (const story of stories()) {
    it(`F1 F3 brings the same cards without prefetch: ${story}`, async () => {
      const { server, app } = await start(story);
      for (const call of callsOf(story)) {
        const [fetched, sent] = [await app.call(bare(call, server.base)), service.call(call)];
        expect(fetched).to.deep.equal(JSON.parse(JSON.stringify(sent)));
        expect(fetched.status).to.equal(200);
      }
    });
  }
});
