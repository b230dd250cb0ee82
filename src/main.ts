// Start: environment, knowledge, server. Everything that can go wrong here stops the start with one clear line.
import { ConfigError, loadConfig } from './config.ts';
import { createLog } from './base/log.ts';
import { zoneOffsets } from './base/zone-offset.ts';
import { answerHook } from './cds/answer-hook.ts';
import { codeSystems } from './cds/code-systems.ts';
import { discoveryAnswer } from './cds/discovery.ts';
import { loadEngines } from './cds/languages.ts';
import { createApp } from './http/app.ts';
import { startServer } from './http/start-server.ts';
import { KnowledgeError } from './knowledge/knowledge-error.ts';
import { greeting } from './greeting.ts';

async function start(): Promise<void> {
  const config = loadConfig();
  const log = createLog(config.logLevel);
  const engines = loadEngines(config.hooksDir, config.siteDir);
  const engine = engines.shipped;
  const server = await startServer({
    ...config,
    log,
    buildApp: (baseUrl) => {
      const { clock, timeZone } = config;
      const deps = { clock, timeZone, offsetAt: zoneOffsets(timeZone), baseUrl, log };
      return createApp({
        baseUrl,
        bodyLimit: config.bodyLimit,
        discovery: discoveryAnswer([engine.service.definition]),
        answerHook: (request, languages) => answerHook(request, { ...deps, engine: engines.forLanguages(languages) }),
        documents: codeSystems(engine, baseUrl),
        log,
      });
    },
  });
  process.stdout.write(greeting(server.baseUrl, config, engines));
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
  if (error instanceof KnowledgeError) return `${error.message}\n(folders: HOOKS_DIR, CDS_SITE_DIR)`;
  const code = error instanceof Error && 'code' in error ? LISTEN_ERRORS[String(error.code)] : undefined;
  return code ?? String(error instanceof Error ? error.stack : error);
}

start().catch((error: unknown) => {
  process.stderr.write(`${reason(error)}\n`);
  process.exitCode = 1;
});
