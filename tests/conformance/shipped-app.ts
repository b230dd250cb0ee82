// The whole service over HTTP: the shipped knowledge behind the real application, at the clock of the cases.
import { fixedClock } from '../../src/base/clock.ts';
import { createLog } from '../../src/base/log.ts';
import { answerHook } from '../../src/cds/answer-hook.ts';
import { codeSystems } from '../../src/cds/code-systems.ts';
import { discoveryAnswer } from '../../src/cds/discovery.ts';
import type { Engine } from '../../src/cds/engine.ts';
import type { AppDeps } from '../../src/http/app.ts';
import { createGuardedClient } from '../../src/net/guarded-client.ts';
import { completeRequest } from '../../src/retrieval/complete-request.ts';
import type { Caller } from '../../src/security/caller.ts';
import { BASE_URL, caller, post, serveApp, type ServedApp } from '../http/served-app.ts';
import { caseClock, caseOffsets, caseTimeZone } from '../support/case-model.ts';
import { shippedEngine } from '../support/service.ts';

/** The path of the shipped service. */
export const SHIPPED = '/cds-services/midback-pain';

/** What a test replaces. */
export interface ShippedParts extends Partial<AppDeps> {
  readonly engine?: Engine;
  readonly caller?: Partial<Caller>;
}

/** Serves it; by default to a caller who may have the listed FHIR servers on loopback asked. */
export async function serveShipped(
  fhirServers: readonly string[] = [],
  { engine = shippedEngine(), caller: who = {}, ...parts }: ShippedParts = {},
): Promise<ServedApp> {
  const { definition } = engine.service;
  const log = createLog('silent');
  const client = createGuardedClient();
  const limits = { pages: 5, bytes: 1_000_000, entries: 1000 };
  const fetching = { client, deadlineMs: 1000, limits, log };
  const templates = new Map(definition.hooks.map(({ hook, prefetch }) => [hook, prefetch]));
  const answering = {
    engine,
    clock: fixedClock(caseClock),
    timeZone: caseTimeZone,
    offsetAt: caseOffsets,
    baseUrl: BASE_URL,
    log,
  };
  const app = await serveApp({
    bodyLimit: 5_000_000,
    discovery: discoveryAnswer([definition]),
    authenticate: () => Promise.resolve(caller({ fhirServers: new Set(fhirServers), reach: 'loopback', ...who })),
    completeRequest: (request, by) => completeRequest(request, templates.get(request.hook) ?? {}, by, fetching),
    answerHook: (request) => answerHook(request, answering),
    documents: codeSystems(engine, BASE_URL),
    ...parts,
  });
  const stop = async (): Promise<void> => {
    await app.stop();
    await client.close();
  };
  return { ...app, stop };
}

/** An answer with its status. */
export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

/** Calls the shipped service. */
export async function ask(
  { url }: ServedApp,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const response = await post(`${url}${SHIPPED}`, body, headers);
  return { status: response.status, body: await response.json() };
}
