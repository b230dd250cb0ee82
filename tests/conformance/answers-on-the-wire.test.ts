// What deployed clients make of answers, each need as it was seen on the wire.
import { expect } from 'chai';
import type { Card, HookAnswer } from '../../src/cards/card.ts';
import type { JsonObject, RawResource } from '../../src/fhir/types.ts';
import type { ServedApp } from '../http/served-app.ts';
import { validateR4 } from '../support/r4-schema.ts';
import { shippedEngine } from '../support/service.ts';
import { actionsOf, cardsOf } from './answer-parts.ts';
import { corpus } from './corpus.ts';
import { ask, SHIPPED, serveShipped, type Answered } from './shipped-app.ts';
import { MRI, signed, TRAMADOL } from './story-orders.ts';

describe('answers as clients read them', () => {
  let app: ServedApp;
  let cards: readonly Card[];

  before(async function () {
    this.timeout(120_000);
    app = await serveShipped();
    const answers: Answered[] = [];
    for (const { request } of corpus().filter((_, index) => index % 4 === 0)) answers.push(await ask(app, request));
    cards = answers.flatMap(({ status, body }) => (status === 200 ? (body as HookAnswer).cards : []));
  });
  after(() => app.stop());

  it('R9 feedback is sent only when card and suggestion have a uuid: both always have one', () => {
    expect(cards.length).to.be.greaterThan(50);
    for (const { uuid, suggestions = [] } of cards) {
      for (const id of [uuid, ...suggestions.map((suggestion) => suggestion.uuid)])
        expect(id).to.match(/^[0-9a-f-]{36}$/);
    }
  });

  it('R1 the Sandbox reads systemActions in an extension: no answer has any, there or elsewhere', () => {
    expect(JSON.stringify(cards)).to.not.contain('systemActions');
  });

  it('T9 the Sandbox lets HTML in details pass: nothing of the record reaches them unescaped', async () => {
    const hostile = '<img src=x onerror=alert(1)> [here](https://evil.example/) ![](https://evil.example/i.png)';
    const request: unknown = JSON.parse(JSON.stringify(signed(TRAMADOL, MRI)), (name, value: unknown) =>
      name === 'display' || name === 'text' ? `${String(value)} ${hostile}` : value,
    );
    const drawn = cardsOf(await ask(app, request));
    const texts = drawn.flatMap(({ summary, detail = '' }) => [summary, detail]).join('\n');
    expect(drawn).to.not.be.empty;
    expect(texts).to.not.match(/<[a-z!/?]/i);
    expect(texts).to.not.match(/\]\(https:\/\/evil/);
  });

  it('R4 the Sandbox needs text and a coding with a code in every order that it is to write', () => {
    const created = actionsOf(cards).flatMap((action) => (action.type === 'create' ? [action.resource] : []));
    expect(created.length).to.be.greaterThan(100);
    for (const resource of created) {
      const concept = (resource['medicationCodeableConcept'] ?? resource['code']) as JsonObject | undefined;
      expect(concept?.['text'], resource.resourceType).to.be.a('string').that.is.not.empty;
      const [coding] = (concept?.['coding'] ?? []) as readonly JsonObject[];
      expect(coding?.['code'], resource.resourceType).to.be.a('string').that.is.not.empty;
    }
  });

  it('R4 the Sandbox rates imaging by updates: the whole draft with the rating, where that is switched on', async () => {
    const engine = shippedEngine();
    const rating = {
      ...engine,
      cardSettings: (baseUrl: string) => ({ ...engine.cardSettings(baseUrl), attachRatingExtension: true }),
    };
    const draft = {
      ...MRI,
      identifier: [{ system: 'https://ehr.example/orders', value: '17' }],
      priority: 'routine',
      note: [{ text: 'as discussed' }],
      extension: [{ url: 'https://ehr.example/StructureDefinition/own', valueBoolean: true }],
    };
    const rated = await serveShipped([], { engine: rating });
    const updates = actionsOf(cardsOf(await ask(rated, signed(draft)))).filter(({ type }) => type === 'update');
    await rated.stop();
    expect(updates).to.have.length(1);
    const { extension, note, ...rest } = (updates[0]?.resource ?? {}) as RawResource;
    const { extension: own, note: said, ...others } = draft;
    expect(rest).to.deep.include(others);
    expect(extension).to.deep.include(own[0]);
    expect(JSON.stringify(extension)).to.contain('pama-rating');
    expect(note).to.deep.include(said[0]);
    expect(validateR4(updates[0]?.resource)).to.deep.equal([]);
  });

  it('R4 the CRD generator wants the resource in a delete: so it comes for a client with that switch, for no other', async () => {
    const wanting = await serveShipped([], { caller: { deleteWithResource: true } });
    const request = signed(TRAMADOL);
    const [plain, old] = [cardsOf(await ask(app, request)), cardsOf(await ask(wanting, request))];
    await wanting.stop();
    const deletes = (some: readonly Card[]) => actionsOf(some).filter(({ type }) => type === 'delete');
    expect(deletes(plain)).to.not.be.empty;
    for (const action of deletes(plain)) expect(action).to.not.have.property('resource');
    for (const action of deletes(old)) {
      expect(action).to.include({ resourceId: 'MedicationRequest/tramadol' });
      expect(action).to.have.property('resource').that.deep.includes(TRAMADOL);
    }
  });

  it('T7 browsers ask leave for authorization and content-type at all three addresses', async () => {
    const page = 'https://sandbox.cds-hooks.org';
    const open = await serveShipped([], { corsOrigins: [page] });
    const wanted = {
      origin: page,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    };
    for (const path of ['/cds-services', SHIPPED, `${SHIPPED}/feedback`]) {
      const { status, headers } = await fetch(open.url + path, { method: 'OPTIONS', headers: wanted });
      expect([status, headers.get('access-control-allow-origin')], path).to.deep.equal([204, page]);
    }
    await open.stop();
  });
});
