// What the client refuses before a packet leaves: the network of these tests takes notes only.
import { expect } from 'chai';
import { inspect } from 'node:util';
import type { GuardedRequest, Reach } from '../../src/net/guarded-client.ts';
import { type Names, recordingClient } from './recorder.ts';
import { reasonFor, refusal, requestTo } from './requests.ts';

const EHR = 'https://ehr.example.com';
const PUBLIC = '93.184.215.14';

/** The outcome for a URL whose own origin is allowed, so that only the address can stand in the way, and what was dialled. */
async function outcome(url: string, reach: Reach, names: Names = {}): Promise<string> {
  const { client, dialled } = recordingClient(names);
  const reason = await reasonFor(client, url, requestTo([new URL(url).origin], { reach }));
  await client.close();
  return [reason, ...dialled].join(', ');
}

/** Hosts that lead to this machine, in every spelling that a URL takes. */
const LOOPBACK = [
  ...['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1', '0x7f000001', '0177.0.0.1', '017700000001', '127.1'],
  ...['127.255.255.254', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:0:0:1]', '127.0.0.1.', 'LOCALHOST'],
  ...[
    'localhost.',
    '\uFF11\uFF12\uFF17.0.0.1',
    '127\u30020\u30020\u30021',
    '%31%32%37.0.0.1',
    '\u24DB\u24DE\u24D2\u24D0\u24DB\u24D7\u24DE\u24E2\u24E3',
  ],
];
const PRIVATE = [
  ...['[::ffff:10.0.0.1]', '10.1.2.3', '0xa.1.2.3', '167772161', '172.16.0.1', '172.31.255.254', '192.168.0.1'],
  ...['100.64.0.1', '[fd12:3456:789a::1]', '[64:ff9b::a00:1]', '[2002:c0a8:1::]'],
];
const NEVER = [
  ...[
    '169.254.169.254',
    '0',
    '0.0.0.0',
    '[::]',
    '[::ffff:169.254.169.254]',
    '[::ffff:0:0]',
    '0xa9fea9fe',
    '2852039166',
  ],
  ...[
    '0251.0376.0251.0376',
    '[fe80::1]',
    '[fd00:ec2::254]',
    '[fd20:ce::254]',
    '[64:ff9b::a9fe:a9fe]',
    '100.100.100.200',
  ],
  ...['168.63.129.16', '[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[::127.0.0.1]', '224.0.0.1', '255.255.255.255'],
  ...['192.0.2.1', '198.18.0.1', '[ff02::1]', '[2001:db8::1]', '[2001::1]'],
];
const NAMES: Names = { localhost: ['127.0.0.1', '::1'], 'localhost.': ['127.0.0.1'] };

