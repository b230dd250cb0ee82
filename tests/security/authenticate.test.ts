// Clients that are let in, and what the service then knows of them.
import { expect } from 'chai';
import { authenticationOff } from '../../src/security/authenticate.ts';
import { keyServer } from './key-server.ts';
import { openOffice, type Office } from './office.ts';
import { bearer, ENDPOINT, ISSUER, JKU, newSigner, NOW, type Signer } from './tokens.ts';

const HOSPITAL = 'hospital';
const DAY = 86_400;

describe('authenticate', () => {
  let elliptic: Signer;
  let rsa: Signer;
  let rsa256: Signer;

  before(async () => {
    [elliptic, rsa, rsa256] = await Promise.all([
      newSigner('ES384', 'ec-1'),
      newSigner('RS384', 'rsa-1'),
      newSigner('RS256', 'rsa-256'),
    ]);
  });

  const published = (changes: object = {}): Office =>
    openOffice([{ issuer: ISSUER, jku: JKU, ...changes }], keyServer({ body: { keys: [elliptic.jwk] } }));
  const configured = (signer: Signer, changes: object = {}): Office =>
    openOffice([{ issuer: HOSPITAL, keys: [signer.jwk], ...changes }]);

  it('T2 T3 accepts an ES384 token whose key is published at the configured jku', async () => {
    const office = published();
    expect(await office.verdict(await bearer(elliptic, {}, { jku: JKU }))).to.equal('accepted');
    expect(await office.verdict(await bearer(elliptic))).to.equal('accepted');
  });

  it('T3 accepts an RS384 token whose key is configured, and fetches nothing', async () => {
    const http = keyServer('unreachable');
    const office = openOffice([{ issuer: HOSPITAL, keys: [rsa.jwk] }], http);
    expect(await office.verdict(await bearer(rsa, { iss: HOSPITAL }))).to.equal('accepted');
    expect(http.requests).to.deep.equal([]);
  });

  it('T3 accepts RS256 only where it is configured', async () => {
    const token = await bearer(rsa256, { iss: HOSPITAL });
    expect(await configured(rsa256, { algorithms: ['RS256'] }).verdict(token)).to.equal('accepted');
    const mixed = openOffice([{ issuer: HOSPITAL, keys: [{ ...rsa256.jwk, alg: undefined }] }]);
    expect(await mixed.verdict(token)).to.equal('401 algorithm');
  });

  for (const algorithm of ['ES256', 'ES512', 'PS384', 'RS512', 'EdDSA']) {
    it(`T3 accepts ${algorithm} where it is configured`, async () => {
      const signer = await newSigner(algorithm, 'other');
      const office = configured(signer, { algorithms: [algorithm] });
      expect(await office.verdict(await bearer(signer, { iss: HOSPITAL }))).to.equal('accepted');
    });
  }

  it('T4 accepts an audience list that holds the endpoint', async () => {
    const token = await bearer(elliptic, { aud: ['https://other.example/', ENDPOINT] });
    expect(await published().verdict(token)).to.equal('accepted');
  });

  it('T4 takes the endpoint of discovery and of feedback by its own URL', async () => {
    const office = published();
    for (const endpoint of ['https://cds.example/cds-services', `${ENDPOINT}/feedback`]) {
      expect(await office.verdict(await bearer(elliptic, { aud: endpoint }), endpoint)).to.equal('accepted');
      expect(await office.verdict(await bearer(elliptic, { aud: endpoint }), ENDPOINT)).to.equal('401 audience');
    }
  });

  it('T2 takes the scheme in any case, and the clocks half a minute apart', async () => {
    const office = published();
    const token = (await bearer(elliptic)).slice('Bearer '.length);
    expect(await office.verdict(`bearer ${token}`)).to.equal('accepted');
    const early = { iat: NOW + 30, nbf: NOW + 30, exp: NOW + 330 };
    expect(await office.verdict(await bearer(elliptic, early))).to.equal('accepted');
    const late = { iat: NOW - 300, exp: NOW - 29 };
    expect(await office.verdict(await bearer(elliptic, late))).to.equal('accepted');
  });

  it('T2 refuses a token that lives for a day, unless the client may send such', async () => {
    const claims = { iss: HOSPITAL, exp: NOW + DAY };
    expect(await configured(rsa).verdict(await bearer(rsa, claims))).to.equal('401 lifetime');
    const lenient = configured(rsa, { maxTokenAgeSeconds: DAY });
    expect(await lenient.verdict(await bearer(rsa, claims))).to.equal('accepted');
    lenient.wait(DAY - 60);
    expect(await lenient.verdict(await bearer(rsa, claims))).to.equal('accepted');
  });

  it('T2 does without typ only where that is configured', async () => {
    const token = await bearer(rsa, { iss: HOSPITAL }, { typ: undefined });
    expect(await configured(rsa).verdict(token)).to.equal('401 type');
    const office = configured(rsa, { compatibility: { jwtTypOptional: true } });
    expect(await office.verdict(token)).to.equal('accepted');
    expect(await office.verdict(await bearer(rsa, { iss: HOSPITAL }, { typ: 'at+jwt' }))).to.equal('401 type');
  });

  it('T5 takes the jku of a client whose keys are configured, and fetches nothing', async () => {
    const http = keyServer('unreachable');
    const office = openOffice([{ issuer: HOSPITAL, keys: [rsa.jwk], jku: JKU }], http);
    expect(await office.verdict(await bearer(rsa, { iss: HOSPITAL }, { jku: JKU }))).to.equal('accepted');
    expect(await configured(rsa).verdict(await bearer(rsa, { iss: HOSPITAL }, { jku: JKU }))).to.equal('401 jku');
    expect(http.requests).to.deep.equal([]);
  });

  it('tells what the client may do', async () => {
    const office = configured(rsa, {
      fhirServers: ['https://fhir.example.com', 'https://fhir.example.com:8443'],
      network: 'private',
      tenants: ['north', 'south'],
      subject: 'cds-client',
      fhirRelease: 'STU3',
      requestsPerMinute: 60,
      compatibility: { deleteWithResource: true },
    });
    const token = await bearer(rsa, { iss: HOSPITAL, tenant: 'north', sub: 'cds-client' });
    expect(await office.authenticate(token, ENDPOINT)).to.deep.equal({
      issuer: HOSPITAL,
      tenant: 'north',
      fhirServers: new Set(['https://fhir.example.com', 'https://fhir.example.com:8443']),
      reach: 'private',
      fhirRelease: 'STU3',
      deleteWithResource: true,
      requestsPerMinute: 60,
    });
  });

  it('gives careful defaults, and no tenant that nobody configured', async () => {
    const token = await bearer(rsa, { iss: HOSPITAL, tenant: 'anything' });
    expect(await configured(rsa).authenticate(token, ENDPOINT)).to.deep.equal({
      issuer: HOSPITAL,
      fhirServers: new Set(),
      reach: 'public',
      deleteWithResource: false,
      requestsPerMinute: 600,
    });
  });

  it('lets everybody in while authentication is off, towards the configured FHIR servers only', async () => {
    const fhirServers = new Set(['http://localhost:8080']);
    const caller = await authenticationOff(fhirServers)('Basic whatever', ENDPOINT);
    expect(caller).to.include({ issuer: undefined, reach: 'loopback', fhirServers });
  });
});
