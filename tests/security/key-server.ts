// Key sets at addresses, without a network: it notes every request and answers as it is told.
import { GuardedRequestError, type GuardedClient, type GuardedRequest } from '../../src/net/guarded-client.ts';

/** What an address answers; a function is asked each time. */
export type KeyAnswer = { readonly status?: number; readonly body: unknown } | 'unreachable';

/** The client and what was asked of it. */
export interface KeyServer extends GuardedClient {
  readonly requests: { readonly url: string; readonly request: GuardedRequest }[];
  answer: KeyAnswer;
}

/** Answers every address alike; change `answer` to rotate. */
export function keyServer(first: KeyAnswer): KeyServer {
  const server: KeyServer = {
    requests: [],
    answer: first,
    async get(url, request) {
      server.requests.push({ url, request });
      const { answer } = server;
      await new Promise((resolve) => setImmediate(resolve));
      if (answer === 'unreachable') throw new GuardedRequestError('unreachable');
      const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
      return { status: answer.status ?? 200, mediaType: 'application/json', body: Buffer.from(text) };
    },
    close: () => Promise.resolve(),
  };
  return server;
}
