// The addresses of the service: discovery, one address per service id, and a few fixed documents.
import { Router, type RequestHandler, type Response } from 'express';
import { AppError } from '../base/errors.ts';
import type { HookAnswer } from '../cards/card.ts';
import type { ServiceListing } from '../cds/discovery.ts';
import type { HookRequest } from '../cds/hook-request.ts';
import { parseHookRequest } from '../cds/parse-hook-request.ts';
import { acceptedLanguages } from './accept-language.ts';
import { exchangeOf, type Exchange } from './exchange.ts';
import { readJsonBody } from './read-body.ts';
import { sendJson, sendJsonText } from './send-json.ts';

/** The engine behind the protocol; `languages` are those that the client asks for, most wanted first. */
export type AnswerHook = (request: HookRequest, languages: readonly string[]) => Promise<HookAnswer> | HookAnswer;

/** What the addresses need. */
export interface RouteDeps {
  readonly listings: readonly ServiceListing[];
  readonly answerHook: AnswerHook;
  /** In bytes. */
  readonly bodyLimit: number;
  /** JSON documents by path; they do not change while the service runs. */
  readonly documents: ReadonlyMap<string, object>;
}

/** Routes of every address, each of which refuses the methods that it does not know. */
export function createRoutes(deps: RouteDeps): Router {
  const router = Router({ caseSensitive: true });
  const services = servicesById(deps.listings);
  router.post('/cds-services/:id', callService(services, deps));
  router.all('/cds-services/:id', (request, response, next) => {
    serviceWith(request.params.id, services);
    refuseMethod('POST')(request, response, next);
  });
  for (const [path, document] of deps.documents) {
    const json = Buffer.from(JSON.stringify(document));
    router.get(path, (_request, response) => {
      exchangeOf(response).route = path;
      sendJsonText(response, 200, json);
    });
    router.all(path, refuseMethod('GET, HEAD'));
  }
  router.use(() => {
    throw new AppError('NOT_FOUND', 'There is nothing at this address; GET /cds-services lists the services.');
  });
  return router;
}

type Services = ReadonlyMap<string, readonly ServiceListing[]>;

function callService(services: Services, deps: RouteDeps): RequestHandler<{ id: string }> {
  return async (request, response) => {
    const served = serviceWith(request.params.id, services);
    note(response, { route: '/cds-services/:id', service: request.params.id });
    const call = parseHookRequest(await readJsonBody(request, deps.bodyLimit), served);
    note(response, { hook: call.hook });
    const answer = await deps.answerHook(call, acceptedLanguages(request.headers['accept-language']));
    note(response, { cards: answer.cards.length });
    sendJson(response, 200, answer);
  };
}

function serviceWith(id: string, services: Services): readonly ServiceListing[] {
  const served = services.get(id);
  if (served !== undefined) return served;
  throw new AppError('SERVICE_UNKNOWN', 'There is no service with this id; GET /cds-services lists the services.');
}

function servicesById(listings: readonly ServiceListing[]): Services {
  return new Map(listings.map(({ id }) => [id, listings.filter((listing) => listing.id === id)]));
}

function refuseMethod(allowed: string): RequestHandler {
  return (_request, response) => {
    response.setHeader('Allow', allowed);
    throw new AppError('METHOD_NOT_ALLOWED', `This address answers ${allowed}.`);
  };
}

function note(response: Response, notes: Partial<Exchange>): void {
  Object.assign(exchangeOf(response), notes);
}
