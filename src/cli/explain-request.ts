// One request from a file, answered as the service would and explained from the same evaluation.
import { readFileSync } from 'node:fs';
import { AppError } from '../base/errors.ts';
import { createLog } from '../base/log.ts';
import type { Card } from '../cards/card.ts';
import { evaluateHook, type EvaluatedAnswer } from '../cds/answer-hook.ts';
import { discoveryAnswer } from '../cds/discovery.ts';
import type { Engine } from '../cds/engine.ts';
import type { HookRequest } from '../cds/hook-request.ts';
import { loadEngines, type Engines } from '../cds/languages.ts';
import { parseHookRequest } from '../cds/parse-hook-request.ts';
import type { KnowledgeConfig } from '../config.ts';
import { SHIPPED_LANGUAGE } from '../knowledge/language-folders.ts';
import type { SiteChange } from '../knowledge/site-overlay.ts';
import { explain, type Explanation } from '../rules/explain.ts';
import { CommandError } from './command-error.ts';

/** A request, its answer, and what the rules saw on the way. */
export interface ExplainedRequest {
  readonly request: HookRequest;
  readonly engine: Engine;
  /** What the site changes for every reader; the texts of a language are not listed. */
  readonly siteChanges: readonly SiteChange[];
  /** The language of the texts, as the site or the shipped knowledge has it. */
  readonly language: string;
  readonly answer: EvaluatedAnswer;
  readonly cards: readonly Card[];
  readonly explanation: Explanation;
}

/** What a request is explained by. */
export interface ExplainSettings extends KnowledgeConfig {
  /** A tag such as `de-AT`; undefined: the shipped language. */
  readonly language: string | undefined;
}

const BASE_URL = 'http://127.0.0.1';

/** Reads, answers and explains. Throws CommandError for a file or a request that cannot be used. */
export function explainRequest(file: string, settings: ExplainSettings): ExplainedRequest {
  const body = readJson(file);
  const engines = loadEngines(settings.hooksDir, settings.siteDir);
  const language = settings.language === undefined ? SHIPPED_LANGUAGE : languageFor(settings.language, engines);
  const engine = engines.forLanguages([language]);
  const siteChanges = engines.shipped.knowledge.changes;
  try {
    const request = parseHookRequest(body, discoveryAnswer([engine.service.definition]).services);
    const { clock, timeZone } = settings;
    const answer = evaluateHook(request, { engine, clock, timeZone, baseUrl: BASE_URL, log: createLog('silent') });
    const explanation = explain(answer.rulebook, engine.gate, answer.evaluation);
    return { request, engine, siteChanges, language, answer, cards: answer.cards, explanation };
  } catch (error) {
    if (error instanceof AppError) throw refusal(file, error);
    throw error;
  }
}

/** The service answers an unknown language with the shipped one; here it is a slip of the keyboard. */
function languageFor(wanted: string, { languages }: Engines): string {
  const known = [SHIPPED_LANGUAGE, ...languages];
  const tag = wanted.toLowerCase();
  const language = [tag, tag.split('-')[0] ?? ''].find((candidate) => known.includes(candidate));
  if (language !== undefined) return language;
  throw new CommandError('usage', `--language: expected one of ${known.join(', ')}, got ${JSON.stringify(wanted)}`);
}

const BYTE_ORDER_MARK = /^\uFEFF/;

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(BYTE_ORDER_MARK, ''));
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
