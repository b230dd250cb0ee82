// One request from a file, answered as the service would and explained from the same evaluation.
import { readFileSync } from 'node:fs';
import { AppError } from '../base/errors.ts';
import { createLog } from '../base/log.ts';
import type { Card } from '../cards/card.ts';
import { evaluateHook, type EvaluatedAnswer } from '../cds/answer-hook.ts';
import { discoveryAnswer } from '../cds/discovery.ts';
import type { Engine } from '../cds/engine.ts';
import type { HookRequest } from '../cds/hook-request.ts';
import { loadEngines } from '../cds/languages.ts';
import { parseHookRequest } from '../cds/parse-hook-request.ts';
import type { Config } from '../config.ts';
import { explain, type Explanation } from '../rules/explain.ts';
import { CommandError } from './command-error.ts';

/** A request, its answer, and what the rules saw on the way. */
export interface ExplainedRequest {
  readonly request: HookRequest;
  readonly engine: Engine;
  readonly answer: EvaluatedAnswer;
  readonly cards: readonly Card[];
  readonly explanation: Explanation;
}

type Settings = Pick<Config, 'hooksDir' | 'siteDir' | 'clock' | 'timeZone'>;

const BASE_URL = 'http://127.0.0.1';

/** Reads, answers and explains. Throws CommandError for a file or a request that cannot be used. */
export function explainRequest(file: string, settings: Settings): ExplainedRequest {
  const body = readJson(file);
  const engine = loadEngines(settings.hooksDir, settings.siteDir).shipped;
  try {
    const request = parseHookRequest(body, discoveryAnswer([engine.service.definition]).services);
    const { clock, timeZone } = settings;
    const answer = evaluateHook(request, { engine, clock, timeZone, baseUrl: BASE_URL, log: createLog('silent') });
    const explanation = explain(answer.rulebook, engine.gate, answer.evaluation);
    return { request, engine, answer, cards: answer.cards, explanation };
  } catch (error) {
    if (error instanceof AppError) throw refusal(file, error);
    throw error;
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    // What the parser says quotes the file, which may be a patient's record.
    const why = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new CommandError('unreadable', `${file} ${why}`);
  }
}

function refusal(file: string, { code, status, message, problems }: AppError): CommandError {
  const places = problems.map((problem) => `${problem.pointer || '/'} ${problem.message}`);
  const line = [`${file}: ${String(status)} ${code}: ${message}`, ...places].join(' | ');
  return new CommandError(code === 'DATA_UNAVAILABLE' ? 'data-unavailable' : 'refused', line);
}
