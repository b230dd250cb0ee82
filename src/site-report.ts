// What a site adds and changes, for the operator who starts the service.
import { clip } from './cards/text.ts';
import type { Engines } from './cds/languages.ts';
import { changeLine } from './knowledge/change-line.ts';
import type { SiteChange } from './knowledge/site-overlay.ts';
import type { TranslationReport } from './knowledge/translation.ts';

/** Languages with what they lack, and every change of the knowledge: what was, and what is now. */
export function siteReport({ shipped, reports }: Pick<Engines, 'shipped' | 'reports'>): readonly string[] {
  return [...languageLines(reports), ...siteLines(shipped.knowledge.changes)];
}

const MOST_LACKING = 5;
const LONGEST_TEXT = 80;

/** The languages beside English: how much each says, where the first gaps are, and what it says to no purpose. */
function languageLines(reports: readonly TranslationReport[]): readonly string[] {
  if (reports.length === 0) return [];
  return [`  Languages  en, ${reports.map(({ tag }) => tag).join(', ')}`, ...reports.flatMap(languageReport)];
}

function languageReport({ tag, texts, lacking, unused }: TranslationReport): readonly string[] {
  const said = texts - lacking.length;
  const more = lacking.length - MOST_LACKING;
  return [
    `             ${tag}: ${String(said)} of ${counted(texts, 'text')}`,
    ...lacking
      .slice(0, MOST_LACKING)
      .map(({ where, text }) => `               in English, ${where}: ${clip(text, LONGEST_TEXT)}`),
    ...(more > 0 ? [`               in English, ${String(more)} more`] : []),
    ...unused.map((text) => `               not in use: ${clip(text, LONGEST_TEXT)}`),
  ];
}

/** What the site changes, line by line: an operator must see it at every start. */
function siteLines(changes: readonly SiteChange[]): readonly string[] {
  if (changes.length === 0) return [];
  const files = new Set(changes.map(({ where }) => where.split(' ')[0])).size;
  return [
    '',
    `This site changes the knowledge in ${counted(changes.length, 'place')} of ${counted(files, 'file')}:`,
    ...changes.map((change) => `  ${changeLine(change)}`),
  ];
}

/** `1 place`, `2 places`. */
export function counted(count: number, thing: string): string {
  return `${String(count)} ${thing}${count === 1 ? '' : 's'}`;
}
