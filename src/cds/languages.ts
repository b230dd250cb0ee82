// One engine for each language of the site, the shipped one for everybody else.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES, loadKnowledge } from '../knowledge/knowledge.ts';
import { KnowledgeError, SITE_PREFIX } from '../knowledge/knowledge-error.ts';
import type { SiteChange } from '../knowledge/site-overlay.ts';
import { createEngine, type Engine } from './engine.ts';

/** The engines of a running service. */
export interface Engines {
  readonly shipped: Engine;
  /** Languages that the site adds, in lower case. */
  readonly languages: readonly string[];
  /** The engine for the first language that there is, `de-at` being served by `de`. */
  forLanguages(wanted: readonly string[]): Engine;
}

/** The language of the shipped texts. */
const SHIPPED_LANGUAGE = 'en';

/** Loads and compiles everything. Throws KnowledgeError with file and line. */
export function loadEngines(hooksFolder: string, siteFolder: string | undefined): Engines {
  const site = siteFolder === undefined ? [] : [siteFolder];
  const shipped = createEngine(loadKnowledge(hooksFolder, site));
  const byLanguage = new Map<string, Engine>([[SHIPPED_LANGUAGE, shipped]]);
  for (const folder of languageFolders(siteFolder)) {
    const knowledge = loadKnowledge(hooksFolder, [...site, folder.path]);
    refuseOtherThanTexts(knowledge.changes.slice(shipped.knowledge.changes.length), folder.tag);
    const engine = createEngine(knowledge);
    byLanguage.set(folder.tag, engine);
  }
  return {
    shipped,
    languages: [...byLanguage.keys()].filter((tag) => tag !== SHIPPED_LANGUAGE),
    forLanguages: (wanted) => {
      for (const tag of wanted) {
        const engine = byLanguage.get(tag) ?? byLanguage.get(tag.split('-')[0] ?? '');
        if (engine !== undefined) return engine;
      }
      return shipped;
    },
  };
}

function languageFolders(site: string | undefined): readonly { readonly tag: string; readonly path: string }[] {
  const folder = site === undefined ? undefined : join(site, LANGUAGES);
  if (folder === undefined || !existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ tag: name.toLowerCase(), path: join(folder, name) }));
}

/** What a language may change: words that people read. A threshold or a switch is the site's business, for every reader. */
const TEXTS = /[. ](title|summary|label|short|text|detail|display|description|notes(\.[a-z-]+)?)$/;

function refuseOtherThanTexts(changes: readonly SiteChange[], tag: string): void {
  const strange = changes.find(({ where }) => !TEXTS.test(where));
  if (strange === undefined) return;
  const file = strange.where.split(' ')[0] ?? '';
  const what = strange.where.slice(file.length + 1);
  throw new KnowledgeError(
    `${SITE_PREFIX}${LANGUAGES}/${tag}/${file}`,
    undefined,
    `a language changes texts only, not ${what}`,
  );
}
