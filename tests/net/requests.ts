// Requests as the tests send them, and what became of them in one word.
import { expect } from 'chai';
import {
  type GuardedAnswer,
  type GuardedClient,
  type GuardedRequest,
  GuardedRequestError,
} from '../../src/net/guarded-client.ts';

/** A request that may go to the origins, with everything else at its tightest or usual. */
export function requestTo(origins: readonly string[], parts: Partial<GuardedRequest> = {}): GuardedRequest {
  return {
    origins: new Set(origins),
    reach: 'public',
    accept: 'application/fhir+json',
    signal: AbortSignal.timeout(2000),
    maxBytes: 1_000_000,
    ...parts,
  };
}

/** The error that a request ends with. */
export async function refusal(answer: Promise<GuardedAnswer>): Promise<GuardedRequestError> {
  const error = await answer.then(
    ({ status }) => new Error(`answered with status ${status}`),
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(GuardedRequestError);
  return error as GuardedRequestError;
}

/** Why the client refuses a URL. */
export async function reasonFor(client: GuardedClient, url: string, request: GuardedRequest): Promise<string> {
  return (await refusal(client.get(url, request))).reason;
}
