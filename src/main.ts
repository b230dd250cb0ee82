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

start().catch((error: unknown) => {
  const isOurs = error instanceof ConfigError || error instanceof KnowledgeError;
  process.stderr.write(`${isOurs ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = 1;
});
