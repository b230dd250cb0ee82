// One client that may call, as the file of trusted clients describes it.
import type { FhirRelease } from '../fhir/releases/release.ts';
import type { Reach } from '../net/guarded-client.ts';
import type { SignatureAlgorithm } from './signature-algorithms.ts';
import type { VerificationKey } from './verification-key.ts';

/** Where the client's keys come from. */
export type KeySource =
  | { readonly kind: 'configured'; readonly keys: readonly VerificationKey[] }
  | { readonly kind: 'published'; readonly url: string; readonly reach: Reach };

/** A client, its keys and what it may do; every default is filled in. */
export interface TrustedClient {
  readonly issuer: string;
  readonly keySource: KeySource;
  /** The only `jku` that its tokens may name. */
  readonly jku?: string;
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly fhirServers: ReadonlySet<string>;
  /** The widest class of addresses behind the FHIR servers. */
  readonly reach: Reach;
  readonly corsOrigins: readonly string[];
  readonly maxTokenAgeSeconds: number;
  /** When given, a token must name one of them. */
  readonly tenants?: ReadonlySet<string>;
  /** When given, the `sub` of its tokens. */
  readonly subject?: string;
  readonly fhirRelease?: FhirRelease;
  readonly requestsPerMinute: number;
  readonly compatibility: Compatibility;
}

/** What the client needs beyond the specification. */
export interface Compatibility {
  readonly deleteWithResource: boolean;
  readonly jwtTypOptional: boolean;
}
