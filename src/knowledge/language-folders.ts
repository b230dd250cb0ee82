// The languages of a site: one folder each, named by its tag (BCP 47).
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { KnowledgeError, SITE_PREFIX } from './knowledge-error.ts';

/** The folder of the languages, below a site's folder. */
export const LANGUAGES = 'languages';

/** The language of the shipped texts. */
export const SHIPPED_LANGUAGE = 'en';

/** Names of the folders by tag in lower case. Throws KnowledgeError for what no client could ask for. */
export function languageFolders(site: string): ReadonlyMap<string, string> {
  const root = join(site, LANGUAGES);
  const entries = existsSync(root) ? readdirSync(root, { withFileTypes: true }) : [];
  const folders = new Map<string, string>();
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name === 'README.md') continue;
    const tag = entry.name.toLowerCase();
    const problem = entry.isDirectory() ? problemOf(tag, folders.get(tag)) : 'expected a folder for each language';
    if (problem !== undefined) throw new KnowledgeError(`${SITE_PREFIX}${LANGUAGES}/${entry.name}`, undefined, problem);
    folders.set(tag, entry.name);
  }
  return folders;
}

function problemOf(tag: string, twin: string | undefined): string | undefined {
  if (twin !== undefined) return `the language is there twice, as "${twin}" too`;
  if (tag === SHIPPED_LANGUAGE) return 'the shipped texts are English; change them in the files that hold them';
  if (!isLanguage(tag)) return 'not a language tag (BCP 47), such as de or pt-BR';
  return undefined;
}

/** Well-formed, and of a language that there is: languages have two letters, or three where no two were left. */
function isLanguage(tag: string): boolean {
  const [language = ''] = tag.split('-');
  if (language.length > 3 || !isWellFormed(tag)) return false;
  const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
  return language.length === 3 || names.of(language) !== undefined;
}

function isWellFormed(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
