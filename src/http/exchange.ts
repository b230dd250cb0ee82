// One request and its answer: an id, and one line in the log when it is over.
import type { RequestHandler, Response } from 'express';
import type { EventFields, EventLog } from '../base/log.ts';
import { REQUEST_ID_HEADER, requestIdFrom } from './request-id.ts';

/** What the parts of the server note down about an exchange for its log line. */
export interface Exchange {
  requestId: string;
  issuer?: string | undefined;
  tenant?: string | undefined;
  route?: string;
  service?: string;
  hook?: string;
  cards?: number;
  code?: string;
}

/** The notes of the exchange that a response belongs to. */
export function exchangeOf(response: Response): Exchange {
  return response.locals as Exchange;
}

/** Opens the exchange; logs it when the connection is done with it. */
export function openExchange(log: EventLog): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    const exchange = exchangeOf(response);
    exchange.requestId = requestIdFrom(request.headers['x-request-id']);
    response.setHeader(REQUEST_ID_HEADER, exchange.requestId);
    response.once('close', () => {
      const fields = { ...lineOf(exchange), method: request.method, ms: elapsed(started) };
      if (response.writableFinished) log.event('request.answered', { ...fields, status: response.statusCode });
      else log.event('request.aborted', fields, 'warn');
    });
    next();
  };
}

function lineOf({ requestId, issuer, tenant, route, service, hook, cards, code }: Exchange): EventFields {
  return { requestId, issuer, tenant, route, service, hook, cards, code };
}

function elapsed(since: number): number {
  return Math.round((performance.now() - since) * 100) / 100;
}
