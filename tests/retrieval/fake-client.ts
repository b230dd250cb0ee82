// A guarded client that sends nothing: answers by URL, and notes of what was asked.
import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { GuardedRequestError, type GuardedClient, type GuardedRequest } from '../../src/net/guarded-client.ts';

/** What comes for one URL: a status alone, a JSON value with status 200, nothing ever, or bytes as they are. */
export type FakeAnswer = number | object | 'never' | { readonly mediaType: string; readonly text: string };

/** The client and its notes. */
export interface FakeClient {
  readonly client: GuardedClient;
  readonly asked: readonly string[];
  readonly requests: readonly GuardedRequest[];
  /** The most requests that were open at a time. */
  readonly peak: () => number;
}

/** Answers by URL; any other URL is not found. */
export function fakeClient(answers: Readonly<Record<string, FakeAnswer>>): FakeClient {
  const asked: string[] = [];
  const requests: GuardedRequest[] = [];
  let [open, peak] = [0, 0];
  const get: GuardedClient['get'] = async (url, request) => {
    asked.push(url);
    requests.push(request);
    peak = Math.max(peak, ++open);
    try {
      return await answer(answers[url] ?? 404, request);
    } finally {
      open -= 1;
    }
  };
  return { client: { get, close: () => Promise.resolve() }, asked, requests, peak: () => peak };
}

async function answer(given: FakeAnswer, { signal, maxBytes }: GuardedRequest): ReturnType<GuardedClient['get']> {
  setMaxListeners(0, signal);
  await wait(given === 'never' ? 60_000 : 1, undefined, { signal }).catch(() => {
    throw new GuardedRequestError('deadline');
  });
  const isText = typeof given === 'object' && 'text' in given && 'mediaType' in given;
  const text = isText ? given.text : JSON.stringify(typeof given === 'number' ? {} : given);
  const body = Buffer.from(text);
  if (body.length > maxBytes) throw new GuardedRequestError('too-large');
  return {
    status: typeof given === 'number' ? given : 200,
    mediaType: isText ? given.mediaType : 'application/fhir+json',
    body,
  };
}
