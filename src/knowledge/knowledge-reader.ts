// The files of hooks/ with those of a site laid over them, each checked against the schema of its kind.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { JsonObject } from '../fhir/types.ts';
import { KnowledgeError, SITE_PREFIX } from './knowledge-error.ts';
import { languageFolders, LANGUAGES } from './language-folders.ts';
import { KnowledgeSchemas } from './schemas.ts';
import { addedFile, layOver, refuseUnclear, type SiteChange } from './site-overlay.ts';
import { parseSource, type SourceFile } from './source-file.ts';

/** Files of one kind. */
export interface Folder {
  readonly folder: string;
  readonly schema: string;
  readonly accepts: (name: string) => boolean;
}

/** Reads each file once; rules and cards are compiled from the same ones. */
export class KnowledgeReader {
  readonly #root: string;
  readonly #site: string | undefined;
  readonly #schemas: KnowledgeSchemas;
  readonly #files = new Map<string, SourceFile>();
  readonly #languages: ReadonlyMap<string, string>;

  readonly changes: SiteChange[] = [];

  constructor(root: string, site: string | undefined) {
    this.#root = root;
    this.#site = site;
    this.#languages = site === undefined ? new Map() : languageFolders(site);
    const names = namesIn(join(root, 'schemas')).filter((name) => name.endsWith('.schema.json'));
    const schemas = names.map((name): readonly [string, JsonObject] => [
      name.replace('.schema.json', ''),
      parseSource(`schemas/${name}`, this.read(`schemas/${name}`)).data as JsonObject,
    ]);
    this.#schemas = new KnowledgeSchemas(new Map(schemas));
  }

  /** Tags of the languages that the site adds, in lower case. */
  get languages(): readonly string[] {
    return [...this.#languages.keys()];
  }

  /** The content of a shipped file. */
  read(name: string): string {
    const path = join(this.#root, name);
    if (!existsSync(path)) throw new KnowledgeError(name, undefined, 'the file is missing');
    return readFileSync(path, 'utf8');
  }

  /** A file, checked. */
  file(name: string, schema: string): SourceFile {
    const known = this.#files.get(name);
    if (known !== undefined) return known;
    const shipped = existsSync(join(this.#root, name)) ? parseSource(name, this.read(name)) : undefined;
    const file = this.#layOver(shipped, name);
    if (file === undefined) throw new KnowledgeError(name, undefined, 'the file is missing');
    this.#schemas.check(schema, file);
    this.#files.set(name, file);
    return file;
  }

  /** The files of a folder, the site's own among them, in the order of their names. */
  folder({ folder, schema, accepts }: Folder): readonly SourceFile[] {
    return this.#list(folder)
      .filter(accepts)
      .map((name) => this.file(`${folder}/${name}`, schema));
  }

  /** The files with the texts of a language. */
  texts(tag: string): readonly SourceFile[] {
    const name = this.#languages.get(tag);
    if (name === undefined || this.#site === undefined) return [];
    const root = join(this.#site, LANGUAGES, name);
    return filesBelow(root).map((file) => {
      const place = `${SITE_PREFIX}${LANGUAGES}/${name}/${file}`;
      if (!file.endsWith('.yaml')) throw new KnowledgeError(place, undefined, 'no such file is read');
      const source = parseSource(place, readFileSync(join(root, file), 'utf8'));
      refuseUnclear(source);
      this.#schemas.check('texts', source);
      return source;
    });
  }

  /** A misspelt file name must not pass for a change that is in force. */
  refuseUnread(): void {
    const site = this.#site;
    if (site === undefined) return;
    const own = filesBelow(site).filter((name) => !name.startsWith(`${LANGUAGES}/`));
    const strange = own.find((name) => !this.#files.has(name));
    if (strange !== undefined) throw new KnowledgeError(`${SITE_PREFIX}${strange}`, undefined, 'no such file is read');
  }

  #layOver(shipped: SourceFile | undefined, name: string): SourceFile | undefined {
    const path = this.#site === undefined ? undefined : join(this.#site, name);
    if (path === undefined || !existsSync(path)) return shipped;
    const own = parseSource(`${SITE_PREFIX}${name}`, readFileSync(path, 'utf8'));
    const { file, changes } = shipped === undefined ? addedFile(own, name) : layOver(shipped, own);
    this.changes.push(...changes);
    return file;
  }

  #list(folder: string): readonly string[] {
    const path = join(this.#root, folder);
    if (!existsSync(path)) throw new KnowledgeError(folder, undefined, 'the folder is missing');
    const own = this.#site === undefined ? [] : namesIn(join(this.#site, folder));
    return [...new Set([...namesIn(path), ...own])].sort();
  }
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Files of a folder and of those in it, but for what explains them. */
function filesBelow(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'README.md')
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}
