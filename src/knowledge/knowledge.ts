// Everything in hooks/, read and validated once at start.
import { compileObservationItems, type ObservationItems } from '../facts/observation-items.ts';
import type { FactSettings } from '../facts/settings.ts';
import type { Terminology } from '../fhir/terminology.ts';
import { checkItemCodings, checkValueSet, readCodeSystems } from './code-systems.ts';
import { loadDrugProducts } from './drugs.ts';
import { askableSets, checkFactReferences, setsInFacts } from './fact-references.ts';
import { KnowledgeReader, type Folder } from './knowledge-reader.ts';
import type { SiteChange } from './site-overlay.ts';
import { Place, type Placed, type SourceFile } from './source-file.ts';
import { compileTerminology } from './terminology.ts';
import { compileTextMatcher } from './text-matcher.ts';
import { languageChange, tablesInTexts, Translation, type TextKind, type TranslationReport } from './translation.ts';
import { compileValueSets, type ValueSets } from './value-sets.ts';

/** The validated files, before rules and cards are compiled from them. */
export interface Knowledge {
  readonly valueSets: ValueSets;
  /** Ids of every value set that may be asked for. */
  readonly valueSetIds: ReadonlySet<string>;
  /** Where each value set is written that nothing but a rule can use: no fact rests on it, no prefetch query lists it. */
  readonly setsForRules: ReadonlyMap<string, Place>;
  /** Tables whose outcomes are shown by their labels, whether or not a rule asks for them. */
  readonly shownTables: ReadonlySet<string>;
  /** Whether a place is in force here for the first time: all of the shipped files; over them, what the site adds. */
  isNew(place: Place): boolean;
  readonly terminology: Terminology;
  readonly items: ObservationItems;
  readonly settings: FactSettings;
  /** Parts of a kind, over all files of its folder: `findings`, `scales`, `tallies`, `tables`, `cards`, `sections` ... */
  parts<T>(kind: PartKind): readonly Placed<T>[];
  /** The one file of a kind that has only one. */
  single(kind: SingleKind): SourceFile;
  /** What the site changes for every reader, and the language if it is not the shipped one. */
  readonly changes: readonly SiteChange[];
  /** Languages that the site adds, in lower case. */
  readonly languages: readonly string[];
  /** The same knowledge with the texts of one of them. Throws KnowledgeError. */
  inLanguage(tag: string): TranslatedKnowledge;
}

/** The knowledge in a language, and what the language says of it. */
export interface TranslatedKnowledge {
  readonly knowledge: Knowledge;
  readonly report: TranslationReport;
}

/** Kinds whose files hold a list under the kind's own name. */
export type PartKind = 'findings' | 'tallies' | 'tables' | 'cards' | 'sections' | 'suggestions' | 'scales';

/** Kinds with one file. */
export type SingleKind = 'service' | 'notes' | 'sources' | 'override-reasons';

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
 * Reads and checks a hooks folder, with the folder of a site laid over it. Throws KnowledgeError with file and line for the
 * first mistake.
 */
export function loadKnowledge(folder: string, siteFolder?: string): Knowledge {
  const reader = new KnowledgeReader(folder, siteFolder);
  const systems = readCodeSystems(reader.file('code-systems.yaml', 'code-systems'));
  const sets = reader.folder({ folder: 'valuesets', schema: 'value-set', accepts: isJson });
  for (const set of sets) checkValueSet(set, systems);
  const valueSets = compileValueSets(sets);
  const texts = reader.folder({ folder: 'text-patterns', schema: 'text-patterns', accepts: isYaml });
  const text = compileTextMatcher(texts, new Set(valueSets.infos.keys()));
  const products = loadDrugProducts(reader.read('drugs/products.csv'));
  const facts = reader.file('facts.yaml', 'facts');
  const settings = facts.data as FactSettings;
  const measurements = reader.file('observations.yaml', 'observations');
  checkItemCodings(measurements, systems);
  const items = observationItems(measurements);
  const valueSetIds = askableSets(valueSets, settings);
  checkFactReferences(settings, valueSetIds, items, new Place(facts));
  const terminology = compileTerminology(valueSets, text, products, settings.medication);
  const files = filesOf(reader);
  reader.refuseUnread();
  const { changes, languages } = reader;
  const setsForRules = setsOnlyRulesUse(sets, settings, files.service);
  const isNew = (place: Place): boolean => siteFolder === undefined || place.file.isOwnAt?.(place.path) === true;
  const knowledge = {
    ...{ valueSets, valueSetIds, setsForRules, terminology, items, settings, changes, languages, isNew },
    shownTables: shownTables(files),
    ...partsOf(files),
  };
  const inLanguage = (tag: string): TranslatedKnowledge => {
    const translation = new Translation(tag, reader.texts(tag), knowledge.shownTables);
    const said = translatedFiles(files, translation);
    const ownItems = observationItems(translation.of('observations', measurements));
    const report = translation.report();
    return {
      knowledge: { ...own, items: ownItems, ...partsOf(said), changes: [...changes, languageChange(report)] },
      report,
    };
  };
  const own: Knowledge = { ...knowledge, inLanguage };
  return own;
}

type Files = Readonly<Record<PartKind, readonly SourceFile[]>> & Readonly<Record<SingleKind, SourceFile>>;

/** All files of parts, read at once, so that every change of the site is known. */
function filesOf(reader: KnowledgeReader): Files {
  const folders = Object.entries(PARTS).map(([kind, folder]) => [kind, reader.folder(folder)] as const);
  const singles = Object.entries(SINGLES).map(([kind, name]) => [kind, reader.file(name, kind)] as const);
  return Object.fromEntries<readonly SourceFile[] | SourceFile>([...folders, ...singles]) as Files;
}

function translatedFiles(files: Files, translation: Translation): Files {
  const entries = Object.entries(files).map(([kind, of]: [string, readonly SourceFile[] | SourceFile]) => {
    const say = (file: SourceFile): SourceFile => translation.of(kind as TextKind, file);
    return [kind, 'data' in of ? say(of) : of.map(say)] as const;
  });
  return Object.fromEntries<readonly SourceFile[] | SourceFile>(entries) as Files;
}

function shownTables(files: Files): ReadonlySet<string> {
  const { ratingTable } = files.service.data as { readonly ratingTable: string };
  return new Set([ratingTable, ...tablesInTexts([...files.cards, ...files.sections, ...files.scales])]);
}

const SET_IN_QUERY = /\{\{set ([a-z0-9-]+)\}\}/g;

function setsOnlyRulesUse(
  sets: readonly SourceFile[],
  settings: FactSettings,
  service: SourceFile,
): ReadonlyMap<string, Place> {
  const inQueries = [...JSON.stringify(service.data).matchAll(SET_IN_QUERY)].map(([, id]) => id);
  const used = new Set([...setsInFacts(settings).flatMap(([, names]) => names), ...inQueries]);
  const places = sets.map((file) => [(file.data as { readonly id: string }).id, new Place(file, ['id'])] as const);
  return new Map(places.filter(([id]) => !used.has(id)));
}

function partsOf(files: Files): Pick<Knowledge, 'parts' | 'single'> {
  return {
    parts: <T>(kind: PartKind) => files[kind].flatMap((file) => partsIn<T>(file, kind)),
    single: (kind: SingleKind) => files[kind],
  };
}

const isJson = (name: string): boolean => name.endsWith('.json');

function partsIn<T>(file: SourceFile, kind: PartKind): readonly Placed<T>[] {
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
