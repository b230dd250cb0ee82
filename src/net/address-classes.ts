// Which kind of network an IP address belongs to, and how far a request may reach.
import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';

/**
 * The widest class of addresses that may be connected to: `private` adds the networks inside an organisation to the
 * public ones, `loopback` adds this machine to both.
 */
export type Reach = 'public' | 'private' | 'loopback';

/** What an address is. `never` holds everything that no FHIR server or key set has a reason to live at. */
export type AddressClass = 'public' | 'private' | 'loopback' | 'never';

type Classify = (address: ipaddr.IPv6) => AddressClass;

const WITHIN: Readonly<Record<Reach, readonly AddressClass[]>> = {
  public: ['public'],
  private: ['public', 'private'],
  loopback: ['public', 'private', 'loopback'],
};

// What a range is that is not listed here (link-local, multicast, unspecified, documentation, Teredo ...): never.
const IPV4_RANGES: ReadonlyMap<string, AddressClass> = new Map([
  ['unicast', 'public'],
  ['private', 'private'],
  // RFC 6598: clusters and overlay networks number their inside from 100.64.0.0/10, so it is as private as RFC 1918.
  ['carrierGradeNat', 'private'],
  ['loopback', 'loopback'],
]);

const IPV6_RANGES: ReadonlyMap<string, Classify> = new Map<string, Classify>([
  ['loopback', () => 'loopback'],
  ['uniqueLocal', () => 'private'],
  ['ipv4Mapped', (address) => classOfIpv4(address.toIPv4Address())],
  // RFC 8215's 64:ff9b:1::/48 leaves open where the IPv4 address stands in it.
  ['rfc6052', (address) => (address.match(WELL_KNOWN_NAT64) ? classThroughGateway(address, 12) : 'never')],
  ['6to4', (address) => classThroughGateway(address, 2)],
  // Beside 2000::/3 nothing is allocated, and ::7f00:1 counts as unicast too.
  ['unicast', (address) => (address.match(GLOBAL_UNICAST) ? 'public' : 'never')],
]);

// Credentials of the machine are handed out here to whoever asks; all of link-local (169.254.0.0/16) is out anyway.
// In order: Alibaba Cloud, Azure's wire server, Amazon's local services, Google Cloud.
const METADATA_IPV4: ReadonlySet<string> = new Set(['100.100.100.200', '168.63.129.16']);
const METADATA_IPV6 = ['fd00:ec2::/32', 'fd20:ce::254/128'].map((block) => ipaddr.IPv6.parseCIDR(block));
// The deprecated ::127.0.0.1, which the parser takes for ::ffff:127.0.0.1 and the system does not.
const IPV4_COMPATIBLE = /^[0:]*:\d+\./;
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
const WELL_KNOWN_NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/** Whether an address may be connected to. */
export function isWithinReach(address: string, reach: Reach): boolean {
  return WITHIN[reach].includes(classOfAddress(address));
}

/** The class of an address in its usual notation; `never` for what is none, or has a zone. */
export function classOfAddress(address: string): AddressClass {
  if (isIP(address) === 0 || address.includes('%') || IPV4_COMPATIBLE.test(address)) return 'never';
  const parsed = ipaddr.parse(address);
  return parsed instanceof ipaddr.IPv4 ? classOfIpv4(parsed) : classOfIpv6(parsed);
}

function classOfIpv4(address: ipaddr.IPv4): AddressClass {
  if (METADATA_IPV4.has(address.toString())) return 'never';
  return IPV4_RANGES.get(address.range()) ?? 'never';
}

function classOfIpv6(address: ipaddr.IPv6): AddressClass {
  if (METADATA_IPV6.some((block) => address.match(block))) return 'never';
  return IPV6_RANGES.get(address.range())?.(address) ?? 'never';
}

/** An IPv4 address carried in an IPv6 one; the loopback that a translating gateway would reach is the gateway's own. */
function classThroughGateway(address: ipaddr.IPv6, at: number): AddressClass {
  const inner = classOfIpv4(new ipaddr.IPv4(address.toByteArray().slice(at, at + 4)));
  return inner === 'loopback' ? 'never' : inner;
}
