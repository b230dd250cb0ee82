import { expect } from 'chai';
import { GuardedRequestError } from '../../src/net/guarded-client.ts';
import { guardedUrl, type UrlBounds } from '../../src/net/guarded-url.ts';

const EHR = 'https://ehr.example.com';
const BOUNDS: UrlBounds = { origins: new Set([EHR]), basePath: '/fhir/r4', reach: 'public' };

/** `ok` with the URL that is asked for, or why it is refused. */
function verdict(url: string, bounds: UrlBounds = BOUNDS): string {
  try {
    return `ok ${guardedUrl(url, bounds).href}`;
  } catch (error) {
    if (error instanceof GuardedRequestError) return error.reason;
    throw error;
  }
}

const REFUSED: readonly (readonly [url: string, reason: string])[] = [
  // Another host that looks like the allowed one.
  ['https://ehr.example.com.evil.test/fhir/r4/Patient', 'origin'],
  ['https://evil.test/fhir/r4/ehr.example.com', 'origin'],
  ['https://evil.test/?https://ehr.example.com/fhir/r4', 'origin'],
  ['https://evil.test#https://ehr.example.com/fhir/r4', 'origin'],
  ['https://ehr.example.com./fhir/r4', 'origin'],
  ['https://ehr-example.com/fhir/r4', 'origin'],
  ['https://xehr.example.com/fhir/r4', 'origin'],
  ['https://ehr.examp\u217Ce.com.evil.test/fhir/r4', 'origin'],
  ['https://\u0435hr.example.com/fhir/r4', 'origin'],
  // Another port or scheme is another origin.
  ['https://ehr.example.com:8443/fhir/r4', 'origin'],
  ['https://ehr.example.com:80/fhir/r4', 'origin'],
  ['http://ehr.example.com/fhir/r4', 'scheme'],
  ['http://ehr.example.com:443/fhir/r4', 'scheme'],
  ['ftp://ehr.example.com/fhir/r4', 'scheme'],
  ['wss://ehr.example.com/fhir/r4', 'scheme'],
  ['file://ehr.example.com/fhir/r4', 'scheme'],
  ['gopher://ehr.example.com/fhir/r4', 'scheme'],
  ['javascript://ehr.example.com/%0aalert(1)', 'scheme'],
  ['blob:https://ehr.example.com/fhir/r4', 'invalid-url'],
  ['data:application/json,{}', 'invalid-url'],
  // Credentials, with and without content.
  ['https://ehr.example.com@evil.test/fhir/r4', 'credentials'],
  ['https://ehr.example.com:443@evil.test/fhir/r4', 'credentials'],
  ['https://user:secret@ehr.example.com/fhir/r4', 'credentials'],
  ['https://user@ehr.example.com/fhir/r4', 'credentials'],
  ['https://@ehr.example.com/fhir/r4', 'credentials'],
  ['https://:@ehr.example.com/fhir/r4', 'credentials'],
  ['https://ehr.example.com%40evil.test/fhir/r4', 'invalid-url'],
  // Characters that parsers drop or turn.
  ['https://ehr.example.com\\@evil.test/fhir/r4', 'invalid-url'],
  ['https:\\\\ehr.example.com/fhir/r4', 'invalid-url'],
  ['https://ehr.example.com\\.evil.test/fhir/r4', 'invalid-url'],
  ['https://ehr.example.com/fhir/r4\\..\\admin', 'invalid-url'],
  ['https://ehr.exam\tple.com/fhir/r4', 'invalid-url'],
  ['https://ehr.example.com\n.evil.test/fhir/r4', 'invalid-url'],
  ['https://ehr.example.com/fhir/r4/Patient\r\nHost: evil.test', 'invalid-url'],
  ['ht\ttps://ehr.example.com/fhir/r4', 'invalid-url'],
  [' https://ehr.example.com/fhir/r4', 'invalid-url'],
  ['https://ehr.example.com/fhir/r4 ', 'invalid-url'],
  ['https://ehr.example.com/fhir/r4\u0000', 'invalid-url'],
  ['https://ehr.example.com/fhir/r4?a=\u00a0b', 'invalid-url'],
  ['https:/ehr.example.com/fhir/r4', 'invalid-url'],
  ['https:ehr.example.com/fhir/r4', 'invalid-url'],
  ['https:///ehr.example.com/fhir/r4', 'invalid-url'],
  ['//ehr.example.com/fhir/r4', 'invalid-url'],
  ['/fhir/r4/Patient', 'invalid-url'],
  ['Patient?_id=1', 'invalid-url'],
  ['https://', 'invalid-url'],
  ['https://ehr.example.com:99999/fhir/r4', 'invalid-url'],
  ['https://[::1/fhir/r4', 'invalid-url'],
  ['https://256.256.256.256/fhir/r4', 'invalid-url'],
  ['', 'invalid-url'],
  // Out of the base path.
  ['https://ehr.example.com', 'base-path'],
  ['https://ehr.example.com/', 'base-path'],
  ['https://ehr.example.com/fhir', 'base-path'],
  ['https://ehr.example.com/fhir/r4x/Patient', 'base-path'],
  ['https://ehr.example.com/FHIR/R4/Patient', 'base-path'],
  ['https://ehr.example.com/other?next=/fhir/r4/', 'base-path'],
  ['https://ehr.example.com/fhir/r4/../../admin', 'base-path'],
  ['https://ehr.example.com/fhir/r4/%2e%2e/%2E%2e/admin', 'base-path'],
  ['https://ehr.example.com/fhir/r4/.%2e/admin', 'base-path'],
  ['https://ehr.example.com/fhir/r4/..%2f..%2fadmin', 'base-path'],
  ['https://ehr.example.com/fhir/r4/..%5C..%5Cadmin', 'base-path'],
  ['https://ehr.example.com/fhir/r4/%252e%252e/admin', 'base-path'],
  ['https://ehr.example.com/fhir/r4/..;/..;/admin', 'base-path'],
  ['https://ehr.example.com/fhir/r4/..;a=1/admin', 'base-path'],
  ['https://ehr.example.com/fhir/r4/a%2eb', 'base-path'],
  ['https://ehr.example.com/fhir/r4/Patient%00', 'base-path'],
  ['https://ehr.example.com/fhir/r4/Patient%0d%0aX', 'base-path'],
  ['https://ehr.example.com/fhir%2fr4/Patient', 'base-path'],
];

