// What cannot be fetched is said on the card; without Patient or Condition there is no card (conformance F4; catalogue 0.6).
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { isObject } from '../../src/fhir/lenient.ts';
import type { JsonObject, RawResource } from '../../src/fhir/types.ts';
import { authorization } from '../cds/calls.ts';
import type { LoopbackServer } from '../net/loopback-server.ts';
import { misbehaviours, serveBadly } from '../support/bad-fhir-server.ts';
import { serveFhir } from '../support/fhir-server.ts';
import { chartResources, storyBundle, type ChartResource } from '../support/story-chart.ts';
import { storyRequest } from '../support/story-request.ts';
import { startFetchingApp, type FetchingApp, WIDE } from './fetching-app.ts';

/** Her red flag is a card whatever else is missing. */
const RUTH = 'ruth-62-back-pain-past-breast-cancer';
const DOLORES = 'dolores-58-warfarin';
const TOKEN = 'unkn0wn-t0k3n';
const NO_MEDICATIONS = 'Medication list not available to this service';
const SOME_MEDICATIONS = 'Medication list not complete';
const NO_ALLERGIES = 'Allergies not available to this service';
const NO_OBSERVATIONS = 'Labs/vitals not available to this service';
const SOME_CONDITIONS = 'Problem list not complete';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A call about the patient of a story that sends the data of these keys only. */
function sending(keys: readonly string[], base: string, story = RUTH): JsonObject {
  const { prefetch, ...call } = storyRequest(story, 'patient-view') as unknown as JsonObject;
  const kept = Object.entries(isObject(prefetch) ? prefetch : {}).filter(([key]) => keys.includes(key));
  const access = { fhirServer: base, fhirAuthorization: authorization({ access_token: TOKEN }) };
  return { ...call, ...access, prefetch: Object.fromEntries(kept) };
}

function details({ status, body }: Answer): string {
  expect(status).to.equal(200);
  const { cards } = body as { readonly cards: readonly { readonly detail: string }[] };
  expect(cards).to.not.deep.equal([]);
  return cards.map(({ detail }) => detail).join('\n');
}

function topics({ status, body }: Answer): readonly string[] {
  expect(status).to.equal(200);
  const { cards } = body as {
    readonly cards: readonly { readonly source: { readonly topic: { readonly code: string } } }[];
  };
  return cards.map(({ source }) => source.topic.code);
}

/** The keys that a refusal names. */
function missing({ status, body }: Answer): readonly string[] {
  expect(status).to.equal(412);
  const { issue } = body as { readonly issue: readonly { readonly diagnostics: string }[] };
  return issue.map(({ diagnostics }) => diagnostics.split(' ')[0] ?? '');
}

