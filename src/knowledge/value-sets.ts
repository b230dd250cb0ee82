// FHIR ValueSets as membership tables: exact codes in a map, hierarchies (ICD-10-CM, ATC) by prefix.
import { Place, type SourceFile } from './source-file.ts';

/** A concept of a value set with the other names under which records know it. */
export interface NamedConcept {
  readonly set: string;
  readonly system: string;
  readonly code: string;
  readonly names: readonly string[];
}

/** What a value set says about itself. */
export interface ValueSetInfo {
  readonly id: string;
  readonly url: string;
  readonly version: string;
  readonly title: string;
  readonly copyright: string;
}

/** All value sets. */
export interface ValueSets {
  readonly infos: ReadonlyMap<string, ValueSetInfo>;
  readonly concepts: readonly NamedConcept[];
  /** Ids of the sets that hold the code. */
  setsOf(system: string, code: string): readonly string[];
}

interface Include {
  readonly system: string;
  readonly concept?: readonly {
    readonly code: string;
    readonly display?: string;
    readonly designation?: readonly { readonly value: string }[];
  }[];
  readonly filter?: readonly { readonly property: string; readonly op: string; readonly value: string }[];
}

interface ValueSetSource extends ValueSetInfo {
  readonly compose: { readonly include: readonly Include[]; readonly exclude?: readonly Include[] };
}

interface SystemTable {
  readonly exact: Map<string, string[]>;
  readonly prefixes: Map<string, string[]>;
  readonly excludedExact: Map<string, string[]>;
  readonly excludedPrefixes: Map<string, string[]>;
  readonly answers: Map<string, readonly string[]>;
}

const NONE: readonly string[] = [];
/** Answers are kept for codes seen; a hostile stream of made-up codes must not fill the memory. */
const MOST_ANSWERS = 20_000;
const LONGEST_CODE = 20;

/** Builds the tables from parsed files that passed the schema. Throws KnowledgeError. */
export function compileValueSets(files: readonly SourceFile[]): ValueSets {
  const infos = new Map<string, ValueSetInfo>();
  const tables = new Map<string, SystemTable>();
  const concepts: NamedConcept[] = [];
  for (const file of files) {
    const source = file.data as ValueSetSource;
    const place = new Place(file);
    if (file.name !== `valuesets/${source.id}.json`) throw place.at('id').error('the id must be the file name');
    const other = [...infos.values()].find(({ url }) => url === source.url);
    if (other !== undefined) throw place.at('url').error(`the value set "${other.id}" has the same url`);
    infos.set(source.id, source);
    source.compose.include.forEach((include, index) => {
      fileCodes(include, source.id, tables, 'in', place.at('compose', 'include', index));
      concepts.push(...namedConcepts(include, source.id));
    });
    source.compose.exclude?.forEach((exclude, index) => {
      fileCodes(exclude, source.id, tables, 'out', place.at('compose', 'exclude', index));
    });
  }
  return { infos, concepts, setsOf: (system, code) => setsOf(tables.get(system), code) };
}

function namedConcepts(include: Include, set: string): readonly NamedConcept[] {
  return (include.concept ?? []).map(({ code, display, designation }) => ({
    set,
    system: include.system,
    code,
    names: [display, ...(designation ?? []).map(({ value }) => value)].filter((name) => name !== undefined),
  }));
}

function fileCodes(
  include: Include,
  set: string,
  tables: Map<string, SystemTable>,
  side: 'in' | 'out',
  place: Place,
): void {
  // FHIR reads a bare system as all of its codes, and concepts with a filter as both at once; neither is meant here.
  if ((include.concept === undefined) === (include.filter === undefined)) {
    throw place.error('expected either "concept" or "filter"');
  }
  const table = tableOf(include.system, tables);
  const [exact, prefixes] =
    side === 'in' ? [table.exact, table.prefixes] : [table.excludedExact, table.excludedPrefixes];
  for (const { code } of include.concept ?? []) push(exact, code, set);
  for (const filter of include.filter ?? []) {
    if (filter.op !== 'is-a' || filter.property !== 'concept') {
      throw place.error('the only filter is property "concept", op "is-a"');
    }
    push(prefixes, filter.value, set);
  }
}

function tableOf(system: string, tables: Map<string, SystemTable>): SystemTable {
  const known = tables.get(system);
  if (known !== undefined) return known;
  const table: SystemTable = {
    exact: new Map(),
    prefixes: new Map(),
    excludedExact: new Map(),
    excludedPrefixes: new Map(),
    answers: new Map(),
  };
  tables.set(system, table);
  return table;
}

function push(map: Map<string, string[]>, key: string, set: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [set]);
  else if (!list.includes(set)) list.push(set);
}

function setsOf(table: SystemTable | undefined, code: string): readonly string[] {
  if (table === undefined) return NONE;
  const known = table.answers.get(code);
  if (known !== undefined) return known;
  const out = collect(table.excludedExact, table.excludedPrefixes, code);
  const answer = [...collect(table.exact, table.prefixes, code)].filter((set) => !out.has(set));
  if (table.answers.size < MOST_ANSWERS && code.length <= LONGEST_CODE) table.answers.set(code, answer);
  return answer;
}

function collect(
  exact: ReadonlyMap<string, readonly string[]>,
  prefixes: ReadonlyMap<string, readonly string[]>,
  code: string,
): ReadonlySet<string> {
  const found = new Set<string>(exact.get(code));
  if (prefixes.size === 0) return found;
  for (let length = 1; length <= Math.min(code.length, LONGEST_CODE); length++) {
    for (const set of prefixes.get(code.slice(0, length)) ?? NONE) found.add(set);
  }
  return found;
}
