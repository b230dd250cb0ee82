// Whatever goes wrong ends here: an AppError tells itself, anything else is a 500 that tells nothing.
import type { ErrorRequestHandler, Response } from 'express';
import { AppError } from '../base/errors.ts';
import { failurePlace } from '../base/failure-place.ts';
import type { EventLog } from '../base/log.ts';
import { exchangeOf } from './exchange.ts';
import { operationOutcome } from './operation-outcome.ts';
import { sendJson } from './send-json.ts';

/** The last handler of the app. Express knows it by its four parameters. */
export function errorHandler(baseUrl: string, log: EventLog): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    // The client went away; the exchange logs that, and there is nobody to answer.
    if (request.readableAborted) return;
    if (response.headersSent) {
      response.destroy();
      return;
    }
    answer(asAppError(error), error, response, { baseUrl, log });
  };
}

function answer(
  failure: AppError,
  origin: unknown,
  response: Response,
  { baseUrl, log }: { readonly baseUrl: string; readonly log: EventLog },
): void {
  const exchange = exchangeOf(response);
  exchange.code = failure.code;
  if (failure.status >= 500) {
    log.event('request.failed', { requestId: exchange.requestId, ...failurePlace(origin) }, 'error');
  }
  sendJson(response, failure.status, operationOutcome(failure, baseUrl));
}

function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  // The router's complaint about a path that cannot be decoded quotes the path.
  if (error instanceof URIError) return new AppError('NOT_FOUND', 'There is nothing at this address.');
  return new AppError('INTERNAL', 'The service failed; its log has the request id.', { cause: error });
}
