// The whole service over HTTP with the shipped knowledge, fetching from servers on loopback.
import { fixedClock } from '../../src/base/clock.ts';
import { createLog, type EventLog } from '../../src/base/log.ts';
import { answerHook } from '../../src/cds/answer-hook.ts';
import { discoveryAnswer } from '../../src/cds/discovery.ts';
import { createGuardedClient } from '../../src/net/guarded-client.ts';
import { completeRequest, type CompletionDeps } from '../../src/retrieval/complete-request.ts';
import type { Caller } from '../../src/security/caller.ts';
import { caller, postText, serveApp } from '../http/served-app.ts';
import { caseClock, caseOffsets, caseTimeZone } from '../support/case-model.ts';
import { shippedEngine, TEST_BASE_URL } from '../support/service.ts';

/** A running service. */
export interface FetchingApp {
  /** Posts a hook call. */
  call(body: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
  /** Posts a body as it is. */
  callText(text: string): Promise<{ readonly status: number; readonly body: unknown }>;
  /** Every line of the log. */
  readonly lines: readonly string[];
  readonly stop: () => Promise<void>;
}

/** Bounds that no story reaches. */
export const WIDE = { pages: 50, bytes: 5_000_000, entries: 5000 } as const;

/** Starts the service for a caller that may have the servers asked. */
export async function startFetchingApp(
  fhirServers: readonly string[],
  parts: Partial<Pick<CompletionDeps, 'deadlineMs' | 'limits'>> & { readonly caller?: Partial<Caller> } = {},
): Promise<FetchingApp> {
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => lines.push(line) });
  const client = createGuardedClient();
  const app = await serveApp({ ...engineParts(log), log, bodyLimit: 5_000_000, ...fetching() });
  const callText: FetchingApp['callText'] = async (text) => {
    const headers = { 'content-type': 'application/json' };
    const response = await postText(`${app.url}/cds-services/midback-pain`, text, headers);
    return { status: response.status, body: await response.json() };
  };
  return {
    lines,
    call: (body) => callText(JSON.stringify(body)),
    callText,
    stop: async () => {
      await app.stop();
      await client.close();
    },
  };

  function fetching(): Pick<Parameters<typeof serveApp>[0] & object, 'authenticate' | 'completeRequest'> {
    const { definition } = shippedEngine().service;
    const templates = new Map(definition.hooks.map(({ hook, prefetch }) => [hook, prefetch]));
    const deps = { client, log, deadlineMs: parts.deadlineMs ?? 2000, limits: parts.limits ?? WIDE };
    const who = caller({ fhirServers: new Set(fhirServers), reach: 'loopback', ...parts.caller });
    return {
      authenticate: () => Promise.resolve(who),
      completeRequest: (request, by) => completeRequest(request, templates.get(request.hook) ?? {}, by, deps),
    };
  }
}

function engineParts(log: EventLog): Pick<Parameters<typeof serveApp>[0] & object, 'discovery' | 'answerHook'> {
  const engine = shippedEngine();
  const deps = {
    engine,
    clock: fixedClock(caseClock),
    timeZone: caseTimeZone,
    offsetAt: caseOffsets,
    baseUrl: TEST_BASE_URL,
    log,
  };
  return {
    discovery: discoveryAnswer([engine.service.definition]),
    answerHook: (request) => answerHook(request, deps),
  };
}
