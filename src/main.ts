// Start: environment, knowledge, server. Everything that can go wrong here stops the start with one clear line.
import type { Express } from 'express';
import { createLog, type EventLog } from './base/log.ts';
import { zoneOffsets } from './base/zone-offset.ts';
import { answerHook } from './cds/answer-hook.ts';
import { codeSystems } from './cds/code-systems.ts';
import { discoveryAnswer } from './cds/discovery.ts';
import { loadEngines, type Engines } from './cds/languages.ts';
import { loadConfig, type Config } from './config.ts';
import { openDoors, type Doors } from './doors.ts';
import { ConfigError } from './environment.ts';
import { greeting } from './greeting.ts';
import { createApp } from './http/app.ts';
import { startServer } from './http/start-server.ts';
import { openKeeping, type Keeping } from './keeping.ts';
import { KnowledgeError } from './knowledge/knowledge-error.ts';
import { createGuardedClient, type GuardedClient } from './net/guarded-client.ts';
import { completeRequest } from './retrieval/complete-request.ts';
import { StoreUnavailableError, StoreUnusableError } from './store/store-errors.ts';
import { TrustedClientsError } from './security/trusted-clients.ts';
import { readTlsOptions } from './tls-options.ts';

/** Bounds of what is fetched for one key: a chart beyond them is read in part, and the card says so. */
const FETCH_LIMITS = { pages: 20, bytes: 2 * 1024 * 1024, entries: 5000 } as const;

async function start(): Promise<void> {
  const config = loadConfig();
  const log = createLog(config.logLevel);
  const engines = loadEngines(config.hooksDir, config.siteDir);
  const http = createGuardedClient();
  const keeping = await openKeeping(config, engines.shipped.service.version, log);
  const doors = openDoors(config, http, keeping.replayGuard, log);
  const server = await startServer({
    ...config,
    tls: config.tls && readTlsOptions(config.tls),
    log,
    buildApp: (baseUrl) => appAt(baseUrl, { config, log, engines, http, doors, keeping }),
    closeApp: async () => {
      await http.close();
      await keeping.close();
    },
  });
  process.stdout.write(greeting(server.baseUrl, config, engines, doors));
}

interface Parts {
  readonly config: Config;
  readonly log: EventLog;
  readonly engines: Engines;
  readonly http: GuardedClient;
  readonly doors: Doors;
  readonly keeping: Keeping;
}

function appAt(baseUrl: string, { config, log, engines, http, doors, keeping }: Parts): Express {
  const { clock, timeZone, bodyLimit } = config;
  const { definition } = engines.shipped.service;
  const answering = { clock, timeZone, offsetAt: zoneOffsets(timeZone), baseUrl, log };
  const templates = new Map(definition.hooks.map(({ hook, prefetch }) => [hook, prefetch]));
  const fetching = { client: http, deadlineMs: config.fetchDeadline, limits: FETCH_LIMITS, log };
  return createApp({
    ...doors,
    keepAnswer: (call) => keeping.keepAnswer(call),
    recordFeedback: (items, caller) => keeping.recordFeedback(items, caller),
    baseUrl,
    bodyLimit,
    discovery: discoveryAnswer([definition]),
    completeRequest: (request, caller) => completeRequest(request, templates.get(request.hook) ?? {}, caller, fetching),
    answerHook: (request, languages) => answerHook(request, { ...answering, engine: engines.forLanguages(languages) }),
    languageFor: engines.languages.length === 0 ? undefined : (wanted) => engines.languageFor(wanted),
    documents: codeSystems(engines.shipped, baseUrl),
    log,
  });
}

/** Why the server could not listen, by the variable to mend. */
const LISTEN_ERRORS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'PORT: the port is in use; choose another, or 0 for a free one',
  EACCES: 'PORT: the port may not be opened by this user',
  EADDRNOTAVAIL: 'HOST: this machine does not have the address',
  ENOTFOUND: 'HOST: the name cannot be resolved',
};

function reason(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof StoreUnusableError || error instanceof StoreUnavailableError) {
    return `${error.message}\n(address: DATABASE_URL)`;
  }
  if (error instanceof TrustedClientsError) return `${error.message}\n(file: CDS_TRUSTED_CLIENTS)`;
  if (error instanceof KnowledgeError) return `${error.message}\n(folders: HOOKS_DIR, CDS_SITE_DIR)`;
  const code = error instanceof Error && 'code' in error ? LISTEN_ERRORS[String(error.code)] : undefined;
  return code ?? String(error instanceof Error ? error.stack : error);
}

start().catch((error: unknown) => {
  process.stderr.write(`${reason(error)}\n`);
  process.exitCode = 1;
});
