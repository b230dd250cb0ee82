// The web application: everything passed in, nothing listened to yet.
import express, { type Express } from 'express';
import type { EventLog } from '../base/log.ts';
import type { DiscoveryAnswer } from '../cds/discovery.ts';
import { errorHandler } from './error-handler.ts';
import type { Authenticate } from '../security/authenticate.ts';
import { createAdmission } from './admission.ts';
import type { LanguageFor } from './content-language.ts';
import { crossOrigin } from './cross-origin.ts';
import { openExchange } from './exchange.ts';
import { hostGuard } from './host-guard.ts';
import { ERROR_SYSTEM_PATH, errorCodeSystem } from './operation-outcome.ts';
import { createRoutes, type AnswerHook, type CompleteRequest, type KeepAnswer, type RecordFeedback } from './routes.ts';
import { securityHeaders } from './security-headers.ts';

/** What the application is made of. */
export interface AppDeps {
  /** The public address, without a trailing slash. */
  readonly baseUrl: string;
  /** In bytes. */
  readonly bodyLimit: number;
  readonly discovery: DiscoveryAnswer;
  readonly authenticate: Authenticate;
  /** Authentication is off: calls by other names than this machine's own are refused. */
  readonly isOpen: boolean;
  /** Origins of pages that may call from a browser. */
  readonly corsOrigins: readonly string[];
  readonly completeRequest: CompleteRequest;
  readonly answerHook: AnswerHook;
  readonly keepAnswer: KeepAnswer;
  readonly recordFeedback: RecordFeedback;
  /** Undefined where there is one language only. */
  readonly languageFor?: LanguageFor | undefined;
  readonly log: EventLog;
  /** Further JSON documents to serve, by path (`/CodeSystem/rules`). */
  readonly documents?: ReadonlyMap<string, object>;
}

const DISCOVERY_PATH = '/cds-services';

/** Puts the application together. */
export function createApp(deps: AppDeps): Express {
  const { baseUrl, discovery, log } = deps;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.disable('query parser');
  app.use(openExchange(log));
  app.use(securityHeaders());
  app.use(hostGuard(deps.isOpen));
  const preflights = crossOrigin(deps.corsOrigins);
  if (preflights !== undefined) app.use(preflights);
  const documents = new Map<string, object>([
    ...(deps.documents ?? []),
    [ERROR_SYSTEM_PATH, errorCodeSystem(baseUrl)],
    [DISCOVERY_PATH, discovery],
  ]);
  const admit = createAdmission(deps);
  const openTo = (path: string): boolean => path !== DISCOVERY_PATH;
  app.use(
    createRoutes({ ...deps, listings: discovery.services, languageFor: deps.languageFor, admit, documents, openTo }),
  );
  app.use(errorHandler(baseUrl, log));
  return app;
}