describe('data that cannot be fetched', () => {
  const running: { readonly stop: () => Promise<void> }[] = [];
  let bad: LoopbackServer;
  let app: FetchingApp;

  before(async () => {
    bad = await serveBadly(misbehaviours('http://127.0.0.1:1'));
    app = await startFetchingApp([bad.origin], { deadlineMs: 150 });
  });
  afterEach(async () => {
    for (const { stop } of running.splice(0)) await stop();
  });
  after(async () => {
    await app.stop();
    await bad.stop();
  });

  async function serving(
    chart: readonly RawResource[],
    parts: Parameters<typeof startFetchingApp>[1] & { readonly pageSize?: number } = {},
  ): Promise<{ readonly base: string; readonly call: (body: unknown) => Promise<Answer> }> {
    const { pageSize } = parts;
    const server = await serveFhir(chart, { token: TOKEN, ...(pageSize === undefined ? {} : { pageSize }) });
    const own = await startFetchingApp([server.origin], parts);
    running.push(own, server);
    return { base: server.base, call: (body) => own.call(body) };
  }

  for (const way of [
    'status-401',
    'status-403',
    'status-500',
    'no-answer',
    'html',
    'reset',
    'outcome',
    'all-of-another-patient',
  ]) {
    it(`F4 is said on the card: ${way}`, async () => {
      const answer = await app.call(sending(['patient', 'conditions'], `${bad.origin}/${way}`));
      for (const note of [NO_MEDICATIONS, NO_ALLERGIES, NO_OBSERVATIONS]) expect(details(answer)).to.contain(note);
    });

    it(`F4 is refused with the names of the keys without Patient or Condition: ${way}`, async () => {
      const base = `${bad.origin}/${way}`;
      expect(missing(await app.call(sending([], base)))).to.deep.equal(['/prefetch/patient', '/prefetch/conditions']);
      expect(missing(await app.call(sending(['patient'], base)))).to.deep.equal(['/prefetch/conditions']);
      expect(missing(await app.call(sending(['conditions'], base)))).to.deep.equal(['/prefetch/patient']);
    });
  }

  it('F3 is said on the card when it is truncated', async () => {
    const chart = chartResources(storyBundle(RUTH));
    const { base, call } = await serving(chart, { pageSize: 2, limits: { ...WIDE, pages: 1 } });
    const detail = details(await call(sending([], base)));
    expect(detail).to.contain(SOME_CONDITIONS).and.to.contain(NO_OBSERVATIONS);
    const { base: whole, call: callWhole } = await serving(chart, { pageSize: 2 });
    expect(details(await callWhole(sending([], whole))))
      .to.not.contain(SOME_CONDITIONS)
      .and.not.contain(NO_OBSERVATIONS);
  });

  describe('of a drug that only points to its Medication', () => {
    const isMedication = ({ resourceType }: RawResource): boolean => resourceType === 'Medication';
    const chart = (): readonly ChartResource[] =>
      chartResources(storyBundle(DOLORES)).map((resource) =>
        resource['medicationReference'] === undefined ? resource : { ...resource, medicationReference: bare(resource) },
      );
    const bare = ({ medicationReference }: ChartResource & { readonly medicationReference?: unknown }): object => ({
      reference: isObject(medicationReference) ? medicationReference['reference'] : '',
    });

    it('F1 leaves no gap when the Medication can be read', async () => {
      const { base, call } = await serving(chart());
      const detail = details(await call(sending([], base, DOLORES)));
      expect(detail).to.contain('Anticoagulant').and.to.not.contain(SOME_MEDICATIONS);
    });

    it('F4 is said on the card when it cannot', async () => {
      const { base, call } = await serving(chart().filter((resource) => !isMedication(resource)));
      expect(details(await call(sending([], base, DOLORES)))).to.contain(SOME_MEDICATIONS);
    });

    it('F1 brings the cards of an order that only points to its Medication', async () => {
      const stories = parse(
        readFileSync(new URL('../../fixtures/stories.yaml', import.meta.url), 'utf8'),
      ) as JsonObject;
      const { tramadol } = stories['drafts'] as Readonly<Record<'tramadol', JsonObject>>;
      const { medicationCodeableConcept: code, ...order } = tramadol;
      const elsewhere = {
        ...order,
        medicationReference: { reference: 'Medication/tramadol' },
      } as unknown as RawResource;
      const { base, call } = await serving([{ resourceType: 'Medication', id: 'tramadol', code }]);
      const signing = (draft: RawResource): JsonObject => ({
        ...(storyRequest(RUTH, 'order-sign', { draftOrders: [draft] }) as unknown as JsonObject),
        fhirServer: base,
        fhirAuthorization: authorization({ access_token: TOKEN }),
      });
      const told = topics(await call(signing({ ...order, medicationCodeableConcept: code } as unknown as RawResource)));
      expect(told).to.not.deep.equal([]);
      expect(topics(await call(signing(elsewhere)))).to.deep.equal(told);
      const nowhere = { ...elsewhere, medicationReference: { reference: 'Medication/none' } };
      expect(topics(await call(signing(nowhere)))).to.not.deep.equal(told);
    });
  });

  it('F1 asks nothing of a server that the caller may not have asked', async () => {
    const { base } = await serving([]);
    expect(missing(await app.call(sending([], base)))).to.have.length(2);
    expect(app.lines.join('')).to.contain('"event":"fhir.refused","reason":"server-not-allowed"');
  });

  it('C2 never shows the token, nor where it was used', async () => {
    const answer = await app.call(sending(['patient', 'conditions'], `${bad.origin}/status-401`));
    for (const secret of [TOKEN, bad.origin]) {
      expect(JSON.stringify(answer)).to.not.contain(secret);
      expect(app.lines.join('')).to.not.contain(secret);
    }
  });
});
