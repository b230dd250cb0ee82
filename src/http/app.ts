// The web application: everything passed in, nothing listened to yet.
import express, { type Express } from 'express';
import type { EventLog } from '../base/log.ts';
import type { DiscoveryAnswer } from '../cds/discovery.ts';
import { errorHandler } from './error-handler.ts';
import { openExchange } from './exchange.ts';
import { ERROR_SYSTEM_PATH, errorCodeSystem } from './operation-outcome.ts';
import { createRoutes, type AnswerHook } from './routes.ts';
import { securityHeaders } from './security-headers.ts';

/** What the application is made of. */
export interface AppDeps {
  /** The public address, without a trailing slash. */
  readonly baseUrl: string;
  /** In bytes. */
  readonly bodyLimit: number;
  readonly discovery: DiscoveryAnswer;
  readonly answerHook: AnswerHook;
  readonly log: EventLog;
  /** Further JSON documents to serve, by path (`/CodeSystem/rules`). */
  readonly documents?: ReadonlyMap<string, object>;
}

/** Puts the application together. */
export function createApp(deps: AppDeps): Express {
  const { baseUrl, bodyLimit, discovery, answerHook, log } = deps;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.disable('query parser');
  app.use(openExchange(log));
  app.use(securityHeaders());
  const documents = new Map<string, object>([
    ...(deps.documents ?? []),
    [ERROR_SYSTEM_PATH, errorCodeSystem(baseUrl)],
    ['/cds-services', discovery],
  ]);
  app.use(createRoutes({ listings: discovery.services, answerHook, bodyLimit, documents }));
  app.use(errorHandler(baseUrl, log));
  return app;
}
