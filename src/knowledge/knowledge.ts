// Everything in hooks/, read and validated once at start.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileObservationItems, type ObservationItems } from '../facts/observation-items.ts';
import type { FactSettings } from '../facts/settings.ts';
import type { Terminology } from '../fhir/terminology.ts';
import type { JsonObject } from '../fhir/types.ts';
import { loadDrugProducts } from './drugs.ts';
import { KnowledgeError } from './knowledge-error.ts';
import { KnowledgeSchemas } from './schemas.ts';
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

/** Reads and checks a hooks folder. Throws KnowledgeError with file and line for the first mistake. */
export function loadKnowledge(folder: string): Knowledge {
  const reader = new KnowledgeReader(folder);
  const valueSets = compileValueSets(reader.folder({ folder: 'valuesets', schema: 'value-set', accepts: isJson }));
  const texts = reader.folder({ folder: 'text-patterns', schema: 'text-patterns', accepts: isYaml });
  const text = compileTextMatcher(texts, new Set(valueSets.infos.keys()));
  const products = loadDrugProducts(reader.read('drugs/products.csv'));
  const settings = reader.file('facts.yaml', 'facts');
  return {
    valueSets,
    terminology: compileTerminology(valueSets, text, products),
    items: observationItems(reader.file('observations.yaml', 'observations')),
    settings: settings.data as FactSettings,
    parts: <T>(kind: PartKind) => reader.folder(PARTS[kind]).flatMap((file) => partsOf<T>(file, kind)),
    single: (kind) => reader.file(SINGLES[kind], kind),
  };
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
  readonly #schemas: KnowledgeSchemas;
  /** Files read so far: rules and cards are compiled from the same ones. */
  readonly #files = new Map<string, SourceFile>();

  constructor(root: string) {
    this.#root = root;
    const names = this.#list('schemas').filter((name) => name.endsWith('.schema.json'));
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
    const file = parseSource(name, this.read(name));
    this.#schemas.check(schema, file);
    this.#files.set(name, file);
    return file;
  }

  folder({ folder, schema, accepts }: Folder): readonly SourceFile[] {
    return this.#list(folder)
      .filter(accepts)
      .map((name) => this.file(`${folder}/${name}`, schema));
  }

  #list(folder: string): readonly string[] {
    const path = join(this.#root, folder);
    if (!existsSync(path)) throw new KnowledgeError(folder, undefined, 'the folder is missing');
    return readdirSync(path).sort();
  }
}
