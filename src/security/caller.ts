// Who calls, once that is settled: what the rest of the service may do for this client.
import type { FhirRelease } from '../fhir/releases/release.ts';
import type { Reach } from '../net/guarded-client.ts';

/** A client whose call is accepted. */
export interface Caller {
  /** The verified `iss`; undefined: authentication is off. */
  readonly issuer: string | undefined;
  /** One of the tenants that the configuration names for the client. */
  readonly tenant?: string;
  /** Exact origins that data of this client may be fetched from. */
  readonly fhirServers: ReadonlySet<string>;
  /** The widest class of addresses behind those origins. */
  readonly reach: Reach;
  /** Undefined: told from the shape of the resources. */
  readonly fhirRelease?: FhirRelease;
  /** The client needs the form of `delete` that came before `resourceId`. */
  readonly deleteWithResource: boolean;
  readonly requestsPerMinute: number;
}

/** Whoever calls while authentication is off: somebody on this machine, so without a limit of rate. */
export function localCaller(fhirServers: ReadonlySet<string>): Caller {
  return {
    issuer: undefined,
    fhirServers,
    reach: 'loopback',
    deleteWithResource: false,
    requestsPerMinute: Number.POSITIVE_INFINITY,
  };
}
