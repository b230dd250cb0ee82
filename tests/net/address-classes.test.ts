import { expect } from 'chai';
import fc from 'fast-check';
import { classOfAddress, isWithinReach } from '../../src/net/address-classes.ts';

const CLASSES: Readonly<Record<string, readonly string[]>> = {
  public: [
    '93.184.215.14',
    '8.8.8.8',
    '172.32.0.1',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
    '2002:808:808::1',
  ],
  private: [
    ...['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '100.127.255.255'],
    ...['fd12:3456::1', 'fc00::1', '::ffff:10.0.0.1', '::ffff:a00:1', '64:ff9b::a00:1', '2002:a00:1::'],
  ],
  loopback: ['127.0.0.1', '127.255.255.254', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', '::ffff:7f00:1'],
  never: [
    // This network, link-local with its metadata services, and those that live elsewhere.
    ...['0.0.0.0', '0.1.2.3', '::', '169.254.169.254', '169.254.170.2', 'fe80::1', 'fe80::1%eth0', 'febf::1'],
    ...['::ffff:169.254.169.254', '64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::', '::ffff:0.0.0.0'],
    ...['100.100.100.200', '168.63.129.16', 'fd00:ec2::254', 'fd20:ce::254', '::ffff:100.100.100.200'],
    // Loopback behind a translator, or in forms long given up.
    ...[
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '::127.0.0.1',
      '::7f00:1',
      '::8.8.8.8',
      '0:0:0:0:0:0:8.8.8.8',
      '::ffff:0:127.0.0.1',
      '64:ff9b:1::7f00:1',
    ],
    // Multicast, broadcast, documentation, benchmarks, reserved, tunnels, site-local, discard, unallocated.
    ...['224.0.0.1', '239.255.255.255', 'ff02::1', '255.255.255.255', '192.0.2.1', '198.51.100.1', '203.0.113.1'],
    ...[
      '2001:db8::1',
      '3fff::1',
      '198.18.0.1',
      '240.0.0.1',
      '192.0.0.192',
      '192.88.99.1',
      '2001::1',
      'fec0::1',
      '100::1',
    ],
    ...['4000::1', '1::1'],
    // Not addresses, though other parsers take them for some.
    ...[
      '',
      'localhost',
      '2130706433',
      '0x7f.1',
      '0177.0.0.1',
      '127.1',
      '0',
      '127.0.0.1 ',
      '[::1]',
      '::ffff:127.0.0.1%lo',
    ],
  ],
};

describe('address classes', () => {
  for (const [name, addresses] of Object.entries(CLASSES)) {
    for (const address of addresses) {
      it(`counts "${address}" as ${name}`, () => {
        expect(classOfAddress(address)).to.equal(name);
      });
    }
  }

  it('tells for every IPv4 address the same when it is written as IPv6', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(classOfAddress(`::ffff:${address}`)).to.equal(classOfAddress(address));
      }),
    );
  });

  it('widens reach step by step', () => {
    const reached = (['public', 'private', 'loopback'] as const).map((reach) =>
      ['8.8.8.8', '10.0.0.1', '127.0.0.1', '169.254.169.254'].filter((address) => isWithinReach(address, reach)),
    );
    expect(reached).to.deep.equal([['8.8.8.8'], ['8.8.8.8', '10.0.0.1'], ['8.8.8.8', '10.0.0.1', '127.0.0.1']]);
  });
});
