// Every forged token is refused for its own reason, and nothing of it gets out (conformance T2 to T6).
import { expect } from 'chai';
import { AuthenticationError, AUTHENTICATION_REASONS } from '../../src/security/authentication-error.ts';
import { BROKEN_ISSUER, OTHER_ISSUER, type AttackKeys } from './attack.ts';
import { ATTACKS } from './attack-table.ts';
import { keyServer, type KeyServer } from './key-server.ts';
import { openOffice, type Office } from './office.ts';
import { bearer, ENDPOINT, ISSUER, JKU, newSigner } from './tokens.ts';

const BROKEN_JKU = `${BROKEN_ISSUER}/jwks.json`;
const FORBIDDEN: readonly string[] = ['subject', 'tenant'];

describe('forged tokens', () => {
  let keys: AttackKeys;
  let http: KeyServer;
  let office: Office;

  before(async () => {
    const [own, rsa, other, stranger] = await Promise.all([
      newSigner('ES384', 'own'),
      newSigner('RS384', 'rsa'),
      newSigner('ES384', 'other'),
      newSigner('ES384', 'own'),
    ]);
    keys = { own, rsa, other, stranger };
    const published = keyServer({ body: { keys: [keys.own.jwk, { ...keys.rsa.jwk, alg: undefined }] } });
    const broken = keyServer('unreachable');
    http = { ...published, get: (url, request) => (url === BROKEN_JKU ? broken : published).get(url, request) };
    office = openOffice(
      [
        { issuer: ISSUER, jku: JKU },
        { issuer: OTHER_ISSUER, keys: [keys.other.jwk], subject: 'clinic', tenants: ['north', 'south'] },
        { issuer: BROKEN_ISSUER, jku: BROKEN_JKU },
      ],
      http,
    );
  });

  it('T2 differ from tokens that are accepted', async () => {
    expect(await office.verdict(await bearer(keys.own))).to.equal('accepted');
    expect(await office.verdict(await bearer(keys.rsa))).to.equal('accepted');
    const claims = { iss: OTHER_ISSUER, sub: 'clinic', tenant: 'south' };
    expect(await office.verdict(await bearer(keys.other, claims))).to.equal('accepted');
  });

  for (const { name, reason, forgery } of ATTACKS) {
    it(`${rowOf(reason)} refuses ${name}`, async () => {
      const authorization = await forgery(keys);
      const error = await office.authenticate(authorization, ENDPOINT).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).to.be.instanceOf(AuthenticationError);
      expect(error).to.include({ reason, status: FORBIDDEN.includes(reason) ? 403 : 401 });
      expect(error).to.have.property('message', `the caller is refused: ${reason}`);
      expect(error).to.not.have.property('cause');
    });
  }

  it('T5 make the service fetch the configured key sets and nothing else', async () => {
    for (const { forgery } of ATTACKS) await office.verdict(await forgery(keys));
    expect([...new Set(http.requests.map(({ url }) => url))]).to.deep.equal([JKU]);
  });

  it('leave nothing of themselves in the log', async () => {
    for (const { forgery } of ATTACKS) await office.verdict(await forgery(keys));
    expect(office.lines.join('')).to.not.include('evil').and.not.include('eyJ');
  });

  it('are tried for every reason but a second use, which has tests of its own', () => {
    const tried = new Set<string>(ATTACKS.map(({ reason }) => reason));
    expect(AUTHENTICATION_REASONS.filter((reason) => !tried.has(reason))).to.deep.equal(['replayed']);
    expect(ATTACKS.length).to.be.greaterThan(100);
  });
});

/** The row of the conformance list that the reason belongs to. */
function rowOf(reason: string): string {
  const rows: Readonly<Record<string, string>> = {
    algorithm: 'T3',
    audience: 'T4',
    issuer: 'T5',
    jku: 'T5',
    'embedded-key': 'T5',
    'key-unknown': 'T5',
    'keys-unavailable': 'T5',
    'token-id': 'T6',
  };
  return rows[reason] ?? 'T2';
}
