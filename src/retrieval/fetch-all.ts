// All pages of one query (conformance F3). Whatever goes wrong leaves a gap, never an error.
import type { Retrieval } from '../cds/hook-request.ts';
import type { RawResource } from '../fhir/types.ts';
import { fetchPage, type FetchProblem, type PageRequest } from './fetch-page.ts';

/** How much of one query's answer is read. */
export interface FetchLimits {
  readonly pages: number;
  /** Of all pages together. */
  readonly bytes: number;
  /** Resources of all pages together. */
  readonly entries: number;
}

/** What a query needs. */
export type FetchContext = Omit<PageRequest, 'maxBytes' | 'before'> & { readonly limits: FetchLimits };

/** The answer and, when it is not whole, why. */
export interface Fetched {
  readonly retrieval: Retrieval;
  readonly problem?: FetchProblem;
}

/** What ends the reading without a fault of the server. */
const BOUNDS: ReadonlySet<FetchProblem> = new Set(['too-many', 'too-large', 'loop']);

/** Reads several queries that make up one answer. */
export async function fetchTogether(
  starts: readonly string[],
  context: FetchContext,
  before: readonly RawResource[],
): Promise<Fetched> {
  const parts = await Promise.all(starts.map((start) => fetchAll(start, context, before)));
  const problem = parts.find((part) => part.problem !== undefined)?.problem;
  const resources = parts.flatMap(({ retrieval }) => (retrieval.state === 'unknown' ? [] : retrieval.resources));
  if (problem === undefined) return { retrieval: { state: 'complete', resources } };
  return incomplete(resources, problem);
}

/** Reads the pages from `start` on. `before`: the resources of pages that are there already. */
export async function fetchAll(
  start: string,
  context: FetchContext,
  before: readonly RawResource[] = [],
): Promise<Fetched> {
  const { limits } = context;
  const resources = [...before];
  const seen = new Set<string>();
  let maxBytes = limits.bytes;
  for (let url: string | undefined = start; url !== undefined;) {
    if (seen.has(url)) return incomplete(resources, 'loop');
    if (seen.size >= limits.pages) return incomplete(resources, 'too-many');
    seen.add(url);
    const matches = resources.filter(({ resourceType }) => resourceType === context.type);
    const page = await fetchPage(url, { ...context, maxBytes, before: matches.length });
    if (typeof page === 'string') return incomplete(resources, page);
    for (const resource of page.resources) resources.push(resource);
    if (page.problem !== undefined) return incomplete(resources, page.problem);
    if (resources.length > limits.entries) return incomplete(resources.slice(0, limits.entries), 'too-many');
    maxBytes -= page.bytes;
    url = page.next === undefined ? undefined : absolute(page.next, url);
  }
  return { retrieval: { state: 'complete', resources } };
}

/** Without a single resource there is no part either. */
function incomplete(resources: readonly RawResource[], problem: FetchProblem): Fetched {
  const reason = BOUNDS.has(problem) ? 'truncated' : 'failed';
  if (resources.length === 0) return { retrieval: { state: 'unknown', reason }, problem };
  return { retrieval: { state: 'partial', resources, reason }, problem };
}

/** Some servers link to the next page relatively; what is no URL at all is left for the guard to refuse. */
function absolute(next: string, from: string): string {
  if (URL.canParse(next) || !URL.canParse(next, from)) return next;
  return new URL(next, from).href;
}
