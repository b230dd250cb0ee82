// Opens connections only to addresses within reach. Check and connection use one and the same resolution of the name.
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP, type Socket } from 'node:net';
import { buildConnector } from 'undici';
import { classOfAddress, isWithinReach, type Reach } from './address-classes.ts';
import { GuardedRequestError } from './guarded-request-error.ts';

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** A host whose addresses have passed the check. */
export interface DialTarget {
  readonly endpoint: buildConnector.Options;
  readonly addresses: readonly LookupAddress[];
}

/** Connects to one of the addresses, with TLS when the protocol is https. */
export type Dial = (target: DialTarget) => Promise<Socket>;

/** What a connector is made of. */
export interface ConnectorParts {
  readonly resolve: Resolve;
  readonly dial: Dial;
}

const CONNECT_TIMEOUT = 5000;

/** Asks the resolver of the system. */
export const resolveName: Resolve = (hostname) => lookup(hostname, { all: true });

/** A connector for undici that connects no further than `reach`. */
export function guardedConnector(reach: Reach, parts: ConnectorParts): buildConnector.connector {
  return (endpoint, callback) => {
    connect(endpoint, reach, parts).then(
      (socket) => {
        callback(null, socket);
      },
      (error: unknown) => {
        callback(error instanceof GuardedRequestError ? error : new GuardedRequestError('unreachable'), null);
      },
    );
  };
}

async function connect(endpoint: buildConnector.Options, reach: Reach, parts: ConnectorParts): Promise<Socket> {
  const addresses = await addressesOf(endpoint.hostname, parts.resolve);
  if (addresses.length === 0) throw new GuardedRequestError('unreachable');
  // One address out of reach refuses all: a name that leads inside and outside is an attack or a mistake.
  if (!addresses.every(({ address }) => isWithinReach(address, reach))) throw new GuardedRequestError('address');
  if (endpoint.protocol !== 'https:' && !addresses.every(({ address }) => classOfAddress(address) === 'loopback')) {
    throw new GuardedRequestError('scheme');
  }
  return parts.dial({ endpoint, addresses });
}

/** Node looks up no name for a literal address, so it is checked here like the answer of a look-up. */
function addressesOf(hostname: string, resolve: Resolve): Promise<readonly LookupAddress[]> {
  const family = isIP(hostname);
  return family === 0 ? resolve(hostname) : Promise.resolve([{ address: hostname, family }]);
}

/** Dials with certificates verified against `ca`, or the roots that Node trusts. */
export function dialWith(ca?: string | Buffer): Dial {
  return ({ endpoint, addresses }) => {
    const open = buildConnector({
      timeout: CONNECT_TIMEOUT,
      autoSelectFamily: true,
      // Said outright, so that no environment variable can switch verification off.
      rejectUnauthorized: true,
      ...(ca === undefined ? {} : { ca }),
      lookup: (_hostname, _options, callback) => {
        callback(null, [...addresses]);
      },
    });
    return new Promise((resolve, reject) => {
      open(endpoint, (error, socket) => {
        if (error === null) resolve(socket);
        else reject(error);
      });
    });
  };
}
