// Opening and closing the port.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const SECOND = 1000;
const SWEEP_EVERY = 50;
/** Far more than a health system keeps open, and few enough to hold in memory. */
const MOST_CONNECTIONS = 2000;

/** How often the time limits are looked after; the default of half a minute would double the longest of them. */
export const CONNECTION_SWEEP = { connectionsCheckingInterval: 2 * SECOND } as const;

/** Bounds the time that a slow or silent client can hold a connection. */
export function limitTimes(server: Server): void {
  server.headersTimeout = 10 * SECOND;
  server.requestTimeout = 30 * SECOND;
  // Longer than the 60 s of common load balancers, so that they, not we, close idle connections.
  server.keepAliveTimeout = 65 * SECOND;
  // Who does not read its answers would otherwise keep them here for ever.
  server.timeout = 30 * SECOND;
  server.maxConnections = MOST_CONNECTIONS;
}

/** Listens; resolves with the port, which the system chose when 0 was asked for. */
export function listen(server: Server, at: { readonly host: string; readonly port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(at, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Lets running requests finish, up to `grace` milliseconds; then cuts what is left. */
export function close(server: Server, grace: number): Promise<void> {
  return new Promise((resolve) => {
    // A connection that is kept alive falls idle only after its last answer, so one sweep is not enough.
    const sweep = setInterval(() => {
      server.closeIdleConnections();
    }, SWEEP_EVERY);
    const cut = setTimeout(() => {
      server.closeAllConnections();
    }, grace);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(cut);
      resolve();
    });
  });
}
