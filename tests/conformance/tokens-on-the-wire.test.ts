// Tokens of deployed clients at the doors of the whole service: discovery and calls, nothing in between replaced.
import { expect } from 'chai';
import { authenticationOff } from '../../src/security/authenticate.ts';
import { viewCall } from '../cds/calls.ts';
import { BASE_URL, post, type ServedApp } from '../http/served-app.ts';
import { keyServer } from '../security/key-server.ts';
import { openOffice } from '../security/office.ts';
import { bearer, forge, forgeHmac, headerWith, newSigner, NOW, unsigned, type Signer } from '../security/tokens.ts';
import { SHIPPED, serveShipped } from './shipped-app.ts';

const SANDBOX = 'https://sandbox.cds-hooks.org';
const SANDBOX_JKU = `${SANDBOX}/.well-known/jwks.json`;
const INFERNO = 'https://inferno.healthit.gov/suites/custom/crd_server';
const GENERATOR = 'http://localhost:8080';
const LENIENT_GENERATOR = 'http://localhost:8081';
const DAY = 86_400;
const DISCOVERY = `${BASE_URL}/cds-services`;
const SERVICE_URL = `${BASE_URL}${SHIPPED}`;

describe('tokens as seen on the wire', () => {
  let app: ServedApp;
  let elliptic: Signer;
  let rsa: Signer;
  let rs256: Signer;

  before(async function () {
    this.timeout(120_000);
    [elliptic, rsa, rs256] = await Promise.all([
      newSigner('ES384', 'ec'),
      newSigner('RS384', 'rsa'),
      newSigner('RS256', 'crd'),
    ]);
    const { authenticate } = openOffice(
      [
        { issuer: SANDBOX, jku: SANDBOX_JKU },
        { issuer: INFERNO, keys: [elliptic.jwk, rsa.jwk] },
        { issuer: GENERATOR, keys: [{ ...rs256.jwk, alg: undefined }] },
        { issuer: LENIENT_GENERATOR, keys: [rs256.jwk], algorithms: ['RS256'], maxTokenAgeSeconds: DAY },
      ],
      keyServer({ body: { keys: [elliptic.jwk] } }),
    );
    app = await serveShipped([], { authenticate });
  });
  after(() => app.stop());

  /** The status of discovery. */
  const discover = async (authorization?: string): Promise<number> => {
    const headers = authorization === undefined ? {} : { authorization };
    return (await fetch(`${app.url}/cds-services`, { headers })).status;
  };
  /** The status of a call without data: 412 when it is let in. */
  const call = async (authorization?: string): Promise<number> =>
    (await post(`${app.url}${SHIPPED}`, viewCall(), authorization === undefined ? {} : { authorization })).status;

  it('T2 T4 the Sandbox: ES384, five minutes, jku on its own host, the exact address called, discovery too', async () => {
    const claims = { iss: SANDBOX, exp: NOW + 300 };
    const header = { jku: SANDBOX_JKU };
    expect(await discover(await bearer(elliptic, { ...claims, aud: DISCOVERY }, header))).to.equal(200);
    expect(await call(await bearer(elliptic, { ...claims, aud: SERVICE_URL }, header))).to.equal(412);
    expect(await call(await bearer(elliptic, { ...claims, aud: DISCOVERY }, header))).to.equal(401);
    expect(await discover(await bearer(elliptic, { ...claims, aud: SERVICE_URL }, header))).to.equal(401);
  });

  it('T3 T5 Inferno: ES384 or RS384, by keys that an operator configures', async () => {
    expect(await call(await bearer(elliptic, { iss: INFERNO, aud: SERVICE_URL }))).to.equal(412);
    expect(await call(await bearer(rsa, { iss: INFERNO, aud: SERVICE_URL }))).to.equal(412);
  });

  it('T3 the CRD generator: RS256 for a day, refused unless an operator allows both', async () => {
    const claims = { aud: SERVICE_URL, exp: NOW + DAY };
    expect(await call(await bearer(rs256, { ...claims, iss: GENERATOR }))).to.equal(401);
    expect(await call(await bearer(rs256, { ...claims, iss: LENIENT_GENERATOR }))).to.equal(412);
  });

  it('T2 no token at all: refused at discovery and calls, save where authentication is off', async () => {
    expect([await discover(), await call()]).to.deep.equal([401, 401]);
    const open = await serveShipped([], { authenticate: authenticationOff(new Set()) });
    expect((await fetch(`${open.url}/cds-services`)).status).to.equal(200);
    expect((await post(`${open.url}${SHIPPED}`, viewCall())).status).to.equal(412);
    await open.stop();
  });

  it('T3 refuses a token without a signature', async () => {
    const header = headerWith(elliptic, { alg: 'none' });
    const claims = { iss: SANDBOX, aud: SERVICE_URL, iat: NOW, exp: NOW + 300, jti: 'unsigned' };
    expect(await call(`Bearer ${unsigned(header, claims)}.`)).to.equal(401);
    expect(await call(forge(elliptic, header, claims))).to.equal(401);
  });

  it('T3 refuses a token that is signed by a shared secret', async () => {
    for (const alg of ['HS256', 'HS384', 'HS512']) {
      expect(await call(forgeHmac(JSON.stringify(elliptic.jwk), headerWith(elliptic, { alg })))).to.equal(401);
    }
  });

  it('T6 refuses the second use of a token', async () => {
    const token = await bearer(rsa, { iss: INFERNO, aud: SERVICE_URL });
    expect([await call(token), await call(token)]).to.deep.equal([412, 401]);
  });
});
