// Attacks by the form of a token, its algorithm, its signature and its key (RFC 8725, "JWT Best Current Practices").
import { KeyObject } from 'node:crypto';
import { attack, BROKEN_ISSUER, OTHER_ISSUER, withHeader, type Attack } from './attack.ts';
import { CLAIM_ATTACKS } from './claim-attacks.ts';
import { bearer, claimsWith, forge, forgeHmac, headerWith, JKU, unsigned, type Signer } from './tokens.ts';

const spki = (signer: Signer): string =>
  KeyObject.from(signer.publicKey).export({ type: 'spki', format: 'pem' }).toString();
const textOf = (authorization: string): string => authorization.slice('Bearer '.length);
const reencoded = (part: string): string => {
  // The last character of a part may hold bits that no byte uses.
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return `${part.slice(0, -1)}${alphabet[alphabet.indexOf(part.at(-1) ?? '') + 1] ?? ''}`;
};

const AUTHORIZATION: readonly Attack[] = [
  attack('no header', 'no-token', () => undefined),
  attack('an empty header', 'no-token', () => ''),
  attack('the scheme alone', 'scheme', () => 'Bearer'),
  attack('the scheme and a space', 'malformed', () => 'Bearer '),
  attack('Basic', 'scheme', () => 'Basic dXNlcjpwYXNzd29yZA=='),
  attack('a token without a scheme', 'scheme', async ({ own }) => textOf(await bearer(own))),
  attack('a tab after the scheme', 'scheme', async ({ own }) => `Bearer\t${textOf(await bearer(own))}`),
  attack('a space in front', 'scheme', async ({ own }) => ` ${await bearer(own)}`),
  attack('a space behind', 'malformed', async ({ own }) => `${await bearer(own)} `),
  attack('a line break inside', 'malformed', async ({ own }) => (await bearer(own)).replace('.', '.\n')),
  attack('two values', 'malformed', async ({ own }) => `${await bearer(own)}, ${await bearer(own)}`),
  attack('a token of 9 KB', 'too-large', ({ own }) => bearer(own, { note: 'x'.repeat(6800) })),
  attack('two parts', 'malformed', ({ own }) => `Bearer ${unsigned(headerWith(own))}`),
  attack('four parts', 'malformed', async ({ own }) => `${await bearer(own)}.AAAA`),
  attack(
    'an encrypted token (JWE)',
    'malformed',
    () => `Bearer ${unsigned({ alg: 'dir', enc: 'A256GCM' }, '')}.AA.AA.AA`,
  ),
  attack('a nested token', 'malformed', async ({ own }) =>
    forge(own, headerWith(own, { cty: 'JWT' }), textOf(await bearer(own))),
  ),
  attack('base64 with padding', 'malformed', async ({ own }) => `${await bearer(own)}==`),
  attack('a header that is no JSON', 'malformed', ({ own }) => forge(own, '{"alg"')),
  attack('a header that is a list', 'malformed', ({ own }) => forge(own, '[]')),
  attack('claims that are null', 'malformed', ({ own }) => forge(own, headerWith(own), 'null')),
  attack('claims that are no UTF-8', 'malformed', ({ own }) =>
    forge(own, headerWith(own), Buffer.from([0x7b, 0xff, 0x7d])),
  ),
  attack('claims nested without end', 'malformed', ({ own }) =>
    forge(own, headerWith(own), `{"a":${'['.repeat(2000)}${']'.repeat(2000)}}`),
  ),
  attack('the same claim twice', 'malformed', ({ own }) => forge(own, headerWith(own), doubled('iss', OTHER_ISSUER))),
  attack('the same claim twice, one escaped', 'malformed', ({ own }) =>
    forge(own, headerWith(own), doubled('\\u0069ss', OTHER_ISSUER)),
  ),
  attack('the same header twice', 'malformed', ({ own }) =>
    forge(own, JSON.stringify(headerWith(own)).replace('{', '{"alg":"none",')),
  ),
];

function doubled(name: string, value: string): string {
  return JSON.stringify(claimsWith()).replace('{', `{"${name}":"${value}",`);
}

const ALGORITHM: readonly Attack[] = [
  ...['none', 'None', 'NONE', 'nOnE', '', 'none '].map((alg) =>
    attack(
      `alg ${JSON.stringify(alg)} without a signature`,
      'algorithm',
      ({ own }) => `Bearer ${unsigned(headerWith(own, { alg }))}.`,
    ),
  ),
  withHeader('alg none with a signature', 'algorithm', { alg: 'none' }),
  withHeader('no alg', 'algorithm', { alg: undefined }),
  withHeader('alg as a list', 'algorithm', { alg: ['ES384'] }),
  withHeader('alg in lower case', 'algorithm', { alg: 'es384' }),
  withHeader('alg of Object.prototype', 'algorithm', { alg: 'constructor' }),
  ...['HS256', 'HS384', 'HS512'].flatMap((alg) => [
    attack(`${alg} with the public key as PEM`, 'algorithm', ({ own }) =>
      forgeHmac(spki(own), headerWith(own, { alg })),
    ),
    attack(`${alg} with the public key as JWK`, 'algorithm', ({ own }) =>
      forgeHmac(JSON.stringify(own.jwk), headerWith(own, { alg })),
    ),
  ]),
  withHeader('RS384 for an elliptic key', 'algorithm', { alg: 'RS384' }),
  attack('ES384 for an RSA key', 'algorithm', ({ rsa }) => forge(rsa, headerWith(rsa, { alg: 'ES384' }))),
  attack('RS256 where it is not configured', 'algorithm', ({ rsa }) =>
    forge({ ...rsa, algorithm: 'RS256' }, headerWith(rsa, { alg: 'RS256' })),
  ),
  withHeader('PS384 where it is not configured', 'algorithm', { alg: 'PS384' }),
];

