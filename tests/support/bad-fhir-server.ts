// A FHIR server that misbehaves: the first part of the path says how. Everything else about its answers is in order.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { serve, type LoopbackServer } from '../net/loopback-server.ts';
import { bundle } from '../cds/calls.ts';

/** One answer. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The base URL of this way of misbehaving. */
  readonly base: string;
  readonly url: URL;
}

/** How the server answers. */
export type Misbehaviour = (exchange: Exchange) => unknown;

/** A condition of the patient `p1`, or of another. */
export function condition(id: string, patient = 'p1'): object {
  return {
    resourceType: 'Condition',
    id,
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
    },
    code: { coding: [{ system: 'http://snomed.info/sct', code: '279038004', display: 'Thoracic back pain' }] },
    subject: { reference: `Patient/${patient}` },
    recordedDate: '2026-02-27',
  };
}

/** A page of the search. */
function page(next: string | undefined, ...resources: readonly object[]): object {
  return { ...bundle(...resources), ...(next === undefined ? {} : { link: [{ relation: 'next', url: next }] }) };
}

/** Answers that say in so many words that they are no answer, by status. */
function refusing(status: number): Misbehaviour {
  return ({ response }) => send(response, { resourceType: 'OperationOutcome', issue: [] }, { status });
}

/** Links the first page, with one condition, to `next`. */
function linking(next: (exchange: Exchange) => string): Misbehaviour {
  return (exchange) => {
    const onFirst = exchange.url.searchParams.get('page') === null;
    send(exchange.response, page(onFirst ? next(exchange) : undefined, condition(onFirst ? 'c1' : 'c2')));
  };
}

