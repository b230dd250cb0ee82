// Everything in hooks/, read and validated once at start.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { compileObservationItems, type ObservationItems } from '../facts/observation-items.ts';
import type { FactSettings } from '../facts/settings.ts';
import type { Terminology } from '../fhir/terminology.ts';
import type { JsonObject } from '../fhir/types.ts';
import { loadDrugProducts } from './drugs.ts';
import { checkFactReferences } from './fact-references.ts';
import { KnowledgeError, SITE_PREFIX } from './knowledge-error.ts';
import { KnowledgeSchemas } from './schemas.ts';
import { addedFile, layOver, type SiteChange } from './site-overlay.ts';
import { parseSource, Place, type SourceFile } from './source-file.ts';
import { compileTerminology } from './terminology.ts';
import { compileTextMatcher } from './text-matcher.ts';
import { compileValueSets, type ValueSets } from './value-sets.ts';

/** A part of the knowledge with the place it was written at. */
export interface Placed<T> {
  readonly source: T;
  readonly place: Place;
}

/** The validated files, before rules and cards are compiled from them. */
export interface Knowledge {
  readonly valueSets: ValueSets;
  readonly terminology: Terminology;
  readonly items: ObservationItems;
  readonly settings: FactSettings;
  /** Parts of a kind, over all files of its folder: `findings`, `scales`, `tallies`, `tables`, `cards`, `sections` ... */
  parts<T>(kind: PartKind): readonly Placed<T>[];
  /** The one file of a kind that has only one. */
  single(kind: SingleKind): SourceFile;
  /** What the folders of the site change, in the order in which they are laid over. */
  readonly changes: readonly SiteChange[];
}

/** Kinds whose files hold a list under the kind's own name. */
export type PartKind = 'findings' | 'tallies' | 'tables' | 'cards' | 'sections' | 'suggestions' | 'scales';

/** Kinds with one file. */
export type SingleKind = 'service' | 'notes' | 'sources' | 'override-reasons';

interface Folder {
  readonly folder: string;
  readonly schema: string;
  readonly accepts: (name: string) => boolean;
}

/** Below a site's folder: one folder a language, with the texts of the cards in it. */
export const LANGUAGES = 'languages';

const isYaml = (name: string): boolean => name.endsWith('.yaml');
const isSections = (name: string): boolean => isYaml(name) && name.startsWith('sections');

const PARTS: Readonly<Record<PartKind, Folder>> = {
  findings: { folder: 'findings', schema: 'findings', accepts: isYaml },
  scales: { folder: 'scales', schema: 'scales', accepts: isYaml },
  tallies: { folder: 'tallies', schema: 'tallies', accepts: isYaml },
  tables: { folder: 'tables', schema: 'tables', accepts: isYaml },
  cards: { folder: 'cards', schema: 'cards', accepts: (name) => isYaml(name) && !isSections(name) },
  sections: { folder: 'cards', schema: 'sections', accepts: isSections },
  suggestions: { folder: 'suggestions', schema: 'suggestions', accepts: isYaml },
};

const SINGLES: Readonly<Record<SingleKind, string>> = {
  service: 'services/midback-pain.yaml',
  notes: 'notes.yaml',
  sources: 'sources.yaml',
  'override-reasons': 'override-reasons.yaml',
};

/**
 * Reads and checks a hooks folder, with the folders of a site laid over it. Throws KnowledgeError with file and line for the
 * first mistake.
 */
export function loadKnowledge(folder: string, siteFolders: readonly string[] = []): Knowledge {
  const reader = new KnowledgeReader(folder, siteFolders);
  const valueSets = compileValueSets(reader.folder({ folder: 'valuesets', schema: 'value-set', accepts: isJson }));
  const texts = reader.folder({ folder: 'text-patterns', schema: 'text-patterns', accepts: isYaml });
  const text = compileTextMatcher(texts, new Set(valueSets.infos.keys()));
  const products = loadDrugProducts(reader.read('drugs/products.csv'));
  const facts = reader.file('facts.yaml', 'facts');
  const settings = facts.data as FactSettings;
  const items = observationItems(reader.file('observations.yaml', 'observations'));
  checkFactReferences(settings, new Set(valueSets.infos.keys()), items, new Place(facts));
  const knowledge = {
    valueSets,
    terminology: compileTerminology(valueSets, text, products, settings.medication),
    items,
    settings,
    parts: <T>(kind: PartKind) => reader.folder(PARTS[kind]).flatMap((file) => partsOf<T>(file, kind)),
    single: (kind: SingleKind) => reader.file(SINGLES[kind], kind),
  };
  // Read all of them, so that every change of the site is known.
  for (const kind of Object.keys(PARTS) as PartKind[]) knowledge.parts(kind);
  for (const kind of Object.keys(SINGLES) as SingleKind[]) knowledge.single(kind);
  reader.refuseUnread();
  return { ...knowledge, changes: reader.changes };
}

