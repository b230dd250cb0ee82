// What the shipped service tells before its first call (conformance D1 to D4).
import { expect } from 'chai';
import type { DiscoveryAnswer, ServiceListing } from '../../src/cds/discovery.ts';
import { viewCall } from '../cds/calls.ts';
import type { ServedApp } from '../http/served-app.ts';
import { post } from '../http/served-app.ts';
import { emptyPlaces, validateDiscovery } from '../support/cds-response-schema.ts';
import { ask, SHIPPED, serveShipped } from './shipped-app.ts';

/** What stands between double braces: fields at the root of the three hooks' contexts that hold a string, and the user's ids. */
const TOKENS = [
  'context.patientId',
  'context.encounterId',
  'context.userId',
  'userPractitionerId',
  'userPractitionerRoleId',
  'userPatientId',
  'userRelatedPersonId',
];
/** References and tokens by equality, and what bounds and sorts a search. */
const PARAMETERS = ['patient', 'code', '_sort', '_count'];
const LONGEST_TEMPLATE = 1500;

describe('the discovery answer of the shipped service', () => {
  let app: ServedApp;
  let response: Response;
  let answer: DiscoveryAnswer;
  let services: readonly ServiceListing[];
  let templates: readonly string[];

  before(async function () {
    this.timeout(120_000);
    app = await serveShipped();
    response = await fetch(`${app.url}/cds-services`);
    answer = (await response.json()) as DiscoveryAnswer;
    services = answer.services;
    templates = services.flatMap(({ prefetch = {} }) => Object.values(prefetch));
  });
  after(() => app.stop());

  it('D1 lists the services at /cds-services with status 200', () => {
    expect(response.status).to.equal(200);
    expect(services).to.be.an('array').that.is.not.empty;
    expect(Object.keys(answer)).to.deep.equal(['services']);
  });

  it('D2 describes each service by hook, id, title, description, version, use and prefetch', () => {
    for (const service of services) {
      for (const field of [
        'hook',
        'id',
        'title',
        'description',
        'version',
        'hookVersion',
        'usageRequirements',
      ] as const) {
        expect(service[field], field).to.be.a('string').that.is.not.empty;
      }
      expect(service.version).to.match(/^2\.0\.\d+$/);
      expect(service.prefetch).to.be.an('object').that.is.not.empty;
    }
    expect(validateDiscovery(answer)).to.deep.equal([]);
  });

  it('D2 names each service by the last part of the address that answers its calls', async () => {
    for (const { id, hook } of services) {
      const called = await post(`${app.url}/cds-services/${id}`, viewCall({}, { hook }));
      expect(called.status, `${id} at ${hook}`).to.not.equal(404);
    }
    expect((await ask(app, viewCall())).status).to.equal(412);
  });

  it('D3 lists one id at three hooks, so that new cards take the place of older ones', () => {
    expect(services.map(({ id, hook }) => `${id} ${hook}`)).to.have.members(
      ['patient-view', 'order-select', 'order-sign'].map((hook) => `${SHIPPED.split('/').at(-1) ?? ''} ${hook}`),
    );
  });

  it('D4 fills templates from root fields of the context and ids of the user, between double braces', () => {
    const tokens = templates.flatMap((template) =>
      [...template.matchAll(/\{\{([^{}]*)\}\}/g)].map(([, token]) => token),
    );
    expect(tokens).to.include('context.patientId');
    expect(tokens.filter((token) => !TOKENS.includes(token ?? ''))).to.deep.equal([]);
    const rest = templates.map((template) => template.replaceAll(/\{\{[^{}]*\}\}/g, ''));
    expect(rest.filter((text) => /[{}]/.test(text))).to.deep.equal([]);
  });

  it('D4 asks by reads and by searches with equality, _sort and _count alone, no parameter twice', () => {
    for (const template of templates) {
      const [path = '', search] = template.split('?');
      expect(path, template).to.match(search === undefined ? /^[A-Z][A-Za-z]+\/\{\{[^{}]+\}\}$/ : /^[A-Z][A-Za-z]+$/);
      const parameters = [...new URLSearchParams(search ?? '')];
      const names = parameters.map(([name]) => name);
      expect(names.filter((name) => !PARAMETERS.includes(name))).to.deep.equal([]);
      expect(new Set(names).size).to.equal(names.length);
      expect(parameters.filter(([, value]) => /^(ne|sa|eb|ap)\d|today\(|\.\./.test(value))).to.deep.equal([]);
    }
  });

  it('D4 has a key for every query, the same at every hook, each under 1,500 characters', () => {
    const [first, ...others] = services.map(({ prefetch }) => prefetch);
    for (const other of others) expect(other).to.deep.equal(first);
    expect(new Set(Object.values(first ?? {})).size).to.equal(Object.keys(first ?? {}).length);
    expect(templates.filter(({ length }) => length >= LONGEST_TEMPLATE)).to.deep.equal([]);
  });

  it('D4 asks for observations by code, newest first and bounded, never for all of them', () => {
    const observations = [...new Set(templates)].filter((template) => template.startsWith('Observation?'));
    expect(observations).to.have.length(3);
    for (const template of observations) expect(template).to.match(/&code=.+&_sort=-date&_count=\d+$/);
  });

  it('W2 holds nothing that is null or empty', () => {
    expect(emptyPlaces(answer).filter((place) => place.includes('W2'))).to.deep.equal([]);
  });
});
