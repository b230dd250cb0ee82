import { expect } from 'chai';
import type { HookRequest } from '../../src/cds/hook-request.ts';
import { listings, viewCall } from '../cds/calls.ts';
import { BASE_URL, post, refusalOf, SERVICE, serveApp, type ServedApp } from './served-app.ts';

describe('routes', () => {
  let app: ServedApp;
  let received: HookRequest[];

  before(async () => {
    app = await serveApp({
      answerHook: (request) => {
        received.push(request);
        return Promise.resolve({ cards: [], silentRules: [] });
      },
      documents: new Map([['/CodeSystem/rules', { resourceType: 'CodeSystem', id: 'rules' }]]),
    });
  });
  after(() => app.stop());
  beforeEach(() => {
    received = [];
  });

  it('D1 W1 lists the services as JSON', async () => {
    const response = await fetch(`${app.url}/cds-services`);
    expect(response.status).to.equal(200);
    expect(response.headers.get('content-type')).to.equal('application/json');
    expect(await response.json()).to.deep.equal({ services: listings() });
  });

  it('D1 answers HEAD on discovery with the same length and no body', async () => {
    const length = (await (await fetch(`${app.url}/cds-services`)).text()).length;
    const response = await fetch(`${app.url}/cds-services`, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length')]).to.deep.equal([200, String(length)]);
    expect(await response.text()).to.equal('');
  });

  it('D1 answers a slash at the end of an address', async () => {
    expect((await fetch(`${app.url}/cds-services/`)).status).to.equal(200);
  });

  it('R1 W1 hands a call to the engine and sends its answer, which nobody may keep', async () => {
    const response = await post(`${app.url}${SERVICE}`, viewCall());
    expect(response.status).to.equal(200);
    expect(response.headers.get('content-type')).to.equal('application/json');
    expect(response.headers.get('cache-control')).to.equal('no-store');
    expect(await response.json()).to.deep.equal({ cards: [] });
    expect(received.map(({ hook, patientId }) => [hook, patientId])).to.deep.equal([['patient-view', 'p1']]);
  });

  it('D3 routes a call by id and hook', async () => {
    const views = listings().filter(({ hook }) => hook === 'patient-view');
    const signs = listings().filter(({ hook }) => hook === 'order-sign');
    const services = [...views, ...signs.map((listing) => ({ ...listing, id: 'orders' }))];
    const two = await serveApp({ discovery: { services } });
    try {
      expect((await post(`${two.url}${SERVICE}`, viewCall())).status).to.equal(200);
      expect(await refusalOf(await post(`${two.url}/cds-services/orders`, viewCall()))).to.equal('400 HOOK_NOT_SERVED');
    } finally {
      await two.stop();
    }
  });

  it('C3 refuses an unknown id, whatever the method and the body', async () => {
    expect(await refusalOf(await post(`${app.url}/cds-services/other`, 'x'))).to.equal('404 SERVICE_UNKNOWN');
    expect(await refusalOf(await fetch(`${app.url}/cds-services/other`))).to.equal('404 SERVICE_UNKNOWN');
    expect(await refusalOf(await post(`${app.url}/cds-services/BACK`, 'x'))).to.equal('404 SERVICE_UNKNOWN');
    expect(await refusalOf(await post(`${app.url}/cds-services/__proto__`, 'x'))).to.equal('404 SERVICE_UNKNOWN');
  });

  it('R10 refuses an unknown address, and one that cannot be decoded', async () => {
    for (const path of ['/', '/other', `${SERVICE}/analytics`, '/cds-services/%E0%A4%A', '/%']) {
      expect(await refusalOf(await fetch(`${app.url}${path}`)), path).to.equal('404 NOT_FOUND');
    }
  });

  const methods: readonly (readonly [string, string, string])[] = [
    ['POST', '/cds-services', 'GET, HEAD'],
    ['DELETE', '/cds-services', 'GET, HEAD'],
    ['GET', SERVICE, 'POST'],
    ['PUT', SERVICE, 'POST'],
    ['OPTIONS', SERVICE, 'POST'],
    ['PATCH', '/CodeSystem/rules', 'GET, HEAD'],
  ];
  for (const [method, path, allowed] of methods) {
    it(`R10 refuses ${method} ${path} and tells what is allowed`, async () => {
      const response = await fetch(`${app.url}${path}`, { method });
      expect(response.headers.get('allow')).to.equal(allowed);
      expect(await refusalOf(response)).to.equal('405 METHOD_NOT_ALLOWED');
    });
  }

  it('serves further documents', async () => {
    const response = await fetch(`${app.url}/CodeSystem/rules`);
    expect(await response.json()).to.deep.equal({ resourceType: 'CodeSystem', id: 'rules' });
  });

  it('R10 defines the codes of its errors where they point to', async () => {
    const system = (await (await fetch(`${app.url}/CodeSystem/errors`)).json()) as Record<string, unknown>;
    expect(system).to.include({ resourceType: 'CodeSystem', url: `${BASE_URL}/CodeSystem/errors` });
    expect(system['concept']).to.have.length(system['count'] as number);
  });

  it('does not say what it is made of', async () => {
    const { headers } = await fetch(`${app.url}/cds-services`);
    expect([headers.get('x-powered-by'), headers.get('server'), headers.get('etag')]).to.deep.equal([null, null, null]);
    expect(headers.get('x-content-type-options')).to.equal('nosniff');
    expect(headers.get('content-security-policy')).to.equal("default-src 'none'");
  });
});
