// The addresses of the service: discovery, one address per service id, and a few fixed documents.
import { Router, type RequestHandler, type Response } from 'express';
import type { IncomingMessage } from 'node:http';
import { AppError } from '../base/errors.ts';
import type { AnsweredCall } from '../audit/answered-call.ts';
import type { FeedbackReceipt } from '../audit/record-feedback.ts';
import type { AnsweredHook } from '../cds/answer-hook.ts';
import type { ServiceListing } from '../cds/discovery.ts';
import type { HookRequest } from '../cds/hook-request.ts';
import { denormaliseAnswer } from '../cds/denormalise-answer.ts';
import { normaliseBody } from '../cds/normalise-request.ts';
import { parseFeedback, type Feedback } from '../cds/parse-feedback.ts';
import { parseHookRequest } from '../cds/parse-hook-request.ts';
import { withDeletedResources } from '../cds/compatibility.ts';
import type { Caller } from '../security/caller.ts';
import type { Admit } from './admission.ts';
import { acceptedLanguages } from './accept-language.ts';
import { tellLanguage, type LanguageFor } from './content-language.ts';
import { exchangeOf } from './exchange.ts';
import { readJsonBody } from './read-body.ts';
import { sendJson, sendJsonText } from './send-json.ts';

/** The engine behind the protocol; `languages` are those that the client asks for, most wanted first. */
export type AnswerHook = (request: HookRequest, languages: readonly string[]) => Promise<AnsweredHook> | AnsweredHook;

/** Keeps what is answered; resolves when the answer may leave. */
export type KeepAnswer = (call: AnsweredCall) => Promise<void>;

/** Keeps what users did with cards; resolves once it is committed. Throws AppError. */
export type RecordFeedback = (items: readonly Feedback[], caller: Caller) => Promise<FeedbackReceipt>;

/** Fetches what the client did not send, as far as the caller may have it fetched. */
export type CompleteRequest = (request: HookRequest, caller: Caller) => Promise<HookRequest>;

/** What the addresses need. */
export interface RouteDeps {
  readonly listings: readonly ServiceListing[];
  readonly admit: Admit;
  readonly completeRequest: CompleteRequest;
  readonly answerHook: AnswerHook;
  readonly keepAnswer: KeepAnswer;
  readonly recordFeedback: RecordFeedback;
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
  const addresses: readonly (readonly [string, Handle])[] = [
    ['/cds-services/:id', answerCall],
    ['/cds-services/:id/feedback', takeFeedback],
  ];
  for (const [path, handle] of addresses) {
    router.post(path, atService(path, handle, services, deps));
    router.all(path, atService(path, refuseOtherThanPost, services, deps));
  }
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

/** A request to a service that there is, from a caller who may. */
interface Visit {
  readonly request: IncomingMessage;
  readonly response: Response;
  readonly id: string;
  readonly served: readonly ServiceListing[];
  readonly caller: Caller;
}

type Handle = (visit: Visit, deps: RouteDeps) => Promise<void> | void;

/** Who calls is settled before anything is told, even whether there is such a service. */
function atService(path: string, handle: Handle, services: Services, deps: RouteDeps): RequestHandler<{ id: string }> {
  return async (request, response) => {
    const { id } = request.params;
    exchangeOf(response).route = path;
    const caller = await deps.admit(
      request,
      response,
      path.replace(':id', () => id),
    );
    const served = serviceWith(id, services);
    exchangeOf(response).service = id;
    await handle({ request, response, id, served, caller }, deps);
  };
}

async function answerCall({ request, response, id, served, caller }: Visit, deps: RouteDeps): Promise<void> {
  const started = performance.now();
  const exchange = exchangeOf(response);
  const { body, release } = normaliseBody(await readJsonBody(request, deps.bodyLimit), caller.fhirRelease);
  const sent = parseHookRequest(body, served);
  exchange.hook = sent.hook;
  // What is fetched is of the release that the call was seen to speak; R4 may only mean that there was nothing to see.
  const call = await deps.completeRequest(sent, release === 'R4' ? caller : { ...caller, fhirRelease: release });
  const languages = acceptedLanguages(request.headers['accept-language']);
  const { cards, silentRules } = await deps.answerHook(call, languages);
  exchange.cards = cards.length;
  const milliseconds = performance.now() - started;
  await deps.keepAnswer({ service: id, request: call, cards, silentRules, caller, milliseconds });
  const told = caller.deleteWithResource ? withDeletedResources({ cards }, call.draftOrders ?? []) : { cards };
  tellLanguage(response, languages, deps.languageFor);
  sendJson(response, 200, denormaliseAnswer(told, call.release ?? release));
}

async function takeFeedback({ request, response, caller }: Visit, deps: RouteDeps): Promise<void> {
  const items = parseFeedback(await readJsonBody(request, deps.bodyLimit));
  sendJson(response, 200, await deps.recordFeedback(items, caller));
}

function refuseOtherThanPost({ response }: Visit): void {
  throw methodNotAllowed('POST', response);
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
    throw methodNotAllowed(allowed, response);
  };
}

function methodNotAllowed(allowed: string, response: Response): AppError {
  response.setHeader('Allow', allowed);
  return new AppError('METHOD_NOT_ALLOWED', `This address answers ${allowed}.`);
}