describe('guarded URL', () => {
  for (const [url, reason] of REFUSED) {
    it(`F3 T5 refuses ${JSON.stringify(url)} for its ${reason}`, () => {
      expect(verdict(url)).to.equal(reason);
    });
  }

  for (const [url, asked] of [
    [`${EHR}/fhir/r4`, `${EHR}/fhir/r4`],
    [`${EHR}/fhir/r4/`, `${EHR}/fhir/r4/`],
    [`${EHR}/fhir/r4?_getpages=8f%2F2&_offset=50`, `${EHR}/fhir/r4?_getpages=8f%2F2&_offset=50`],
    [`${EHR}/fhir/r4/Observation?code=http://loinc.org|1-8`, `${EHR}/fhir/r4/Observation?code=http://loinc.org|1-8`],
    ['HTTPS://EHR.Example.COM:443/fhir/r4/Patient/1', `${EHR}/fhir/r4/Patient/1`],
    [`${EHR}/fhir/x/../r4/./Patient/1`, `${EHR}/fhir/r4/Patient/1`],
    [`${EHR}/fhir/r4/Patient/a.b-c/$everything`, `${EHR}/fhir/r4/Patient/a.b-c/$everything`],
    [`${EHR}/fhir/r4/Patient?name=x@y.test`, `${EHR}/fhir/r4/Patient?name=x@y.test`],
  ] as const) {
    it(`F3 lets ${url} pass`, () => {
      expect(verdict(url)).to.equal(`ok ${asked}`);
    });
  }

  it('takes a base path with or without a slash at its end', () => {
    for (const basePath of ['/fhir/r4', '/fhir/r4/', '/fhir/r4//']) {
      expect(verdict(`${EHR}/fhir/r4/Patient`, { ...BOUNDS, basePath })).to.match(/^ok /);
      expect(verdict(`${EHR}/fhir/r44`, { ...BOUNDS, basePath })).to.equal('base-path');
    }
  });

  it('takes the root for a base path, and any path without one', () => {
    expect(verdict(`${EHR}/any/path`, { ...BOUNDS, basePath: '/' })).to.match(/^ok /);
    expect(verdict(`${EHR}/any/path`, { origins: BOUNDS.origins, reach: 'public' })).to.match(/^ok /);
  });

  it('allows no origin that is not listed as it is written', () => {
    for (const origins of [[], ['*'], ['null'], [`${EHR}/`], ['ehr.example.com'], ['https://*.example.com']]) {
      expect(verdict(`${EHR}/fhir/r4`, { ...BOUNDS, origins: new Set(origins) })).to.equal('origin');
    }
  });

  it('T1 leaves http to a reach that holds loopback', () => {
    const bounds = { origins: new Set(['http://localhost:8080']) };
    expect(verdict('http://localhost:8080/fhir', { ...bounds, reach: 'loopback' })).to.match(/^ok /);
    expect(verdict('http://localhost:8080/fhir', { ...bounds, reach: 'private' })).to.equal('scheme');
    expect(verdict('http://localhost:8080/fhir', { ...bounds, reach: 'public' })).to.equal('scheme');
  });

  it('refuses a very long URL of nasty characters in no time', () => {
    const long = `https://${'a.'.repeat(200_000)}\\`;
    expect(verdict(long)).to.equal('invalid-url');
  }).timeout(200);
});
