// Who calls: a signed token for this one endpoint, from a client that is configured, used once (conformance T2 to T6).
import { jwtVerify } from 'jose';
import { JOSEError } from 'jose/errors';
import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/log.ts';
import type { JsonObject } from '../fhir/types.ts';
import type { GuardedClient } from '../net/guarded-client.ts';
import { AuthenticationError } from './authentication-error.ts';
import { localCaller, type Caller } from './caller.ts';
import { openKeySet, type KeySet } from './key-sets.ts';
import type { ReplayGuard } from './replay-guard.ts';
import { checkClaims, checkHeader, CLOCK_SKEW, type SigningClaim } from './token-checks.ts';
import { readToken } from './token.ts';
import type { TrustedClient } from './trusted-client.ts';
import type { VerificationKey } from './verification-key.ts';

/**
 * Settles who calls, from the Authorization header and the full public URL of the endpoint that is called.
 * Throws AuthenticationError.
 */
export type Authenticate = (authorization: string | undefined, endpoint: string) => Promise<Caller>;

/** What authentication needs. */
export interface AuthenticationDeps {
  readonly clients: readonly TrustedClient[];
  readonly http: GuardedClient;
  readonly replayGuard: ReplayGuard;
  readonly clock: Clock;
  readonly log: EventLog;
}

const MS = 1000;
const REQUIRED_CLAIMS = ['iss', 'aud', 'exp', 'iat', 'jti'];

/** Accepts everybody, for a service that only this machine can reach. */
export function authenticationOff(fhirServers: ReadonlySet<string>): Authenticate {
  const caller = localCaller(fhirServers);
  return () => Promise.resolve(caller);
}

/** Accepts the trusted clients. */
export function createAuthenticate(deps: AuthenticationDeps): Authenticate {
  const clients = new Map(
    deps.clients.map((client) => [client.issuer, { client, keySet: openKeySet(client.keySource, deps) }]),
  );
  return async (authorization, endpoint) => {
    const token = readToken(authorization);
    const known = clients.get(token.claims['iss'] as string);
    if (known === undefined) throw new AuthenticationError('issuer');
    const { client, keySet } = known;
    const currentDate = deps.clock();
    const signing = checkHeader(token.header, client);
    const now = Math.floor(currentDate.getTime() / MS);
    const { tokenId, expiresAt } = checkClaims(token.claims, { client, endpoint, now });
    await verifySignature(token.text, { client, endpoint, currentDate, signing, key: await keyFor(signing, keySet) });
    const tenant = checkMembership(token.claims, client);
    // After the signature: nobody but the client can use up its token ids.
    const first = await deps.replayGuard.firstUse(client.issuer, tokenId, new Date(expiresAt * MS));
    if (!first) throw new AuthenticationError('replayed');
    return callerOf(client, tenant);
  };
}

async function keyFor({ keyId, algorithm }: SigningClaim, keySet: KeySet): Promise<VerificationKey> {
  const keys = await keySet.find(keyId);
  if (keys === undefined) throw new AuthenticationError('keys-unavailable');
  if (keys.length === 0) throw new AuthenticationError('key-unknown');
  const key = keys.find(({ algorithms }) => algorithms.includes(algorithm));
  if (key === undefined) throw new AuthenticationError('algorithm');
  return key;
}

interface Verification {
  readonly client: TrustedClient;
  readonly endpoint: string;
  readonly currentDate: Date;
  readonly signing: SigningClaim;
  readonly key: VerificationKey;
}

/** The signature, and once more by the library whatever the cheap checks have looked at. */
async function verifySignature(text: string, verification: Verification): Promise<void> {
  const { client, endpoint, currentDate, signing, key } = verification;
  try {
    await jwtVerify(text, key.key, {
      algorithms: [signing.algorithm],
      issuer: client.issuer,
      audience: endpoint,
      ...(client.compatibility.jwtTypOptional ? {} : { typ: 'JWT' }),
      clockTolerance: CLOCK_SKEW,
      maxTokenAge: client.maxTokenAgeSeconds,
      requiredClaims: REQUIRED_CLAIMS,
      currentDate,
    });
  } catch (error) {
    // The library's message may quote the token.
    if (error instanceof JOSEError) throw new AuthenticationError('signature');
    throw error;
  }
}

/** The tenant that the token names, where the client has tenants. */
function checkMembership({ sub: subject, tenant }: JsonObject, client: TrustedClient): string | undefined {
  if (client.subject !== undefined && subject !== client.subject) throw new AuthenticationError('subject');
  if (client.tenants === undefined) return undefined;
  if (typeof tenant !== 'string' || !client.tenants.has(tenant)) throw new AuthenticationError('tenant');
  return tenant;
}

function callerOf(client: TrustedClient, tenant: string | undefined): Caller {
  const { issuer, fhirServers, reach, fhirRelease, requestsPerMinute, compatibility } = client;
  return {
    issuer,
    ...(tenant === undefined ? {} : { tenant }),
    fhirServers,
    reach,
    ...(fhirRelease === undefined ? {} : { fhirRelease }),
    deleteWithResource: compatibility.deleteWithResource,
    requestsPerMinute,
  };
}
