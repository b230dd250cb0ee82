// What the client did not send is fetched from its FHIR server: all at once, under one deadline (conformance F1 to F6).
import type { EventLog } from '../base/log.ts';
import type { HookRequest, Retrieval } from '../cds/hook-request.ts';
import { unresolvedDrugs } from '../cds/medication-references.ts';
import { releaseIn } from '../fhir/releases/detect-release.ts';
import type { GuardedClient } from '../net/guarded-client.ts';
import type { Caller } from '../security/caller.ts';
import { withinBudget } from './call-budget.ts';
import { fetchTogether, type FetchContext, type FetchLimits } from './fetch-all.ts';
import { fhirServerOf, urlBelow } from './fhir-server.ts';
import { missingQueries, queryInStu3, type Query } from './missing-queries.ts';
import { ofPatient } from './of-patient.ts';
import { readMedications } from './read-medications.ts';
import { inReleaseSeen } from './release-seen.ts';

/** What completion needs. */
export interface CompletionDeps {
  readonly client: GuardedClient;
  /** Milliseconds for everything; 0: nothing is fetched. */
  readonly deadlineMs: number;
  readonly limits: FetchLimits;
  readonly log: EventLog;
}

type Context = Omit<FetchContext, 'expects' | 'type'> & Pick<CompletionDeps, 'log'>;
type Answers = readonly (readonly [string, Retrieval])[];

/** Keys that may point to Medications, which are read as soon as these have come. */
const DRUG_KEYS: ReadonlySet<string> = new Set(['medicationStatements', 'medicationRequests']);

/** The request with what could be fetched in it. Never fails: what cannot be had stays unknown. */
export async function completeRequest(
  request: HookRequest,
  templates: Readonly<Record<string, string>>,
  caller: Caller,
  deps: CompletionDeps,
): Promise<HookRequest> {
  if (request.access === undefined || deps.deadlineMs === 0) return request;
  const queries = missingQueries(request, templates, caller.fhirRelease);
  if (queries.length === 0 && unresolvedDrugs(request).missing.length === 0) return request;
  const server = fhirServerOf(request, caller);
  if (typeof server === 'string') {
    deps.log.event('fhir.refused', { reason: server, issuer: caller.issuer }, 'warn');
    return request;
  }
  const context = { ...deps, server, signal: AbortSignal.timeout(deps.deadlineMs) };
  const answers = await fetchQueries(queries, request, context);
  return inReleaseSeen(withinBudget(withAnswers(request, answers), request), request, server.seen);
}

/** A late answer about something else must not leave a drug without a name: Medications wait for the drugs only. */
async function fetchQueries(queries: readonly Query[], request: HookRequest, context: Context): Promise<Answers> {
  const ofDrugs = queries.filter(({ key }) => DRUG_KEYS.has(key));
  const drugs = fetchKeys(ofDrugs, request, context);
  const others = fetchKeys(
    queries.filter((query) => !ofDrugs.includes(query)),
    request,
    context,
  );
  const first = Promise.all([drugs, others]).then((answers) => answers.flat());
  const all = await Promise.all([
    first,
    drugs.then((answers) => readMedications(withAnswers(request, answers), context)),
    first.then((answers) => fetchInStu3(queries, answers, request, context)),
  ]);
  return all.flat();
}

/** A server that turns out to speak STU3 does not know every type by the name that it has in R4. */
function fetchInStu3(
  queries: readonly Query[],
  answers: Answers,
  request: HookRequest,
  context: Context,
): Promise<Answers> {
  if (releaseIn(context.server.seen) !== 'STU3') return Promise.resolve([]);
  const got = new Map(answers);
  const failed = queries.filter(({ key, known }) => got.get(key)?.state === 'unknown' || got.get(key) === known);
  return fetchKeys(
    failed.flatMap((query) => queryInStu3(query) ?? []),
    request,
    context,
  );
}

function withAnswers(request: HookRequest, answers: Answers): HookRequest {
  return { ...request, prefetch: new Map([...request.prefetch, ...answers]) };
}

function fetchKeys(queries: readonly Query[], { patientId }: HookRequest, context: Context): Promise<Answers> {
  return Promise.all(queries.map(async (query) => [query.key, await fetchKey(query, patientId, context)] as const));
}

async function fetchKey(query: Query, patientId: string, context: Context): Promise<Retrieval> {
  const started = performance.now();
  const { key, paths, expects, type, before } = query;
  const starts = paths.map((path) => urlBelow(context.server.base, path));
  const fetched = await fetchTogether(starts, { ...context, expects, type }, before);
  const { retrieval, problem = 'complete' } = ofPatient(fetched, patientId);
  const count = retrieval.state === 'unknown' ? 0 : retrieval.resources.length;
  const ms = Math.round(performance.now() - started);
  context.log.event('fhir.fetched', { prefetchKey: key, reason: problem, count, ms });
  return withKnown(retrieval, query);
}

/** The part that the client sent is more than nothing. */
function withKnown(fetched: Retrieval, { known }: Query): Retrieval {
  if (known.state !== 'partial' || fetched.state === 'complete') return fetched;
  if (fetched.state === 'unknown') return known;
  return known.next === undefined ? { ...fetched, resources: [...known.resources, ...fetched.resources] } : fetched;
}