describe('guarded client, refusals', () => {
  for (const host of [...LOOPBACK, ...PRIVATE, ...NEVER]) {
    it(`T5 refuses https://${host} by its address where the reach is public`, async () => {
      expect(await outcome(`https://${host}/fhir`, 'public', NAMES)).to.equal('address');
    });
  }

  for (const host of [...LOOPBACK, ...NEVER]) {
    it(`T5 refuses https://${host} by its address where the reach is private`, async () => {
      expect(await outcome(`https://${host}/fhir`, 'private', NAMES)).to.equal('address');
    });
  }

  for (const host of NEVER) {
    it(`T5 refuses https://${host} by its address where the reach is loopback`, async () => {
      expect(await outcome(`https://${host}/fhir`, 'loopback', NAMES)).to.equal('address');
    });
  }

  it('T5 refuses hosts of the inside by their origin when they are not listed', async () => {
    const { client, dialled, resolved } = recordingClient(NAMES);
    for (const host of [...LOOPBACK, ...PRIVATE, ...NEVER]) {
      expect(await reasonFor(client, `https://${host}/fhir`, requestTo([EHR]))).to.equal('origin');
    }
    expect([...dialled, ...resolved]).to.deep.equal([]);
  });

  for (const inside of [
    '127.0.0.1',
    '::1',
    '10.0.0.1',
    '169.254.169.254',
    '::ffff:10.0.0.1',
    'fe80::1%eth0',
    '0.0.0.0',
  ]) {
    it(`T5 refuses a public name that resolves to ${inside}`, async () => {
      expect(await outcome(EHR, 'public', { 'ehr.example.com': [inside] })).to.equal('address');
    });

    it(`T5 refuses a name that resolves to a public address and to ${inside}`, async () => {
      expect(await outcome(EHR, 'public', { 'ehr.example.com': [PUBLIC, inside] })).to.equal('address');
      expect(await outcome(EHR, 'public', { 'ehr.example.com': [inside, PUBLIC] })).to.equal('address');
    });
  }

  it('T5 dials the public addresses that a name resolves to, and just those', async () => {
    const dialled = await outcome(EHR, 'public', { 'ehr.example.com': [PUBLIC, '2606:4700::1111'] });
    expect(dialled).to.equal(`unreachable, ehr.example.com -> ${PUBLIC} 2606:4700::1111`);
  });

  it('T5 dials inside addresses where the reach holds them', async () => {
    const inside: Names = { 'ehr.example.com': ['10.0.0.7'] };
    expect(await outcome(EHR, 'private', inside)).to.equal('unreachable, ehr.example.com -> 10.0.0.7');
    expect(await outcome('https://10.0.0.7', 'private')).to.equal('unreachable, 10.0.0.7 -> 10.0.0.7');
    expect(await outcome('https://[::1]:8443', 'loopback')).to.equal('unreachable, ::1 -> ::1');
  });

  it('T5 checks the answer that it connects with: a name that turns to loopback later is refused then', async () => {
    const { client, dialled, resolved } = recordingClient({ 'ehr.example.com': [[PUBLIC], ['127.0.0.1']] });
    const request = requestTo([EHR]);
    expect(await reasonFor(client, EHR, request)).to.equal('unreachable');
    expect(await reasonFor(client, EHR, request)).to.equal('address');
    expect(resolved).to.deep.equal(['ehr.example.com', 'ehr.example.com']);
    expect(dialled).to.deep.equal([`ehr.example.com -> ${PUBLIC}`]);
  });

  it('T1 dials http only where all addresses are loopback', async () => {
    const url = 'http://ehr.example.com';
    const to = (...addresses: string[]): Promise<string> => outcome(url, 'loopback', { 'ehr.example.com': addresses });
    expect(await to(PUBLIC)).to.equal('scheme');
    expect(await to('10.0.0.1')).to.equal('scheme');
    expect(await to('127.0.0.1', '10.0.0.1')).to.equal('scheme');
    expect(await to('169.254.169.254')).to.equal('address');
    expect(await to('127.0.0.1')).to.equal('unreachable, ehr.example.com -> 127.0.0.1');
    expect(await outcome('http://10.0.0.1', 'loopback')).to.equal('scheme');
    expect(await outcome('http://127.0.0.1:8080', 'private')).to.equal('scheme');
  });

  it('calls a name that does not resolve, or to nothing, unreachable', async () => {
    expect(await outcome(EHR, 'public')).to.equal('unreachable');
    expect(await outcome(EHR, 'public', { 'ehr.example.com': [] })).to.equal('unreachable');
    expect(await outcome(EHR, 'public', { 'ehr.example.com': ['no address'] })).to.equal('address');
  });

  for (const url of [
    'https://ehr.example.com.evil.test/fhir',
    'https://ehr.example.com@evil.test/fhir',
    'https://ehr.example.com\\@evil.test/fhir',
    'https://ehr.example.com\t.evil.test/fhir',
    'https://ehr.example.com./fhir',
    'https://ehr.example.com:8443/fhir',
    'http://ehr.example.com/fhir',
    'https://ehr.example.com/fhir/../admin',
    'https://ehr.example.com/fhir/%2e%2e/admin',
  ]) {
    it(`F3 asks the resolver nothing for ${JSON.stringify(url)}`, async () => {
      const { client, dialled, resolved } = recordingClient({ 'ehr.example.com': [PUBLIC], 'evil.test': [PUBLIC] });
      await refusal(client.get(url, requestTo([EHR], { basePath: '/fhir' })));
      expect([...dialled, ...resolved]).to.deep.equal([]);
    });
  }

  for (const bearer of [
    '',
    'two words',
    'line\r\nX-Injected: 1',
    'line\n',
    'tab\t',
    'nul\u0000',
    'umlaut-\u00fc',
    'quote"',
    'comma,comma',
    '=',
    'a=b',
    '\ud800',
  ]) {
    it(`C2 refuses the token ${JSON.stringify(bearer)} by its characters`, async () => {
      const { client, dialled } = recordingClient({ 'ehr.example.com': [PUBLIC] });
      expect(await reasonFor(client, EHR, requestTo([EHR], { bearer }))).to.equal('token');
      expect(dialled).to.deep.equal([]);
    });
  }

  it('F5 dials nothing when the deadline has passed already', async () => {
    const { client, dialled } = recordingClient({ 'ehr.example.com': [PUBLIC] });
    expect(await reasonFor(client, EHR, requestTo([EHR], { signal: AbortSignal.abort() }))).to.equal('deadline');
    expect(dialled).to.deep.equal([]);
  });

  it('C2 tells neither URL nor token nor address in an error', async () => {
    const { client } = recordingClient({ 'ehr.example.com': [PUBLIC], 'inside.test': ['10.9.8.7'] });
    const bearer = 'secret-token';
    const tries: readonly (readonly [string, Partial<GuardedRequest>])[] = [
      ['https://ehr.example.com/fhir/Patient/canary-id', {}],
      ['https://evil.test/fhir/Patient/canary-id', {}],
      ['https://inside.test/fhir/Patient/canary-id', { origins: new Set(['https://inside.test']) }],
      ['https://gone.test/fhir/Patient/canary-id', { origins: new Set(['https://gone.test']) }],
      ['https://u:canary-id@ehr.example.com/', {}],
      ['http://ehr.example.com/canary-id', {}],
      ['https://ehr.example.com:canary-id/', {}],
      ['https://ehr.example.com/canary-id', { basePath: '/fhir' }],
      ['https://ehr.example.com/canary-id', { bearer: `${bearer} canary-id` }],
    ];
    const errors = await Promise.all(
      tries.map(([url, parts]) => refusal(client.get(url, requestTo([EHR], { bearer, ...parts })))),
    );
    const told = errors.map((error) => `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)}`);
    expect(told.filter((text) => /canary|secret|example\.com|\.test\b(?!\.ts)|10\.9|93\.184/.test(text))).to.deep.equal(
      [],
    );
    expect(errors.filter(({ cause }) => cause !== undefined)).to.deep.equal([]);
  });
});
