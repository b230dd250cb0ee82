// What the shipped service does with calls of every shape (conformance C1 to C7, W3, F4, F6, R10), over HTTP.
import { expect } from 'chai';
import type { HookAnswer } from '../../src/cards/card.ts';
import type { JsonObject } from '../../src/fhir/types.ts';
import { authorization, signCall, viewCall } from '../cds/calls.ts';
import { post, postText, type ServedApp } from '../http/served-app.ts';
import type { HookRequestBody } from '../support/case-request.ts';
import { validateOutcome } from '../support/cds-response-schema.ts';
import { storyRequest } from '../support/story-request.ts';
import { cardsOf, rulesOf } from './answer-parts.ts';
import { corpus, type NamedCall } from './corpus.ts';
import { ask, SHIPPED, serveShipped } from './shipped-app.ts';
import { MRI, STORY, TRAMADOL } from './story-orders.ts';
import { aboutSomebodyElse, OTHER_DRAFTS, withExtensions, withoutAdded, withOtherDrafts } from './told-otherwise.ts';

/** Its card rests on the problem list alone. */
const EMERGENCY = 'tomas-39-cauda-equina-suspected';

describe('calls of the shipped service', () => {
  let app: ServedApp;
  let calls: readonly NamedCall[];

  before(async function () {
    this.timeout(120_000);
    app = await serveShipped();
    calls = corpus();
  });
  after(() => app.stop());

  /** Asks both ways; the names of the calls whose answers differ. */
  async function differing(
    some: readonly NamedCall[],
    retell: (request: HookRequestBody) => JsonObject,
    same: (answer: unknown) => unknown = (answer) => answer,
  ): Promise<readonly string[]> {
    const names: string[] = [];
    for (const { name, request } of some) {
      const [plain, retold] = [await ask(app, request), await ask(app, retell(request))];
      if (JSON.stringify(plain) !== JSON.stringify({ ...retold, body: same(retold.body) })) names.push(name);
    }
    return names;
  }

  it('W3 may hold extensions and unknown fields at every place, and the answer stays the same', async () => {
    const some = calls.filter((_, index) => index % 3 === 0);
    expect(await differing(some, withExtensions, withoutAdded)).to.deep.equal([]);
  });

  it('C1 may leave out everything that is optional', async () => {
    const { hook, hookInstance, context, prefetch } = storyRequest(EMERGENCY, 'patient-view');
    const { userId, patientId } = context;
    const { patient, conditions } = prefetch;
    const least = { hook, hookInstance, context: { userId, patientId }, prefetch: { patient, conditions } };
    expect(rulesOf(await ask(app, least))).to.not.be.empty;
  });

  it('C1 C2 give the server with the token, which comes back nowhere', async () => {
    const server = { fhirServer: 'https://ehr.example/fhir', fhirAuthorization: authorization() };
    for (const call of [viewCall({}, server), { ...storyRequest(STORY, 'patient-view'), ...server }]) {
      const response = await post(`${app.url}${SHIPPED}`, call);
      expect(`${JSON.stringify([...response.headers])}${await response.text()}`).to.not.contain('t0k3n');
    }
    expect(app.lines.join('')).to.contain('request.answered').and.not.contain('t0k3n');
  });

  for (const userId of ['Practitioner/1', 'PractitionerRole/1', 'Patient/hannah', 'RelatedPerson/1']) {
    it(`C4 may come from ${userId.split('/')[0] ?? ''}`, async () => {
      const request = storyRequest(STORY, 'patient-view');
      expect(rulesOf(await ask(app, { ...request, context: { ...request.context, userId } }))).to.not.be.empty;
    });
  }

  it('C5 draw advice on the selected orders, the others being context only', async () => {
    const draftOrders = [TRAMADOL, MRI];
    const select = (...selections: readonly string[]) =>
      ask(app, storyRequest(STORY, 'order-select', { draftOrders, selections }));
    const opioid = rulesOf(await select('MedicationRequest/tramadol'));
    const imaging = rulesOf(await select('ServiceRequest/mri'));
    expect([opioid, imaging]).to.not.deep.include([]);
    expect(opioid.filter((rule) => imaging.includes(rule))).to.deep.equal([]);
    const both = rulesOf(await select('MedicationRequest/tramadol', 'ServiceRequest/mri'));
    expect(both).to.include.members([...opioid, ...imaging]);
  });

  for (const status of ['draft', 'active', 'on-hold']) {
    it(`C6 have all orders reviewed, one that is signed again as ${status} too`, async () => {
      const draftOrders = [{ ...TRAMADOL, status }, MRI];
      const signed = cardsOf(await ask(app, storyRequest(STORY, 'order-sign', { draftOrders })));
      const evidence = signed.flatMap(({ extension }) => extension['com.midback-cds.why'].evidence ?? []);
      expect(evidence.map(({ reference }) => reference)).to.include.members([
        'MedicationRequest/tramadol',
        'ServiceRequest/mri',
      ]);
    });
  }

  it('C7 may hold drafts of types that no rule reads, and the answer stays the same', async () => {
    const withOrders = calls.filter(({ request }, index) => request.hook !== 'patient-view' && index % 2 === 0);
    expect(withOrders.length).to.be.greaterThan(50);
    expect(await differing(withOrders, withOtherDrafts)).to.deep.equal([]);
  });

  it('C7 draw nothing when such drafts are all there is', async () => {
    const draftOrders = OTHER_DRAFTS.map((draft) => ({ resourceType: String(draft['resourceType']), ...draft }));
    for (const hook of ['order-select', 'order-sign'] as const) {
      expect(cardsOf(await ask(app, storyRequest(STORY, hook, { draftOrders })))).to.deep.equal([]);
    }
  });

  it('F1 are answered from the prefetch, without a server', async () => {
    const { context, prefetch } = storyRequest(STORY, 'patient-view');
    expect(rulesOf(await ask(app, viewCall({ ...context }, { prefetch })))).to.not.be.empty;
  });

  for (const [what, prefetch, named] of [
    ['nothing', {}, ['patient', 'conditions']],
    ['conditions only', { conditions: null }, ['patient']],
    ['the patient only', { patient: { resourceType: 'Patient', id: 'p1' } }, ['conditions']],
    ['another patient', { patient: { resourceType: 'Patient', id: 'p2' }, conditions: null }, ['patient']],
  ] as const) {
    it(`F4 get a 412 that names what is missing when they bring ${what} and no server`, async () => {
      const { status, body } = await ask(app, viewCall({}, { prefetch }));
      expect(status).to.equal(412);
      expect(validateOutcome(body)).to.deep.equal([]);
      const { issue } = body as { readonly issue: readonly { readonly diagnostics: string }[] };
      const pointers = issue.map(({ diagnostics }) => diagnostics.split(' ')[0]);
      expect(pointers).to.deep.equal(named.map((key) => `/prefetch/${key}`));
    });
  }

  it('F6 draw nothing from the record of somebody else', async () => {
    const views = calls.filter(({ request }) => request.hook === 'patient-view');
    const drawn: string[] = [];
    for (const { name, request } of views) {
      const { status, body } = await ask(app, aboutSomebodyElse(request));
      if (status === 200 && (body as HookAnswer).cards.length > 0) drawn.push(name);
    }
    expect(views.length).to.be.greaterThan(50);
    expect(drawn).to.deep.equal([]);
  });

  it('F6 draw nothing about an order for somebody else', async () => {
    const draftOrders = [{ ...TRAMADOL, subject: { reference: 'Patient/somebody-else' } }];
    for (const hook of ['order-select', 'order-sign'] as const) {
      expect(cardsOf(await ask(app, storyRequest(STORY, hook, { draftOrders })))).to.deep.equal([]);
    }
  });

  const refused: Readonly<Record<string, readonly [status: number, call: unknown]>> = {
    'that are no JSON': [400, '{'],
    'that are no object': [400, []],
    'without hook': [400, { ...viewCall(), hook: undefined }],
    'without hookInstance': [400, { ...viewCall(), hookInstance: undefined }],
    'without context': [400, { ...viewCall(), context: undefined }],
    'without a patient': [400, viewCall({ patientId: undefined })],
    'without a user': [400, viewCall({ userId: undefined })],
    'of another hook': [400, viewCall({}, { hook: 'order-dispatch' })],
    'with an authorization and no server': [400, viewCall({}, { fhirAuthorization: authorization() })],
    'without draft orders': [400, signCall({ draftOrders: undefined })],
    'in FHIR DSTU2': [400, viewCall({}, { prefetch: { orders: { resourceType: 'MedicationOrder', id: '1' } } })],
    'without the patient': [412, viewCall()],
  };
  for (const [what, [status, call]] of Object.entries(refused)) {
    it(`C3 R10 W1 W2 are refused with a sound OperationOutcome: calls ${what}`, async () => {
      const text = typeof call === 'string' ? call : JSON.stringify(call);
      const response = await postText(`${app.url}${SHIPPED}`, text, { 'content-type': 'application/json' });
      expect(response.status).to.equal(status);
      expect(response.headers.get('content-type')).to.equal('application/json');
      expect(validateOutcome(await response.json())).to.deep.equal([]);
    });
  }
});
