// What deployed clients really send and need (the CDS Hooks Sandbox, the Da Vinci CRD request generator, the client of
// @medplum/core, Inferno's CRD kit), each as it was seen on the wire; their tokens are in tokens-on-the-wire.test.ts.
import { expect } from 'chai';
import type { DiscoveryAnswer } from '../../src/cds/discovery.ts';
import { asArray } from '../../src/fhir/lenient.ts';
import type { JsonObject, RawResource } from '../../src/fhir/types.ts';
import { authorization, bundle, viewCall } from '../cds/calls.ts';
import { outcomeOf, post, type ServedApp } from '../http/served-app.ts';
import { serve, type LoopbackServer } from '../net/loopback-server.ts';
import { requestFor, workedCases, type HookRequestBody } from '../support/case-request.ts';
import { storyRequest } from '../support/story-request.ts';
import { rulesOf, cardsOf } from './answer-parts.ts';
import { ask, SHIPPED, serveShipped } from './shipped-app.ts';
import { IMAGING, MRI, PAIN, signed, STORY, TRAMADOL } from './story-orders.ts';

const BASE_PATH = '/fhir/';

const without = (members: JsonObject, name: string): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([key]) => key !== name));
const entriesOf = (answer: unknown): readonly unknown[] => asArray((answer as JsonObject)['entry']);

describe('requests as seen on the wire', () => {
  let app: ServedApp;

  before(async function () {
    this.timeout(120_000);
    app = await serveShipped();
  });
  after(() => app.stop());

  it('C6 draftOrders without type, entries without fullUrl', async () => {
    const request = signed(TRAMADOL);
    const untyped = without(request.context.draftOrders ?? {}, 'type');
    const answered = await ask(app, { ...request, context: { ...request.context, draftOrders: untyped } });
    expect(rulesOf(answered)).to.not.be.empty;
    expect(answered).to.deep.equal(await ask(app, request));
  });

  it('C6 category and reasonCode as one object where R4 has a list', async () => {
    const lists = await ask(app, signed(MRI, { ...TRAMADOL, reasonCode: [PAIN] }));
    const objects = await ask(
      app,
      signed({ ...MRI, category: IMAGING, reasonCode: PAIN }, { ...TRAMADOL, reasonCode: PAIN }),
    );
    expect(rulesOf(lists)).to.not.be.empty;
    expect(objects).to.deep.equal(lists);
  });

  const unfinished: Readonly<Record<string, RawResource>> = {
    'a MedicationRequest without medication and intent': {
      resourceType: 'MedicationRequest',
      id: 'd',
      status: 'draft',
    },
    'a ServiceRequest with an empty coding and no reasons': {
      resourceType: 'ServiceRequest',
      id: 'd',
      status: 'draft',
      intent: 'order',
      code: { coding: [{}] },
      reasonCode: [],
    },
  };
  for (const [what, order] of Object.entries(unfinished)) {
    it(`C5 the first order-select of a screen: ${what}`, async () => {
      const answered = await ask(app, storyRequest(STORY, 'order-select', { draftOrders: [order] }));
      expect(answered).to.deep.equal({ status: 200, body: { cards: [] } });
    });
  }

  for (const hook of ['order-select', 'order-sign']) {
    it(`C3 ${hook} with user and patient only, from a tab that is clicked again`, async () => {
      const response = await post(`${app.url}${SHIPPED}`, viewCall({}, { hook }));
      expect(response.status).to.equal(400);
      expect((await outcomeOf(response)).issue.map(({ diagnostics }) => diagnostics)).to.include(
        '/context/draftOrders is required',
      );
    });
  }

  it('F1 prefetch keys that the service never declared', async () => {
    const request = storyRequest(STORY, 'patient-view');
    const extra = {
      serviceRequestBundle: bundle(MRI),
      coverageBundle: { resourceType: 'Parameters' },
      deviceRequest: null,
    };
    const answered = await ask(app, { ...request, prefetch: { ...extra, ...request.prefetch } });
    expect(rulesOf(answered)).to.not.be.empty;
    expect(answered).to.deep.equal(await ask(app, request));
  });

  it('F1 a failed prefetch key that is simply left out', async () => {
    const { prefetch, ...request } = storyRequest(STORY, 'patient-view');
    const cards = cardsOf(await ask(app, { ...request, prefetch: without(prefetch, 'laboratory') }));
    const unknown = cards.flatMap(({ extension }) => extension['com.midback-cds.why'].unknown ?? []);
    expect(unknown).to.not.be.empty;
  });

  it('D4 searches sent as POST, equal parameters of one template joined by a comma', async () => {
    const { services } = (await (await fetch(`${app.url}/cds-services`)).json()) as DiscoveryAnswer;
    for (const template of services.flatMap(({ prefetch = {} }) => Object.values(prefetch))) {
      const names = [...new URLSearchParams(template.split('?')[1] ?? '').keys()];
      expect(new Set(names).size, template).to.equal(names.length);
    }
  });

  it('C1 C2 an empty access token, the same hookInstance always, a user and an encounter that do not exist', async () => {
    const request = storyRequest(STORY, 'patient-view');
    const hookInstance = 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea';
    const context = { ...request.context, userId: 'Practitioner/nobody', encounterId: 'nowhere' };
    const server = { fhirServer: 'https://ehr.example/fhir', fhirAuthorization: authorization({ access_token: '' }) };
    const answers = [1, 2].map(() => ask(app, { ...request, ...server, hookInstance, context }));
    for (const answered of await Promise.all(answers)) expect(rulesOf(answered)).to.not.be.empty;
  });

  it('C4 no encounterId, ever', async () => {
    const differing: string[] = [];
    const ambulatory = workedCases().filter(({ encounter }) => encounter !== 'inpatient');
    for (const one of ambulatory.filter((_, index) => index % 3 === 0)) {
      const [known, unknown] = [await ask(app, requestFor(one)), await ask(app, requestFor(one, { encounter: false }))];
      if (known.status !== unknown.status) differing.push(one.id);
      else if (known.status === 200 && rulesOf(known).join() !== rulesOf(unknown).join()) differing.push(one.id);
    }
    expect(differing).to.deep.equal([]);
  });

  it('F2 a prefetch key that holds null', async () => {
    const request = storyRequest(STORY, 'patient-view');
    const withAllergies = (allergies: unknown) =>
      ask(app, { ...request, prefetch: { ...request.prefetch, allergies } });
    const nothing = await withAllergies(null);
    expect(rulesOf(nothing)).to.not.be.empty;
    expect(nothing).to.deep.equal(await withAllergies(bundle()));
    expect(nothing).to.not.deep.equal(await withAllergies(undefined));
  });

  for (const hook of ['encounter-start', 'encounter-discharge', 'order-dispatch', 'appointment-book']) {
    it(`C3 a hook that the service does not list: ${hook}`, async () => {
      expect((await ask(app, viewCall({ encounterId: 'e1' }, { hook }))).status).to.equal(400);
    });
  }

  it('C5 selections that name a draft by an absolute address', async () => {
    const selections = ['https://ehr.example/fhir/MedicationRequest/tramadol'];
    const request = storyRequest(STORY, 'order-select', { draftOrders: [TRAMADOL] });
    const absolute = { ...request, context: { ...request.context, selections } };
    expect(rulesOf(await ask(app, absolute))).to.not.be.empty;
    expect(await ask(app, absolute)).to.deep.equal(await ask(app, request));
  });

  it('F4 any prefetch key not honoured but patient and conditions', async () => {
    const request = storyRequest(STORY, 'patient-view');
    for (const key of Object.keys(request.prefetch).filter((name) => name !== 'patient' && name !== 'conditions')) {
      const prefetch = without(request.prefetch, key);
      expect((await ask(app, { ...request, prefetch })).status, key).to.equal(200);
    }
  });
});

