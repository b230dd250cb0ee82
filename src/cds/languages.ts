// One engine for each language of the site, the shipped one for everybody else.
import { loadKnowledge } from '../knowledge/knowledge.ts';
import { SHIPPED_LANGUAGE } from '../knowledge/language-folders.ts';
import type { TranslationReport } from '../knowledge/translation.ts';
import { createEngine, type Engine } from './engine.ts';

/** The engines of a running service. */
export interface Engines {
  readonly shipped: Engine;
  /** Languages that the site adds, in lower case. */
  readonly languages: readonly string[];
  /** What each of them says, of what there is to say. */
  readonly reports: readonly TranslationReport[];
  /** The first language that there is, `de-at` being served by `de`; the shipped one when there is none. */
  languageFor(wanted: readonly string[]): string;
  /** The engine for that language. */
  forLanguages(wanted: readonly string[]): Engine;
}

/** Loads and compiles everything. Throws KnowledgeError with file and line. */
export function loadEngines(hooksFolder: string, siteFolder: string | undefined): Engines {
  const knowledge = loadKnowledge(hooksFolder, siteFolder);
  const shipped = createEngine(knowledge);
  const translated = knowledge.languages.map((tag) => ({ tag, ...knowledge.inLanguage(tag) }));
  const others = translated.map((one): [string, Engine] => [one.tag, createEngine(one.knowledge, one.tag)]);
  const byLanguage = new Map<string, Engine>([[SHIPPED_LANGUAGE, shipped], ...others]);
  const languageFor = (wanted: readonly string[]): string =>
    wanted.flatMap(shorterAndShorter).find((tag) => byLanguage.has(tag)) ?? SHIPPED_LANGUAGE;
  return {
    shipped,
    languages: knowledge.languages,
    reports: translated.map(({ report }) => report),
    languageFor,
    forLanguages: (wanted) => byLanguage.get(languageFor(wanted)) ?? shipped,
  };
}

/** `zh-hant-tw`, `zh-hant`, `zh` (RFC 4647, section 3.4, "Lookup"). */
function shorterAndShorter(tag: string): readonly string[] {
  const parts = tag.split('-');
  return parts.map((_, dropped) => parts.slice(0, parts.length - dropped).join('-'));
}
