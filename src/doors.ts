// Who may call this instance: the trusted clients of a file, or, on loopback without one, everybody on this machine.
import type { EventLog } from './base/log.ts';
import type { Config } from './config.ts';
import type { GuardedClient } from './net/guarded-client.ts';
import { authenticationOff, createAuthenticate, type Authenticate } from './security/authenticate.ts';
import { createMemoryReplayGuard } from './security/replay-guard.ts';
import { loadTrustedClients } from './security/trusted-clients.ts';

/** The doors of the service. */
export interface Doors {
  readonly authenticate: Authenticate;
  /** Origins of the pages that may call from a browser. */
  readonly corsOrigins: readonly string[];
  /** Undefined: authentication is off. */
  readonly trustedClients: number | undefined;
}

/** Opens the doors as configured. Throws TrustedClientsError. */
export function openDoors(config: Config, http: GuardedClient, log: EventLog): Doors {
  const { trustedClients, fhirServers, corsOrigins, clock } = config;
  if (trustedClients === undefined) {
    return { authenticate: authenticationOff(new Set(fhirServers)), corsOrigins, trustedClients: undefined };
  }
  const clients = loadTrustedClients(trustedClients);
  return {
    authenticate: createAuthenticate({ clients, http, replayGuard: createMemoryReplayGuard(clock), clock, log }),
    corsOrigins: [...new Set(clients.flatMap((client) => client.corsOrigins))],
    trustedClients: clients.length,
  };
}
