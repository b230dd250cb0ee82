// The application on a free loopback port, with an engine of the test's own and its log lines kept.
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { createLog } from '../../src/base/log.ts';
import { createApp, type AppDeps } from '../../src/http/app.ts';
import { close, listen } from '../../src/http/listen.ts';
import type { Caller } from '../../src/security/caller.ts';
import { listings } from '../cds/calls.ts';

/** A running application. */
export interface ServedApp {
  readonly url: string;
  readonly server: Server;
  readonly lines: readonly string[];
  readonly stop: () => Promise<void>;
}

/** The path of the one service. */
export const SERVICE = '/cds-services/back';

/** The base URL that the application is told; it differs from where it listens, as behind a proxy. */
export const BASE_URL = 'https://cds.example';

/** Somebody who may call without limit and has nothing fetched. */
export function caller(more: Partial<Caller> = {}): Caller {
  return {
    issuer: undefined,
    fhirServers: new Set(),
    reach: 'public',
    deleteWithResource: false,
    requestsPerMinute: Infinity,
    ...more,
  };
}

/** What an application is made of; every part can be replaced. */
export function appDeps(parts: Partial<AppDeps> = {}): AppDeps {
  return {
    baseUrl: BASE_URL,
    bodyLimit: 10_000,
    discovery: { services: listings() },
    authenticate: () => Promise.resolve(caller()),
    isOpen: false,
    corsOrigins: [],
    completeRequest: (request) => Promise.resolve(request),
    answerHook: () => ({ cards: [], silentRules: [] }),
    keepAnswer: () => Promise.resolve(),
    recordFeedback: (items) => Promise.resolve({ stored: items.length, repeated: 0 }),
    log: createLog('silent'),
    ...parts,
  };
}

/** Serves the application; every part can be replaced. */
export async function serveApp(parts: Partial<AppDeps> = {}): Promise<ServedApp> {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => lines.push(line) });
  const server = createServer(createApp(appDeps({ log, ...parts })));
  const port = await listen(server, { host: '127.0.0.1', port: 0 });
  return { url: `http://127.0.0.1:${port}`, server, lines, stop: () => close(server, 0) };
}

/** Posts a value as JSON. */
export function post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return postText(url, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

/** Posts a body as it is. */
export function postText(
  url: string,
  body: NonNullable<RequestInit['body']>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(url, { method: 'POST', body, headers });
}

interface Outcome {
  readonly resourceType: string;
  readonly issue: readonly {
    readonly severity: string;
    readonly code: string;
    readonly details: { readonly coding: readonly { system: string; code: string }[]; readonly text: string };
    readonly diagnostics: string;
  }[];
}

/** The OperationOutcome in a response. */
export async function outcomeOf(response: Response): Promise<Outcome> {
  return (await response.json()) as Outcome;
}

/** Status and error code of a refusal, such as `400 BODY_NOT_JSON`. */
export async function refusalOf(response: Response): Promise<string> {
  const outcome = await outcomeOf(response);
  return `${response.status} ${outcome.issue[0]?.details.coding[0]?.code ?? ''}`;
}