const SIGNATURE: readonly Attack[] = [
  attack('no signature', 'signature', ({ own }) => `Bearer ${unsigned(headerWith(own))}.`),
  attack('a signature with one bit flipped', 'signature', async ({ own }) => flipped(await bearer(own))),
  attack(
    'the signature of another token',
    'signature',
    async ({ own }) => `Bearer ${unsigned(headerWith(own))}.${(await bearer(own)).split('.')[2] ?? ''}`,
  ),
  attack(
    'a signature of zeros',
    'signature',
    ({ own }) => `Bearer ${unsigned(headerWith(own))}.${Buffer.alloc(96).toString('base64url')}`,
  ),
  attack('the DER form of a signature', 'signature', ({ own }) => forge(own, headerWith(own), claimsWith(), 'der')),
  attack('a signature in another spelling', 'malformed', async ({ rsa }) => {
    const [header = '', claims = '', signature = ''] = (await bearer(rsa)).split('.');
    return [header, claims, reencoded(signature)].join('.');
  }),
  attack('a key of nobody', 'signature', ({ stranger }) => bearer(stranger)),
  attack('claims changed after signing', 'signature', async ({ own }) => {
    const [header = '', , signature = ''] = (await bearer(own)).split('.');
    return `${header}.${Buffer.from(JSON.stringify(claimsWith())).toString('base64url')}.${signature}`;
  }),
];

function flipped(authorization: string): string {
  const [header = '', claims = '', signature = ''] = authorization.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return [header, claims, bytes.toString('base64url')].join('.');
}

const KEY: readonly Attack[] = [
  attack("the kid of another client's key", 'key-unknown', ({ other }) => bearer(other)),
  attack("another client's key under the own kid", 'signature', ({ own, other }) =>
    bearer(other, {}, { kid: own.keyId }),
  ),
  ...['../../dev/null', "x' OR '1'='1", '__proto__', 'file:///etc/passwd', 'own\u{1f600}'].map((kid) =>
    withHeader(`kid ${kid}`, 'key-unknown', { kid }),
  ),
  withHeader('no kid', 'key-id', { kid: undefined }),
  withHeader('an empty kid', 'key-id', { kid: '' }),
  withHeader('kid as a number', 'key-id', { kid: 1 }),
  withHeader('kid with a zero byte', 'key-id', { kid: 'own\u0000' }),
  withHeader('a kid of 257 characters', 'key-id', { kid: 'k'.repeat(257) }),
  attack('an embedded key', 'embedded-key', ({ stranger }) =>
    forge(stranger, headerWith(stranger, { jwk: stranger.jwk })),
  ),
  withHeader('an embedded certificate', 'embedded-key', { x5c: ['MIIB'] }),
  withHeader('the address of a certificate', 'embedded-key', { x5u: 'https://evil.test/cert.pem' }),
  withHeader('a foreign jku', 'jku', { jku: 'https://evil.test/jwks.json' }),
  withHeader('a jku with a user', 'jku', { jku: 'https://ehr.example.com@evil.test/.well-known/jwks.json' }),
  withHeader('the jku and a fragment', 'jku', { jku: `${JKU}#` }),
  withHeader('the jku and a query', 'jku', { jku: `${JKU}?` }),
  withHeader('a jku on a look-alike host', 'jku', { jku: JKU.replace('.com', '.com.evil.test') }),
  withHeader('the jku in upper case', 'jku', { jku: JKU.toUpperCase() }),
  withHeader('the jku over http', 'jku', { jku: JKU.replace('https', 'http') }),
  withHeader('a jku as a list', 'jku', { jku: [JKU] }),
  withHeader('a jku of the metadata service', 'jku', { jku: 'http://169.254.169.254/latest/meta-data' }),
  withHeader('jku null', 'jku', { jku: null }),
  withHeader('crit', 'critical-header', { crit: ['exp'] }),
  withHeader('an empty crit', 'critical-header', { crit: [] }),
  withHeader('an unencoded payload', 'critical-header', { b64: false, crit: ['b64'] }),
  withHeader('no typ', 'type', { typ: undefined }),
  withHeader('typ at+jwt', 'type', { typ: 'at+jwt' }),
  withHeader('typ as a list', 'type', { typ: ['JWT'] }),
  attack('keys that cannot be had', 'keys-unavailable', ({ own }) => bearer(own, { iss: BROKEN_ISSUER })),
];

/** All of them. */
export const ATTACKS: readonly Attack[] = [...AUTHORIZATION, ...ALGORITHM, ...SIGNATURE, ...KEY, ...CLAIM_ATTACKS];