describe('FHIR servers as seen on the wire', () => {
  let app: ServedApp;
  let server: LoopbackServer;
  let mediaType: string;
  /** By path and query. */
  const answers = new Map<string, unknown>();
  let whole: HookRequestBody;

  before(async function () {
    this.timeout(120_000);
    whole = requestFor(workedCases()[0] ?? expect.fail('there are no cases'));
    server = await serve((request, response) => {
      const answer = answers.get(decodeURIComponent(request.url ?? ''));
      response.writeHead(answer === undefined ? 404 : 200, { 'content-type': mediaType });
      response.end(JSON.stringify(answer ?? { resourceType: 'OperationOutcome' }));
    });
    app = await serveShipped([server.origin]);
    const { services } = (await (await fetch(`${app.url}/cds-services`)).json()) as DiscoveryAnswer;
    for (const [key, template] of Object.entries(services[0]?.prefetch ?? {})) {
      const query = template
        .replaceAll('{{context.patientId}}', whole.context.patientId)
        .replaceAll('{{context.encounterId}}', whole.context.encounterId ?? '');
      answers.set(BASE_PATH + query, whole.prefetch[key]);
    }
  });
  after(async () => {
    await app.stop();
    await server.stop();
  });

  for (const type of [
    'application/fhir+json',
    'application/json',
    'application/json+fhir',
    'application/fhir+json; fhirVersion=4.0; charset=UTF-8',
  ]) {
    it(`F1 answers of the media type ${type}`, async () => {
      mediaType = type;
      const access = { fhirServer: server.origin + BASE_PATH, fhirAuthorization: authorization() };
      const fetched = await ask(app, { ...whole, prefetch: {}, ...access });
      expect(rulesOf(fetched)).to.not.be.empty;
      expect(fetched).to.deep.equal(await ask(app, whole));
      const { accept, authorization: sent } = server.requests.at(-1)?.headers ?? {};
      expect(accept).to.contain('application/fhir+json').and.contain('application/json');
      expect(sent).to.equal('Bearer t0k3n');
    });
  }

  it('F3 a prefetch that is the first page of a search, the next one on the server', async () => {
    mediaType = 'application/fhir+json';
    const [first, ...others] = entriesOf(whole.prefetch['conditions']);
    const page = { resourceType: 'Bundle', type: 'searchset', entry: [first] };
    answers.set(`${BASE_PATH}pages/2`, { ...page, entry: others });
    const link = [{ relation: 'next', url: `${server.origin}${BASE_PATH}pages/2` }];
    const prefetch = { ...whole.prefetch, conditions: { ...page, link } };
    const paged = await ask(app, { ...whole, prefetch, fhirServer: server.origin + BASE_PATH });
    expect(server.requests.at(-1)?.url).to.equal(`${BASE_PATH}pages/2`);
    expect(paged).to.deep.equal(await ask(app, whole));
  });
});