const isJson = (name: string): boolean => name.endsWith('.json');

function partsOf<T>(file: SourceFile, kind: PartKind): readonly Placed<T>[] {
  // A scales file is one part: its scales share rows.
  if (kind === 'scales') return [{ source: file.data as T, place: new Place(file) }];
  const list = (file.data as Readonly<Record<string, readonly T[]>>)[kind] ?? [];
  return list.map((source, index) => ({ source, place: new Place(file, [kind, index]) }));
}

function observationItems(file: SourceFile): ObservationItems {
  try {
    return compileObservationItems(file.data);
  } catch (error) {
    throw new Place(file).error(error instanceof Error ? error.message : String(error));
  }
}

class KnowledgeReader {
  readonly #root: string;
  readonly #sites: readonly string[];
  readonly #schemas: KnowledgeSchemas;
  /** Files read so far: rules and cards are compiled from the same ones. */
  readonly #files = new Map<string, SourceFile>();

  readonly changes: SiteChange[] = [];

  constructor(root: string, sites: readonly string[]) {
    this.#root = root;
    this.#sites = sites;
    const names = namesIn(join(root, 'schemas')).filter((name) => name.endsWith('.schema.json'));
    const schemas = names.map((name): readonly [string, JsonObject] => [
      name.replace('.schema.json', ''),
      parseSource(`schemas/${name}`, this.read(`schemas/${name}`)).data as JsonObject,
    ]);
    this.#schemas = new KnowledgeSchemas(new Map(schemas));
  }

  read(name: string): string {
    const path = join(this.#root, name);
    if (!existsSync(path)) throw new KnowledgeError(name, undefined, 'the file is missing');
    return readFileSync(path, 'utf8');
  }

  file(name: string, schema: string): SourceFile {
    const known = this.#files.get(name);
    if (known !== undefined) return known;
    const shipped = existsSync(join(this.#root, name)) ? parseSource(name, this.read(name)) : undefined;
    const file = this.#sites.reduce<SourceFile | undefined>((below, site) => this.#layOver(below, name, site), shipped);
    if (file === undefined) throw new KnowledgeError(name, undefined, 'the file is missing');
    this.#schemas.check(schema, file);
    this.#files.set(name, file);
    return file;
  }

  #layOver(below: SourceFile | undefined, name: string, site: string): SourceFile | undefined {
    const path = join(site, name);
    if (!existsSync(path)) return below;
    const own = parseSource(`${SITE_PREFIX}${name}`, readFileSync(path, 'utf8'));
    const { file, changes } = below === undefined ? addedFile(own, name) : layOver(below, own);
    this.changes.push(...changes);
    return file;
  }

  /** A misspelt file name must not pass for a change that is in force. */
  refuseUnread(): void {
    for (const site of this.#sites) {
      const strange = filesBelow(site).find((name) => !this.#files.has(name));
      if (strange !== undefined)
        throw new KnowledgeError(`${SITE_PREFIX}${strange}`, undefined, 'no such file is read');
    }
  }

  folder({ folder, schema, accepts }: Folder): readonly SourceFile[] {
    return this.#list(folder)
      .filter(accepts)
      .map((name) => this.file(`${folder}/${name}`, schema));
  }

  #list(folder: string): readonly string[] {
    const path = join(this.#root, folder);
    if (!existsSync(path)) throw new KnowledgeError(folder, undefined, 'the folder is missing');
    const names = [path, ...this.#sites.map((site) => join(site, folder))].flatMap(namesIn);
    return [...new Set(names)].sort();
  }
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Files of a site's folder, languages apart: each of them is a folder of a site of its own. */
function filesBelow(site: string): readonly string[] {
  return readdirSync(site, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'README.md')
    .map((entry) => relative(site, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((name) => !name.startsWith(`${LANGUAGES}/`));
}
