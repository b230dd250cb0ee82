// Who may call this instance: the trusted clients of a file, or, on loopback without one, everybody on this machine.
import type { EventLog } from './base/log.ts';
import type { Config } from './config.ts';
import type { GuardedClient } from './net/guarded-client.ts';
import { authenticationOff, createAuthenticate, type Authenticate } from './security/authenticate.ts';
import type { ReplayGuard } from './security/replay-guard.ts';
import { loadTrustedClients } from './security/trusted-clients.ts';

/** The doors of the service. */
export interface Doors {
  readonly authenticate: Authenticate;
  /** Authentication is off. */
  readonly isOpen: boolean;
  /** Origins of the pages that may call from a browser. */
  readonly corsOrigins: readonly string[];
  /** Undefined: authentication is off. */
  readonly trustedClients: number | undefined;
}

/** Opens the doors as configured. Throws TrustedClientsError. */
export function openDoors(config: Config, http: GuardedClient, replayGuard: ReplayGuard, log: EventLog): Doors {
  const { trustedClients, fhirServers, corsOrigins, clock } = config;
  if (trustedClients === undefined) {
    const authenticate = authenticationOff(new Set(fhirServers));
    return { authenticate, isOpen: true, corsOrigins, trustedClients: undefined };
  }
  const clients = loadTrustedClients(trustedClients);
  return {
    authenticate: createAuthenticate({ clients, http, replayGuard, clock, log }),
    isOpen: false,
    corsOrigins: [...new Set(clients.flatMap((client) => client.corsOrigins))],
    trustedClients: clients.length,
  };
}
