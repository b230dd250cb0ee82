// One request to the client's FHIR server, read as a page of resources. What goes wrong is told in one word.
import { brokenLimit, type JsonLimits } from '../base/json-limits.ts';
import { bundleContents, isBundle } from '../cds/bundle-contents.ts';
import { normaliseResources } from '../cds/normalise-request.ts';
import { resourcesIn } from '../cds/resource-walk.ts';
import { isObject } from '../fhir/lenient.ts';
import { countReleases, releaseOf } from '../fhir/releases/detect-release.ts';
import type { RawResource } from '../fhir/types.ts';
import {
  GuardedRequestError,
  type GuardedAnswer,
  type GuardedClient,
  type GuardReason,
} from '../net/guarded-client.ts';
import type { FhirServer } from './fhir-server.ts';

/** How one page is asked for. */
export interface PageRequest {
  readonly client: GuardedClient;
  readonly server: FhirServer;
  readonly signal: AbortSignal;
  readonly maxBytes: number;
  /** The resourceType of the answer: `Bundle` for a search, another for a read. */
  readonly expects: string;
  /** The type of the resources asked for, as R4 names it. */
  readonly type: string;
  /** How many matches of the same search have come already. */
  readonly before: number;
}

/** Why there is no page, or only a part of it; a word for the log. */
export type FetchProblem =
  | GuardReason
  | 'denied'
  | 'not-found'
  | 'status'
  | 'not-json'
  | 'not-fhir'
  | 'outcome'
  | 'too-many'
  | 'loop'
  | 'other-patient';

/** What came: resources, where the next page is, and whether a part of the search failed. */
export interface Page {
  readonly resources: readonly RawResource[];
  readonly next?: string;
  readonly problem?: 'outcome' | 'too-many';
  readonly bytes: number;
}

const ACCEPT = 'application/fhir+json, application/json;q=0.9, application/json+fhir;q=0.8';
const JSON_TYPE = /^application\/(json|json\+[\w.-]+|[\w.-]+\+json)$/;
/** As for the body of a call. */
const LIMITS: JsonLimits = { depth: 64, stringBytes: 1024 * 1024 };

/** Asks for one page. The word is all there is to say about a failure: addresses hold ids. */
export async function fetchPage(url: string, request: PageRequest): Promise<Page | FetchProblem> {
  const { client, server, signal, maxBytes } = request;
  try {
    const answer = await client.get(url, {
      origins: server.origins,
      basePath: server.base.pathname,
      reach: server.reach,
      accept: ACCEPT,
      ...(server.bearer === undefined ? {} : { bearer: server.bearer }),
      signal,
      maxBytes,
    });
    return readPage(answer, request);
  } catch (error) {
    if (error instanceof GuardedRequestError) return error.reason;
    throw error;
  }
}

function readPage({ status, mediaType, body }: GuardedAnswer, request: PageRequest): Page | FetchProblem {
  if (status === 401 || status === 403) return 'denied';
  if (status === 404 || status === 410) return 'not-found';
  if (status !== 200) return 'status';
  const value = JSON_TYPE.test(mediaType) ? parseJson(body) : undefined;
  if (value === undefined) return 'not-json';
  if (isObject(value) && value['resourceType'] === 'OperationOutcome') return 'outcome';
  const page = isExpected(value, request.expects) ? contentsOf(value, request) : undefined;
  return page === undefined ? 'not-fhir' : { ...page, bytes: body.length };
}

/** Of anything else nobody could tell whether it says that there is nothing. */
function isExpected(value: unknown, expects: string): boolean {
  return (isObject(value) && value['resourceType'] === expects) || (expects === 'Bundle' && isBundle(value));
}

function contentsOf(value: unknown, { server, type, before }: PageRequest): Omit<Page, 'bytes'> | undefined {
  const release = server.release ?? releaseOf(resourcesIn(value));
  const bundle = release === 'DSTU2' ? undefined : bundleContents(normaliseResources(value, release), { type, before });
  if (bundle === undefined) return undefined;
  if (server.release === undefined) countReleases(resourcesIn(value), server.seen);
  const resources = bundle.contents.map(({ resource }) => resource);
  const { gap, next } = bundle;
  if (gap === 'failed') return { resources, problem: 'outcome' };
  if (gap === 'truncated' && next === undefined) return { resources, problem: 'too-many' };
  return { resources, ...(next === undefined ? {} : { next }) };
}

function parseJson(body: Buffer): unknown {
  if (brokenLimit(body, LIMITS) !== undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
  } catch {
    // The parser's message quotes the text.
    return undefined;
  }
}
