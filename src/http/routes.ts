// The addresses of the service: discovery, one address per service id, and a few fixed documents.
import { Router, type RequestHandler, type Response } from 'express';
import { AppError } from '../base/errors.ts';
import type { HookAnswer } from '../cards/card.ts';
import type { ServiceListing } from '../cds/discovery.ts';
import type { HookRequest } from '../cds/hook-request.ts';
import { denormaliseAnswer } from '../cds/denormalise-answer.ts';
import { normaliseBody } from '../cds/normalise-request.ts';
import { parseHookRequest } from '../cds/parse-hook-request.ts';
import { withDeletedResources } from '../cds/compatibility.ts';
import type { Caller } from '../security/caller.ts';
import type { Admit } from './admission.ts';
import { acceptedLanguages } from './accept-language.ts';
import { tellLanguage, type LanguageFor } from './content-language.ts';
import { exchangeOf, type Exchange } from './exchange.ts';
import { readJsonBody } from './read-body.ts';
import { sendJson, sendJsonText } from './send-json.ts';

/** The engine behind the protocol; `languages` are those that the client asks for, most wanted first. */
export type AnswerHook = (request: HookRequest, languages: readonly string[]) => Promise<HookAnswer> | HookAnswer;

/** Fetches what the client did not send, as far as the caller may have it fetched. */
export type CompleteRequest = (request: HookRequest, caller: Caller) => Promise<HookRequest>;

/** What the addresses need. */
export interface RouteDeps {
  readonly listings: readonly ServiceListing[];
  readonly admit: Admit;
  readonly completeRequest: CompleteRequest;
  readonly answerHook: AnswerHook;
  /** Undefined where there is one language only. */
  readonly languageFor: LanguageFor | undefined;
  /** In bytes. */
  readonly bodyLimit: number;
  /** JSON documents by path; they do not change while the service runs. */
  readonly documents: ReadonlyMap<string, object>;
  /** Paths of documents that anybody may read: definitions of codes, which say nothing about anybody. */
  readonly openTo: (path: string) => boolean;
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
    router.get(path, async (request, response) => {
      exchangeOf(response).route = path;
      if (!deps.openTo(path)) await deps.admit(request, response, path);
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
    const caller = await deps.admit(request, response, `/cds-services/${request.params.id}`);
    const { body, release } = normaliseBody(await readJsonBody(request, deps.bodyLimit), caller.fhirRelease);
    const sent = parseHookRequest(body, served);
    note(response, { hook: sent.hook });
    // What is fetched is of the release that the call was seen to speak; R4 may only mean that there was nothing to see.
    const call = await deps.completeRequest(sent, release === 'R4' ? caller : { ...caller, fhirRelease: release });
    const languages = acceptedLanguages(request.headers['accept-language']);
    const answer = await deps.answerHook(call, languages);
    note(response, { cards: answer.cards.length });
    const told = caller.deleteWithResource ? withDeletedResources(answer, call.draftOrders ?? []) : answer;
    tellLanguage(response, languages, deps.languageFor);
    sendJson(response, 200, denormaliseAnswer(told, release));
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
