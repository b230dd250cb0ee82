// The file of trusted clients: what it gives, and what stops the start.
import { expect } from 'chai';
import { createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrustedClient } from '../../src/security/trusted-client.ts';
import { loadTrustedClients, parseTrustedClients, TrustedClientsError } from '../../src/security/trusted-clients.ts';

const JKU = 'https://ehr.example.com/jwks.json';

describe('trusted clients', () => {
  let publicJwk: JsonWebKey;
  let privateJwk: JsonWebKey;
  let folder: string;

  before(() => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    privateJwk = { ...privateKey.export({ format: 'jwk' }), kid: 'k' };
    publicJwk = { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid: 'k' };
    folder = mkdtempSync(join(tmpdir(), 'clients-'));
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  const parse = (content: unknown): readonly TrustedClient[] =>
    parseTrustedClients('clients.yaml', typeof content === 'string' ? content : JSON.stringify(content));
  const mistakesIn = (content: unknown): readonly string[] => {
    try {
      parse(content);
    } catch (error) {
      if (error instanceof TrustedClientsError) return error.mistakes;
      throw error;
    }
    return [];
  };
  const mistakesOf = (changes: object): readonly string[] =>
    mistakesIn({ clients: [{ issuer: 'ehr', jku: JKU, ...changes }] });

  it('are read from YAML, with defaults', () => {
    const [client] = parse(`
clients:
  - issuer: https://ehr.example.com   # as its tokens say
    jku: ${JKU}
`);
    expect(client).to.deep.equal({
      issuer: 'https://ehr.example.com',
      jku: JKU,
      keySource: { kind: 'published', url: JKU, reach: 'public' },
      algorithms: ['ES384', 'RS384'],
      fhirServers: new Set(),
      reach: 'public',
      corsOrigins: [],
      maxTokenAgeSeconds: 300,
      requestsPerMinute: 600,
      compatibility: { deleteWithResource: false, jwtTypOptional: false },
    });
  });

  it('are read from a JSON file, with keys and everything else that can be said', () => {
    const path = join(folder, 'clients.json');
    const entry = {
      issuer: 'ehr',
      keys: [publicJwk],
      algorithms: ['ES384'],
      fhirServers: ['https://fhir.example.com:8443', 'https://[2001:db8::1]'],
      corsOrigins: ['https://app.example.com', 'http://localhost:3000'],
      maxTokenAgeSeconds: 86_400,
      tenants: ['north'],
      subject: 'client',
      network: 'private',
      fhirRelease: 'R5',
      requestsPerMinute: 10,
      compatibility: { deleteWithResource: true, jwtTypOptional: true },
    };
    writeFileSync(path, JSON.stringify({ clients: [entry] }));
    const [client] = loadTrustedClients(path);
    const keys = client?.keySource.kind === 'configured' ? client.keySource.keys : [];
    expect(keys.map(({ id, algorithms }) => [id, ...algorithms])).to.deep.equal([['k', 'ES384']]);
    expect(client).to.deep.include({ reach: 'private', tenants: new Set(['north']), corsOrigins: entry.corsOrigins });
    expect(client).to.include({ subject: 'client', fhirRelease: 'R5', maxTokenAgeSeconds: 86_400 });
  });

  it('on loopback get that reach, for FHIR servers and key set each by itself', () => {
    const [client] = parse({ clients: [{ issuer: 'a', jku: JKU, fhirServers: ['http://localhost:8080'] }] });
    expect(client).to.deep.include({ reach: 'loopback' });
    expect(client?.keySource).to.include({ reach: 'public' });
    const [local] = parse({ clients: [{ issuer: 'a', jku: 'http://127.0.0.1:4567/jwks', network: 'private' }] });
    expect(local?.keySource).to.include({ reach: 'loopback' });
    expect(local).to.include({ reach: 'private' });
  });

  it('that are wrong stop the start with file, entry and field of every mistake', () => {
    const content = { clients: [{ issuer: 'a', jku: JKU, fhirServers: ['https://x.example/fhir'] }, { issuer: '' }] };
    const error = ((): unknown => {
      try {
        return parse(content);
      } catch (caught) {
        return caught;
      }
    })() as Error;
    expect(error).to.be.instanceOf(TrustedClientsError);
    expect(error.message).to.include('clients.yaml: entry 1 (a), fhirServers/0: must be an exact origin such as');
    expect(error.message).to.include('clients.yaml: entry 2, issuer: must NOT have fewer than 1 characters');
    expect(error.message).to.include('clients.yaml: entry 2: needs the field "jku" or "keys"');
  });

  const wrong: readonly (readonly [string, object, string])[] = [
    ['T3 none', { algorithms: ['none'] }, 'entry 1 (ehr), algorithms/0: must be one of RS256,'],
    ['T3 HMAC', { algorithms: ['ES384', 'HS384'] }, 'entry 1 (ehr), algorithms/1: must be one of RS256,'],
    ['T3 no algorithm', { algorithms: [] }, 'entry 1 (ehr), algorithms: must NOT have fewer than 1 items'],
    ['T1 jku over http', { jku: 'http://ehr.example.com/jwks' }, 'entry 1 (ehr), jku: must be an https URL'],
    ['a jku with a user', { jku: 'https://a@ehr.example.com/jwks' }, 'entry 1 (ehr), jku: must be an https URL'],
    ['a jku with a fragment', { jku: 'https://ehr.example.com/jwks#a' }, 'entry 1 (ehr), jku: must be an https URL'],
    ['a jku that is not normal', { jku: 'https://ehr.example.com/a/../b' }, 'entry 1 (ehr), jku: must be an https URL'],
    [
      'T1 FHIR over http',
      { fhirServers: ['http://ehr.example.com'] },
      'entry 1 (ehr), fhirServers/0: must be an exact',
    ],
    [
      'a trailing slash',
      { fhirServers: ['https://ehr.example.com/'] },
      'entry 1 (ehr), fhirServers/0: must be an exact',
    ],
    ['a default port', { fhirServers: ['https://e.example:443'] }, 'entry 1 (ehr), fhirServers/0: must be an exact'],
    ['upper case', { fhirServers: ['https://EHR.example.com'] }, 'entry 1 (ehr), fhirServers/0: must be an exact'],
    ['T7 a wildcard', { corsOrigins: ['https://*.example.com'] }, 'entry 1 (ehr), corsOrigins/0: must be an exact'],
    ['T7 any origin', { corsOrigins: ['*'] }, 'entry 1 (ehr), corsOrigins/0: must be an exact'],
    ['T7 the null origin', { corsOrigins: ['null'] }, 'entry 1 (ehr), corsOrigins/0: must be an exact'],
    ['an unknown field', { algorithm: 'ES384' }, 'entry 1 (ehr): has the unknown field "algorithm"'],
    [
      'an unknown switch',
      { compatibility: { lax: true } },
      'entry 1 (ehr), compatibility: has the unknown field "lax"',
    ],
    ['too old tokens', { maxTokenAgeSeconds: 86_401 }, 'entry 1 (ehr), maxTokenAgeSeconds: must be <= 86400'],
    ['a number as text', { requestsPerMinute: '60' }, 'entry 1 (ehr), requestsPerMinute: must be integer'],
    ['loopback as network', { network: 'loopback' }, 'entry 1 (ehr), network: must be one of public, private'],
    ['FHIR DSTU2', { fhirRelease: 'DSTU2' }, 'entry 1 (ehr), fhirRelease: must be one of STU3, R4, R4B, R5'],
    ['no tenants', { tenants: [] }, 'entry 1 (ehr), tenants: must NOT have fewer than 1 items'],
    [
      'loopback beside other FHIR servers',
      { fhirServers: ['https://ehr.example.com', 'https://localhost:8443'] },
      'entry 1 (ehr), fhirServers: must not mix loopback with other servers',
    ],
  ];
  for (const [name, changes, mistake] of wrong) {
    it(`refuse ${name}`, () => {
      const mistakes = mistakesOf(changes);
      expect(mistakes).to.have.lengthOf(1);
      expect(mistakes[0]).to.match(new RegExp(`^${mistake.replaceAll(/[()"*]/g, '\\$&')}`));
    });
  }

  it('refuse an issuer twice', () => {
    const entry = { issuer: 'ehr', jku: JKU };
    expect(mistakesIn({ clients: [entry, entry] })).to.deep.equal([
      'entry 2 (ehr), issuer: is used by an entry before',
    ]);
  });

  it('T3 refuse private keys and shared secrets, and repeat nothing of them', () => {
    const { x, y, d } = privateJwk;
    const mistakes = mistakesOf({ keys: [privateJwk, { kty: 'oct', k: 'c2VjcmV0', kid: 's', alg: 'HS384' }] });
    expect(mistakes).to.deep.equal([
      'entry 1 (ehr), keys/0: is a private key; only public keys belong here, and this one must be replaced',
      'entry 1 (ehr), keys/1: is a shared secret; only public keys belong here',
    ]);
    expect(mistakes.join()).to.not.include.oneOf([String(x), String(y), String(d), 'c2VjcmV0']);
  });

  it('refuse keys that could never verify a token', () => {
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
    const keys = [
      { ...publicJwk, kid: undefined },
      { ...publicJwk, use: 'enc' },
      { ...publicJwk, key_ops: ['encrypt'] },
      { ...publicJwk, crv: 'secp256k1' },
      { ...publicJwk, alg: 'ES256' },
      { ...publicJwk, y: publicJwk.x },
      { ...small, kid: 'small' },
      publicJwk,
      publicJwk,
    ];
    expect(mistakesOf({ keys })).to.deep.equal([
      'entry 1 (ehr), keys/0: needs a "kid" of 1 to 256 characters',
      'entry 1 (ehr), keys/1: is not for signatures ("use" or "key_ops")',
      'entry 1 (ehr), keys/2: is not for signatures ("use" or "key_ops")',
      'entry 1 (ehr), keys/3: has a "kty", "crv" or "alg" that is not supported',
      'entry 1 (ehr), keys/4: has a "kty", "crv" or "alg" that is not supported',
      'entry 1 (ehr), keys/5: holds no valid public key',
      'entry 1 (ehr), keys/6: is an RSA key of fewer than 2048 bits',
      'entry 1 (ehr), keys/8: has the "kid" of a key before',
    ]);
    expect(mistakesOf({ keys: [publicJwk], algorithms: ['RS384'] })).to.deep.equal([
      'entry 1 (ehr), keys/0: cannot be used with the algorithms of this client (RS384)',
    ]);
  });

  const unreadable: Readonly<Record<string, readonly [string, string]>> = {
    'duplicate keys': ['clients:\n  - issuer: a\n    issuer: b\n', 'line 3: is not valid YAML or JSON (DUPLICATE_KEY)'],
    aliases: ['clients:\n  - &a { issuer: a }\n  - *a\n', 'aliases are not allowed'],
    'unknown tags': ['clients: !!js/function "x"\n', 'line 1: is not valid YAML or JSON (TAG_RESOLVE_FAILED)'],
    'broken JSON': ['{"clients": [', 'line 1: is not valid YAML or JSON (BAD_INDENT)'],
    'an empty file': ['', 'must be object'],
    'no clients': ['clients: []', 'clients: must NOT have fewer than 1 items'],
    'another member': [
      'trusted: []\nclients:\n  - { issuer: a, jku: https://a.example/k }',
      'has the unknown field "trusted"',
    ],
  };
  for (const [name, [content, mistake]] of Object.entries(unreadable)) {
    it(`refuse ${name}`, () => {
      expect(mistakesIn(content)).to.deep.equal([mistake]);
    });
  }

  it('refuse a file that is too large or not there', () => {
    expect(mistakesIn(`# ${'x'.repeat(1024 * 1024)}`)).to.deep.equal(['is larger than 1048576 bytes']);
    expect(() => loadTrustedClients(join(folder, 'missing.yaml'))).to.throw('missing.yaml: cannot be read (ENOENT)');
    expect(() => loadTrustedClients(folder)).to.throw('cannot be read (EISDIR)');
  });
});