/** The ways of misbehaving. `foreign` is the origin of a server that nobody may ask. */
export function misbehaviours(foreign: string): Readonly<Record<string, Misbehaviour>> {
  return {
    'slow-drip': ({ response }) => {
      response.writeHead(200, JSON_HEADERS);
      const drip = setInterval(() => response.write(' '), 10);
      response.on('close', () => {
        clearInterval(drip);
      });
    },
    'no-answer': () => undefined,
    'endless-body': ({ response }) => {
      response.writeHead(200, JSON_HEADERS);
      const more = (): void => {
        while (!response.destroyed && response.write(' '.repeat(16_384)));
      };
      response.on('drain', more);
      more();
    },
    'false-length': ({ response }) =>
      response.writeHead(200, { ...JSON_HEADERS, 'content-length': '9999999999' }).end('{'),
    'gzip-bomb': ({ response }) => {
      response.writeHead(200, { ...JSON_HEADERS, 'content-encoding': 'gzip' }).end(BOMB);
    },
    'redirect-abroad': ({ response, url }) => {
      response.writeHead(302, { location: `${foreign}${url.pathname}${url.search}` }).end();
    },
    html: ({ response }) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>'),
    'html-called-json': ({ response }) => response.writeHead(200, JSON_HEADERS).end('<html>Sign in</html>'),
    'empty-body': ({ response }) => response.writeHead(200, JSON_HEADERS).end(),
    'no-utf-8': ({ response }) => response.writeHead(200, JSON_HEADERS).end(Buffer.from('"\xff"', 'latin1')),
    deep: ({ response }) => response.writeHead(200, JSON_HEADERS).end('['.repeat(100_000)),
    'json-but-no-fhir': ({ response }) => send(response, { patients: [], conditions: [] }),
    null: ({ response }) => send(response, null),
    list: ({ response }) => send(response, [condition('c1')]),
    'capability-statement': ({ response }) => send(response, { resourceType: 'CapabilityStatement', status: 'active' }),
    'bare-resource': ({ response }) => send(response, condition('c1')),
    dstu2: ({ response }) =>
      send(
        response,
        bundle({
          resourceType: 'Condition',
          patient: {},
          code: {},
          verificationStatus: 'confirmed',
          dateRecorded: '2026-01-01',
        }),
      ),
    outcome: ({ response }) =>
      send(response, { resourceType: 'OperationOutcome', issue: [{ severity: 'information' }] }),
    'outcome-only-entry': ({ response }) => send(response, bundle(outcome('error'))),
    'outcome-among-entries': ({ response }) => send(response, bundle(condition('c1'), outcome('error'))),
    'status-201': ({ response }) => send(response, bundle(condition('c1')), { status: 201 }),
    'status-400': refusing(400),
    'status-401': refusing(401),
    'status-403': refusing(403),
    'status-404': refusing(404),
    'status-410': refusing(410),
    'status-429': refusing(429),
    'status-500': refusing(500),
    'status-503': refusing(503),
    reset: ({ request }) => request.socket.resetAndDestroy(),
    'cut-off': ({ response }) => {
      response.writeHead(200, { ...JSON_HEADERS, 'content-length': '100' }).write('{"resourceType":');
      setTimeout(() => response.destroy(), 5);
    },
    'all-of-another-patient': ({ response }) => send(response, bundle(condition('c1', 'p2'), condition('c2', 'p2'))),
    'some-of-another-patient': ({ response }) => send(response, bundle(condition('c1'), condition('c2', 'p2'))),
    loop: ({ response, url }) => send(response, page(url.href, condition('c1'))),
    'longer-loop': linking(({ url }) => url.href),
    'ever-more-pages': ({ response, url }) => {
      const number = Number(url.searchParams.get('page') ?? 0);
      url.searchParams.set('page', String(number + 1));
      send(response, page(url.href, condition(`c${number}`)));
    },
    'huge-pages': ({ response, base }) =>
      send(response, {
        ...page(`${base}/Condition?page=${String(performance.now())}`, condition('c1')),
        padding: 'x'.repeat(30_000),
      }),
    'many-entries': ({ response }) =>
      send(response, bundle(...Array.from({ length: 150 }, (_, index) => condition(`c${index}`)))),
    'more-than-it-sends': ({ response }) => send(response, { ...bundle(condition('c1')), total: 5 }),
    'next-abroad': linking(() => `${foreign}/Condition?page=2`),
    'next-to-userinfo': linking(({ url }) => `http://${url.host}@${new URL(foreign).host}/Condition?page=2`),
    'next-with-userinfo': linking(({ url }) => `http://user:pass@${url.host}${url.pathname}?page=2`),
    'next-outside-base': linking(({ url }) => `${url.origin}/admin/Condition?page=2`),
    'next-climbs-out': linking(({ base }) => `${base}/../admin/Condition?page=2`),
    'next-climbs-out-encoded': linking(({ base }) => `${base}/%2e%2e%2fadmin/Condition?page=2`),
    'next-other-scheme': linking(({ url }) => `ftp://${url.host}${url.pathname}?page=2`),
    'next-is-a-file': linking(() => 'file:///etc/passwd'),
    'next-backslashes': linking(() => `http:\\\\${new URL(foreign).host}\\Condition`),
    'next-without-scheme': linking(() => `//${new URL(foreign).host}/Condition?page=2`),
    'next-no-url': linking(() => 'http://['),
    'next-fails': (exchange) => {
      if (exchange.url.searchParams.has('page')) refusing(500)(exchange);
      else send(exchange.response, page(`${exchange.url.href}&page=2`, condition('c1')));
    },
    'next-relative': linking(({ url }) => `Condition?${url.searchParams.toString()}&page=2`),
  };
}

/** Serves all of them; the base URL of one is `<origin>/<name>`. */
export function serveBadly(ways: Readonly<Record<string, Misbehaviour>>): Promise<LoopbackServer> {
  return serve((request, response) => {
    const url = new URL(request.url ?? '', `http://${request.headers.host ?? ''}`);
    const [, name = ''] = url.pathname.split('/');
    const misbehave = ways[name];
    if (misbehave === undefined) response.writeHead(404).end();
    else misbehave({ request, response, base: `${url.origin}/${name}`, url });
  });
}

const JSON_HEADERS = { 'content-type': 'application/fhir+json' };
/** Some kilobytes that unpack to twenty megabytes. */
const BOMB = gzipSync(Buffer.alloc(20_000_000, ' '));

function outcome(severity: string): object {
  return { resourceType: 'OperationOutcome', issue: [{ severity, code: 'processing' }] };
}

function send(response: ServerResponse, body: unknown, { status = 200 } = {}): ServerResponse {
  return response.writeHead(status, JSON_HEADERS).end(JSON.stringify(body));
}
