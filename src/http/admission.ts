// Who may come in, and how often. What is wrong with a token is told to the log alone.
import type { Response } from 'express';
import type { IncomingMessage } from 'node:http';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../base/errors.ts';
import type { EventLog } from '../base/log.ts';
import type { Authenticate } from '../security/authenticate.ts';
import { AuthenticationError } from '../security/authentication-error.ts';
import type { Caller } from '../security/caller.ts';
import { exchangeOf } from './exchange.ts';

/** Lets a request in and tells whose it is; `path` is the endpoint's, below the base URL. Throws AppError 401, 403, 429. */
export type Admit = (request: IncomingMessage, response: Response, path: string) => Promise<Caller>;

/** What admission needs. */
export interface AdmissionDeps {
  /** The public address: a token names it, with the path, as its audience (T4). */
  readonly baseUrl: string;
  readonly authenticate: Authenticate;
  readonly log: EventLog;
}

const MINUTE_IN_SECONDS = 60;
const SECOND_IN_MS = 1000;

/** Puts authentication and the limit of the verified issuer together. */
export function createAdmission({ baseUrl, authenticate, log }: AdmissionDeps): Admit {
  const limit = limitRates();
  return async (request, response, path) => {
    const caller = await authenticate(authorizationOf(request), `${baseUrl}${path}`).catch((error: unknown) => {
      throw refusalOf(error, response, log);
    });
    const exchange = exchangeOf(response);
    exchange.issuer = caller.issuer;
    exchange.tenant = caller.tenant;
    await limit(caller, response);
    return caller;
  };
}

/** All Authorization headers: Node's own view keeps the first and hides that there was another. */
function authorizationOf(request: IncomingMessage): string | undefined {
  // Laid out by Node on first use, which calls without a token need not pay for.
  return request.headers.authorization === undefined ? undefined : request.headersDistinct['authorization']?.join(', ');
}

function refusalOf(error: unknown, response: Response, log: EventLog): unknown {
  if (!(error instanceof AuthenticationError)) return error;
  const { requestId } = exchangeOf(response);
  log.event('authentication.failed', { requestId, reason: error.reason }, 'warn');
  response.setHeader('WWW-Authenticate', 'Bearer');
  return error.status === 403
    ? new AppError('FORBIDDEN', 'The caller may not use this address.')
    : new AppError('UNAUTHENTICATED', 'Expected Authorization: Bearer with a token that is valid for this address.');
}

/** Counts by issuer, never by address: a whole health system calls from one. Callers without a limit are not counted. */
function limitRates(): (caller: Caller, response: Response) => Promise<void> {
  const limiters = new Map<number, RateLimiterMemory>();
  return async ({ issuer, requestsPerMinute }, response) => {
    if (issuer === undefined || requestsPerMinute === Infinity) return;
    let limiter = limiters.get(requestsPerMinute);
    if (limiter === undefined) {
      limiter = new RateLimiterMemory({ points: requestsPerMinute, duration: MINUTE_IN_SECONDS });
      limiters.set(requestsPerMinute, limiter);
    }
    await limiter.consume(issuer).catch((refused: unknown) => {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      response.setHeader('Retry-After', Math.ceil(refused.msBeforeNext / SECOND_IN_MS));
      throw new AppError('RATE_LIMITED', 'The limit of requests in a minute is reached.');
    });
  };
}
