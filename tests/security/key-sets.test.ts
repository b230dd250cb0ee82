// Keys that rotate, and key servers that fail (conformance T5).
import { expect } from 'chai';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGuardedClient } from '../../src/net/guarded-client.ts';
import { keyServer, type KeyAnswer, type KeyServer } from './key-server.ts';
import { openOffice, type Office } from './office.ts';
import { bearer, ISSUER, JKU, newSigner, NOW, type Signer } from './tokens.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

describe('published keys', () => {
  let old: Signer;
  let next: Signer;
  let http: KeyServer;
  let office: Office;
  let now: number;

  before(async () => {
    [old, next] = await Promise.all([newSigner('ES384', 'old'), newSigner('ES384', 'new')]);
  });

  beforeEach(() => {
    now = NOW;
    http = keyServer({ body: { keys: [old.jwk] } });
    office = openOffice([{ issuer: ISSUER, jku: JKU }], http);
  });

  const wait = (seconds: number): void => {
    now += seconds;
    office.wait(seconds);
  };
  const call = async (signer: Signer): Promise<string> =>
    office.verdict(await bearer(signer, { iat: now, exp: now + 300 }));

  it('T5 are fetched from the configured jku alone, within bounds, without a token', async () => {
    await call(old);
    const [{ url, request }] = http.requests as [KeyServer['requests'][number]];
    expect(url).to.equal(JKU);
    expect(request)
      .to.include({ reach: 'public', maxBytes: 256 * 1024 })
      .and.not.have.property('bearer');
    expect([...request.origins]).to.deep.equal(['https://ehr.example.com']);
    expect(request.signal).to.be.instanceOf(AbortSignal);
  });

  it('T5 are kept for ten minutes', async () => {
    await call(old);
    wait(10 * MINUTE);
    expect(await call(old)).to.equal('accepted');
    expect(http.requests).to.have.lengthOf(1);
    wait(1);
    expect(await call(old)).to.equal('accepted');
    expect(http.requests).to.have.lengthOf(2);
  });

  it('T5 are fetched once by fifty callers at the same time', async () => {
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => call(old)));
    expect(new Set(verdicts)).to.deep.equal(new Set(['accepted']));
    expect(http.requests).to.have.lengthOf(1);
  });

  it('T5 are fetched again for an unknown kid: a rotated key works at once', async () => {
    await call(old);
    wait(MINUTE);
    http.answer = { body: { keys: [old.jwk, next.jwk] } };
    const verdicts = await Promise.all([call(next), call(next), call(old)]);
    expect(verdicts).to.deep.equal(['accepted', 'accepted', 'accepted']);
    expect(http.requests).to.have.lengthOf(2);
  });

  it('T5 are not fetched more often than every 30 s, whatever kid is asked for', async () => {
    await call(old);
    for (let second = 0; second < 29; second += 1) {
      wait(1);
      expect(await call({ ...next, keyId: `guess-${second}` })).to.equal('401 key-unknown');
    }
    expect(http.requests).to.have.lengthOf(1);
    wait(1);
    expect(await call(next)).to.equal('401 key-unknown');
    expect(http.requests).to.have.lengthOf(2);
    expect(await call(old)).to.equal('accepted');
  });

  it('T5 are dropped when they are no longer published', async () => {
    await call(old);
    http.answer = { body: { keys: [next.jwk] } };
    wait(11 * MINUTE);
    expect(await call(old)).to.equal('401 key-unknown');
    expect(await call(next)).to.equal('accepted');
  });

  const failures: Readonly<Record<string, KeyAnswer>> = {
    'cannot be reached': 'unreachable',
    'answers 500': { status: 500, body: { keys: [] } },
    'answers HTML with 200': { body: '<!doctype html><title>Maintenance</title>' },
    'answers a list that is no JWK Set': { body: [{ kty: 'RSA' }] },
    'answers an object without keys': { body: { kty: 'RSA', n: 'AQAB' } },
    'answers too many keys': { body: { keys: Array.from({ length: 101 }, () => ({})) } },
  };
  for (const [failure, answer] of Object.entries(failures)) {
    it(`T5 bridge a server that ${failure} for a day, not longer`, async () => {
      await call(old);
      http.answer = answer;
      wait(23 * HOUR);
      expect(await call(old)).to.equal('accepted');
      wait(HOUR + 1);
      expect(await call(old)).to.equal('401 keys-unavailable');
      http.answer = { body: { keys: [old.jwk] } };
      wait(30);
      expect(await call(old)).to.equal('accepted');
    });
  }

  it('T5 that never came refuse the call, and the server is left alone for 30 s', async () => {
    http.answer = 'unreachable';
    const verdicts = [await call(old), await call(old)];
    expect(verdicts).to.deep.equal(['401 keys-unavailable', '401 keys-unavailable']);
    expect(http.requests).to.have.lengthOf(1);
    expect(office.lines.join('')).to.include('"event":"key-set.fetch-failed"').and.include('"reason":"unreachable"');
  });

  it('T3 leave out shared secrets, private keys and keys for encryption', async () => {
    const { jwk } = next;
    const secret = { kty: 'oct', k: 'c2VjcmV0', kid: 'secret', alg: 'HS256' };
    const unusable = [secret, { ...jwk, d: 'AQAB' }, { ...jwk, use: 'enc' }, { ...jwk, x: 'AQAB' }, 'text', null];
    http.answer = { body: { keys: [...unusable, old.jwk] } };
    expect(await call(next)).to.equal('401 key-unknown');
    expect(await call(old)).to.equal('accepted');
  });
});

describe('published keys over a connection', () => {
  let signer: Signer;
  let server: Server;
  let origin: string;
  let asked: string[];
  const http = createGuardedClient();

  before(async () => {
    signer = await newSigner('ES384', 'ec-1');
    asked = [];
    server = createServer((request, response) => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.authorization ?? 'no token'}`);
      if (request.url === '/moved') response.writeHead(302, { location: '/jwks' }).end();
      else response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [signer.jwk] }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(async () => {
    await http.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('T5 come through the guarded client', async () => {
    const office = openOffice([{ issuer: ISSUER, jku: `${origin}/jwks` }], http);
    expect(await office.verdict(await bearer(signer, {}, { jku: `${origin}/jwks` }))).to.equal('accepted');
    expect(asked).to.deep.equal(['GET /jwks no token']);
  });

  it('T5 are not looked for where a redirect points', async () => {
    const office = openOffice([{ issuer: ISSUER, jku: `${origin}/moved` }], http);
    expect(await office.verdict(await bearer(signer))).to.equal('401 keys-unavailable');
    expect(asked.filter((line) => line.includes('/jwks'))).to.have.lengthOf(1);
  });
});
