// The FHIR server of one call, when it may be asked at all.
import type { HookRequest } from '../cds/hook-request.ts';
import type { ReleaseTally } from '../fhir/releases/detect-release.ts';
import type { FhirRelease } from '../fhir/releases/release.ts';
import type { Reach } from '../net/guarded-client.ts';
import type { Caller } from '../security/caller.ts';

/** The server of one call, as far as the caller may have it asked. */
export interface FhirServer {
  /** With a slash at its end. */
  readonly base: URL;
  readonly bearer: string | undefined;
  readonly origins: ReadonlySet<string>;
  readonly reach: Reach;
  /** Of its resources; undefined: told from their shape. */
  readonly release: FhirRelease | undefined;
  /** Where the release is undefined: what has come so far, counted. */
  readonly seen: ReleaseTally;
}

/** Why nothing is fetched; a word for the log. */
export type ServerRefusal = 'no-server' | 'server-not-allowed' | 'token-of-another-patient';

/** The server that the call names, when it is one of those that the caller may have asked. */
export function fhirServerOf({ access, patientId }: HookRequest, caller: Caller): FhirServer | ServerRefusal {
  if (access === undefined) return 'no-server';
  const { fhirServer, accessToken, patient } = access;
  const address = fhirServer.endsWith('/') ? fhirServer : `${fhirServer}/`;
  if (!URL.canParse(address)) return 'server-not-allowed';
  const base = new URL(address);
  const isPlain = base.search === '' && base.hash === '' && base.username === '' && base.password === '';
  if (!isPlain || !caller.fhirServers.has(base.origin)) return 'server-not-allowed';
  // A server filters by token: about this patient it would say, in good faith, that there is nothing.
  if (patient !== undefined && patient !== patientId) return 'token-of-another-patient';
  const { reach, fhirRelease: release } = caller;
  return { base, bearer: accessToken, origins: new Set([base.origin]), reach, release, seen: new Map() };
}

/** Joined as text: a URL parser would take `Condition?code=http://...` for something else than a path. */
export function urlBelow(base: URL, path: string): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(path)) return path;
  return path.startsWith('/') && URL.canParse(path, base.href) ? new URL(path, base).href : `${base.href}${path}`;
}
