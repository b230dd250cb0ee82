// The one HTTP client that this service sends requests with: GET only, and nowhere but where it is told it may.
import { setMaxListeners } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, type Dispatcher } from 'undici';
import type { Reach } from './address-classes.ts';
import { ACCEPTED_CODINGS, decoderOf } from './content-coding.ts';
import {
  dialWith,
  guardedConnector,
  resolveName,
  type ConnectorParts,
  type Dial,
  type Resolve,
} from './guarded-connector.ts';
import { GuardedRequestError } from './guarded-request-error.ts';
import { guardedUrl, type UrlBounds } from './guarded-url.ts';

export type { Reach } from './address-classes.ts';
export type { Dial, DialTarget, Resolve } from './guarded-connector.ts';
export { GuardedRequestError, type GuardReason } from './guarded-request-error.ts';

/** What a request may do. */
export interface GuardedRequest extends UrlBounds {
  readonly accept: string;
  /** The access token for this one server; it goes into its Authorization header and nowhere else. */
  readonly bearer?: string;
  readonly signal: AbortSignal;
  /** Of the decoded body. */
  readonly maxBytes: number;
}

/** An answer with any status but a redirect; whether it is of use the caller judges. */
export interface GuardedAnswer {
  readonly status: number;
  /** In lower case and without parameters; empty when the server says none. */
  readonly mediaType: string;
  readonly body: Buffer;
}

/** Sends requests; throws nothing but GuardedRequestError. */
export interface GuardedClient {
  get(url: string, request: GuardedRequest): Promise<GuardedAnswer>;
  close(): Promise<void>;
}

/** Parts that a test replaces; `ca` takes the place of the roots that Node trusts. */
export interface GuardedClientParts {
  readonly resolve?: Resolve;
  readonly dial?: Dial;
  readonly ca?: string | Buffer;
}

type Agents = Readonly<Record<Reach, Agent>>;

const SECOND = 1000;
const TOKEN68 = /^[A-Za-z0-9\-._~+/]+=*$/;
// What a coding may add to bytes that it cannot make fewer.
const CODING_OVERHEAD = 64 * 1024;

/** Opens a client. Connections are kept for a while, apart by reach: what one caller may reach, another may not. */
export function createGuardedClient({ resolve, dial, ca }: GuardedClientParts = {}): GuardedClient {
  const parts: ConnectorParts = { resolve: resolve ?? resolveName, dial: dial ?? dialWith(ca) };
  const agents: Agents = {
    public: agentFor('public', parts),
    private: agentFor('private', parts),
    loopback: agentFor('loopback', parts),
  };
  return {
    get: (url, request) => get(agents, url, request),
    close: async () => {
      await Promise.all(Object.values(agents).map((agent) => agent.destroy()));
    },
  };
}

function agentFor(reach: Reach, parts: ConnectorParts): Agent {
  return new Agent({
    connect: guardedConnector(reach, parts),
    connections: 16,
    maxOrigins: 256,
    keepAliveTimeout: 20 * SECOND,
    keepAliveMaxTimeout: 60 * SECOND,
    // The signal of each request is the deadline; these only end what nobody waits for any more.
    headersTimeout: 10 * SECOND,
    bodyTimeout: 10 * SECOND,
  });
}

async function get(agents: Agents, text: string, request: GuardedRequest): Promise<GuardedAnswer> {
  const url = guardedUrl(text, request);
  const headers = headersOf(request);
  if (request.signal.aborted) throw new GuardedRequestError('deadline');
  const agent = agents[request.reach];
  try {
    return await untilAborted(request.signal, send(agent, url, headers, request));
  } catch (error) {
    throw inOneWord(error);
  }
}

function headersOf({ accept, bearer }: GuardedRequest): Record<string, string> {
  const headers = { accept, 'accept-encoding': ACCEPTED_CODINGS, 'user-agent': 'midback-cds' };
  if (bearer === undefined) return headers;
  if (!TOKEN68.test(bearer)) throw new GuardedRequestError('token');
  return { ...headers, authorization: `Bearer ${bearer}` };
}

/** undici hears the signal only once the connection is open, so waiting ends here. */
function untilAborted<Value>(signal: AbortSignal, work: Promise<Value>): Promise<Value> {
  // Many requests share one deadline; each of their listeners goes when its request is done.
  setMaxListeners(0, signal);
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(new GuardedRequestError('deadline'));
    };
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}

async function send(
  agent: Agent,
  url: URL,
  headers: Record<string, string>,
  { signal, maxBytes }: GuardedRequest,
): Promise<GuardedAnswer> {
  const path = `${url.pathname}${url.search}`;
  const response = await agent.request({ method: 'GET', origin: url.origin, path, headers, signal });
  try {
    return await answerFrom(response, maxBytes);
  } catch (error) {
    // Closes the connection: what else the server has to say is not read.
    response.body.on('error', () => undefined).destroy();
    throw error;
  }
}

async function answerFrom(response: Dispatcher.ResponseData, maxBytes: number): Promise<GuardedAnswer> {
  const { statusCode: status, headers } = response;
  if (status >= 300 && status <= 399) throw new GuardedRequestError('redirect');
  const decoder = decoderOf(headerOf(headers, 'content-encoding'));
  const coded = await bytesOf(response, decoder.identity ? maxBytes : maxBytes + CODING_OVERHEAD);
  const mediaType = (headerOf(headers, 'content-type').split(';', 1)[0] ?? '').trim().toLowerCase();
  return { status, mediaType, body: await decoder.decode(coded, maxBytes) };
}

function headerOf(headers: IncomingHttpHeaders, name: string): string {
  return [headers[name] ?? []].flat().join(', ');
}

async function bytesOf({ headers, body }: Dispatcher.ResponseData, limit: number): Promise<Buffer> {
  if (Number(headerOf(headers, 'content-length')) > limit) throw new GuardedRequestError('too-large');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new GuardedRequestError('too-large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function inOneWord(error: unknown): GuardedRequestError {
  if (error instanceof GuardedRequestError) return error;
  const isTimeout = error instanceof Error && /Timeout/.test(error.name);
  return new GuardedRequestError(isTimeout ? 'deadline' : 'unreachable');
}
