// The texts of a language in place of the shipped ones: text by text, so that nothing but words can change, and a text that the
// language lacks, or that was rewritten since, stays as it is.
import { isObject } from '../fhir/lenient.ts';
import type { SiteChange } from './site-overlay.ts';
import { Place, type Path, type SourceFile } from './source-file.ts';

/** Kinds of files that hold texts for people. */
export type TextKind = keyof typeof TEXTS | 'service' | 'sources';

/** A text without a translation. */
export interface LackingText {
  /** `hooks/cards/avoid.yaml line 28`, the first of its places. */
  readonly where: string;
  readonly text: string;
}

/** What a language says, of what there is to say. */
export interface TranslationReport {
  readonly tag: string;
  /** How many different texts there are. */
  readonly texts: number;
  readonly lacking: readonly LackingText[];
  /** Translations of texts that do not exist, or not any more. */
  readonly unused: readonly string[];
}

/** What people read on a card and in an order, by place. Names of things ordered stay: the service reads them again. */
const TEXTS = {
  cards: /^cards\/\d+\/(title|variants\/\d+\/summary|detail\/\d+\/text)$/,
  sections: /^sections\/\d+\/(title|text)$/,
  scales: /^rows\/\d+\/(label|short|notes\/[^/]+)$/,
  tallies: /^tallies\/\d+\/points\/\d+\/label$/,
  tables: /^tables\/\d+\/rows\/\d+\/label$/,
  suggestions:
    /^suggestions\/\d+\/(label|actions\/\d+\/(create|update|delete)\/(description|note|resource\/dosageInstruction\/\d+\/(site\/)?text))$/,
  notes: /^notes\/\d+\/text$/,
  'override-reasons': /^reasons\/\d+\/display$/,
  observations: /^items\/\d+\/label$/,
  findings: /^$/,
} as const;

const PLACEHOLDER = /\{\{[^}]*\}\}/g;
const LONGEST_SUMMARY = 200;

interface Phrase {
  readonly says: string;
  readonly place: Place;
}

/** The translation of one language. */
export class Translation {
  readonly #tag: string;
  readonly #phrases: ReadonlyMap<string, Phrase>;
  readonly #shownTables: ReadonlySet<string>;
  readonly #used = new Set<string>();
  readonly #lacking = new Map<string, LackingText>();

  /** `files` hold `texts: [{ en, says }]`; of tables, only the rows of the shown ones have texts. Throws KnowledgeError. */
  constructor(tag: string, files: readonly SourceFile[], shownTables: ReadonlySet<string>) {
    this.#tag = tag;
    this.#phrases = phrasesOf(files);
    this.#shownTables = shownTables;
  }

  /** The file with the language's texts. Throws KnowledgeError for a translation that cannot stand in a text's place. */
  of(kind: TextKind, file: SourceFile): SourceFile {
    if (kind === 'service' || kind === 'sources') return file;
    const places = new Map<string, Place>();
    const data = mapTexts(file.data, [], (text, path) => {
      if (!TEXTS[kind].test(path.join('/')) || !this.#isShown(kind, file.data, path)) return text;
      const phrase = this.#phraseFor(text, new Place(file, path));
      if (phrase === undefined) return text;
      if (path.at(-1) === 'summary' && phrase.says.length > LONGEST_SUMMARY) {
        throw phrase.place.error(`a summary has ${String(LONGEST_SUMMARY)} characters at most`);
      }
      places.set(path.join('/'), phrase.place);
      return phrase.says;
    });
    const own = (path: Path): Place | undefined => places.get(path.join('/'));
    return {
      name: file.name,
      data,
      nameAt: (path) => own(path)?.file.name ?? file.nameAt?.(path) ?? file.name,
      lineAt: (path) => {
        const place = own(path);
        return place === undefined ? file.lineAt(path) : place.file.lineAt(place.path);
      },
    };
  }

  /** What was said of all files so far. */
  report(): TranslationReport {
    return {
      tag: this.#tag,
      texts: this.#used.size + this.#lacking.size,
      lacking: [...this.#lacking.values()],
      unused: [...this.#phrases.keys()].filter((text) => !this.#used.has(text)),
    };
  }

  #isShown(kind: TextKind, data: unknown, [, index]: Path): boolean {
    if (kind !== 'tables') return true;
    const { tables } = data as { readonly tables: readonly { readonly id: string }[] };
    return this.#shownTables.has(tables[Number(index)]?.id ?? '');
  }

  #phraseFor(text: string, place: Place): Phrase | undefined {
    const key = folded(text);
    if (!/\p{L}/u.test(key.replaceAll(PLACEHOLDER, ''))) return undefined;
    const phrase = this.#phrases.get(key);
    if (phrase !== undefined) this.#used.add(key);
    else if (!this.#lacking.has(key)) this.#lacking.set(key, { where: place.toString(), text: key });
    return phrase;
  }
}

/** The change that a language is, for the list of changes. */
export function languageChange({ tag, texts, lacking }: TranslationReport): SiteChange {
  return {
    where: `languages/${tag}`,
    before: '',
    after: `${String(texts - lacking.length)} of ${String(texts)} texts`,
  };
}

/** Tables whose rows' labels stand in texts: `{{outcome imaging-region}}`. */
export function tablesInTexts(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ data }) =>
    [...JSON.stringify(data).matchAll(/\{\{outcome ([^}]+)\}\}/g)].map(([, id = '']) => id),
  );
}

function phrasesOf(files: readonly SourceFile[]): ReadonlyMap<string, Phrase> {
  const phrases = new Map<string, Phrase>();
  for (const file of files) {
    const { texts } = file.data as { readonly texts: readonly { readonly en: string; readonly says: string }[] };
    texts.forEach(({ en, says }, index) => {
      const place = new Place(file, ['texts', index]);
      const key = folded(en);
      if (phrases.has(key)) throw place.at('en').error('the text is there twice');
      const [given, expected] = [placeholders(says), placeholders(en)];
      if (given !== expected) {
        throw place.at('says').error(`expected the placeholders ${expected || 'none'}, got ${given || 'none'}`);
      }
      phrases.set(key, { says: says.trim(), place: place.at('says') });
    });
  }
  return phrases;
}

/** Where a text is broken into lines is the business of its file. */
function folded(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function placeholders(text: string): string {
  return [...new Set(text.match(PLACEHOLDER))].sort().join(' ');
}

function mapTexts(value: unknown, path: Path, say: (text: string, path: Path) => string): unknown {
  if (typeof value === 'string') return say(value, path);
  if (Array.isArray(value)) return value.map((item, index) => mapTexts(item, [...path, index], say));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, [...path, key], say)]));
}
