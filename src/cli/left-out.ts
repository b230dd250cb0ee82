// Value sets held against reference tables: which rows of the groups that they were chosen from are in none of them, and why.
import { RXNORM } from '../fhir/systems.ts';
import { loadKnowledge, type Knowledge } from '../knowledge/knowledge.ts';
import type { CountedSet } from './count-sets.ts';
import { readKnowledgeFile } from './knowledge-file.ts';
import type { ReferenceRow } from './reference-tables.ts';

interface Decision {
  readonly codes?: readonly string[];
  readonly words?: readonly string[];
  readonly because: string;
}

/** `hooks/terminology-groups.yaml`. */
export interface TerminologyGroups {
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly noReferenceRows: Readonly<Record<string, string>>;
  readonly leavesOut: Readonly<Record<string, readonly Decision[]>>;
}

/** A row that no value set of its group holds; without `because` the purpose of the value sets must say why. */
export interface LeftOutRow extends ReferenceRow {
  readonly because?: string;
}

/** A group with the value sets that were chosen from it. */
export interface ComparedGroup {
  readonly group: string;
  readonly sets: readonly string[];
  readonly leftOut: readonly LeftOutRow[];
}

/** Rows that a value set has no part in, although it was chosen from their groups. */
export interface ComparedSet {
  /** In no value set of the group. */
  readonly leftOut: number;
  /** In another value set of the group: decided for a different answer. */
  readonly elsewhere: number;
}

/** All value sets against all rows. */
export interface Comparison {
  readonly sets: ReadonlyMap<string, ComparedSet>;
  readonly groups: readonly ComparedGroup[];
  readonly noReferenceRows: Readonly<Record<string, string>>;
}

interface PlacedRow {
  readonly row: ReferenceRow;
  readonly own: ReadonlySet<string>;
}

const DRUG_SYSTEMS = new Set([RXNORM, 'http://www.whocc.no/atc']);

/** Reads the file. Throws KnowledgeError. */
export function readTerminologyGroups(hooksFolder: string): TerminologyGroups {
  return readKnowledgeFile(hooksFolder, 'terminology-groups') as TerminologyGroups;
}

/** Compares. Drugs count as the service would recognise them: by product, by ingredient, or by name. */
export function compareSets(
  sets: readonly CountedSet[],
  reference: readonly ReferenceRow[],
  hooksFolder: string,
): Comparison {
  const file = readTerminologyGroups(hooksFolder);
  const knowledge = loadKnowledge(hooksFolder);
  const placed = reference.map((row) => ({ row, own: new Set(setsOf(row, knowledge)) }));
  const grouped = sets.filter(({ id }) => id in file.groups);
  const names = [...new Set(grouped.flatMap(({ id }) => file.groups[id] ?? []))];
  const nets = new Map(names.map((name) => [name, castNet(name, placed, file)]));
  return {
    sets: new Map(grouped.map((set) => [set.id, compareSet(set, file.groups[set.id] ?? [], nets)])),
    groups: names.map((name) => compareGroup(name, grouped, nets.get(name), file)),
    noReferenceRows: file.noReferenceRows,
  };
}

/** A group of the tables: its rows, and all value sets that were chosen from it. */
interface Net {
  readonly rows: readonly PlacedRow[];
  readonly sets: readonly string[];
}

function castNet(name: string, placed: readonly PlacedRow[], { groups }: TerminologyGroups): Net {
  return {
    rows: placed.filter(({ row }) => isIn(row, name)),
    sets: Object.keys(groups).filter((id) => groups[id]?.includes(name)),
  };
}

/** In the systems that the value set uses. */
function compareSet({ id, sizes }: CountedSet, wanted: readonly string[], nets: ReadonlyMap<string, Net>): ComparedSet {
  const own = wanted.flatMap((name) => nets.get(name) ?? []);
  const beside = new Set(own.flatMap(({ sets }) => sets));
  const missing = [...new Set(own.flatMap(({ rows }) => rows))].filter(
    (placed) => sizes.has(placed.row.system) && !placed.own.has(id),
  );
  const elsewhere = missing.filter((placed) => [...placed.own].some((other) => beside.has(other))).length;
  return { leftOut: missing.length - elsewhere, elsewhere };
}

/** In the systems that some value set of the group uses. */
function compareGroup(
  group: string,
  counted: readonly CountedSet[],
  net: Net | undefined,
  { leavesOut }: TerminologyGroups,
): ComparedGroup {
  const { rows, sets } = net ?? { rows: [], sets: [] };
  const systems = new Set(counted.flatMap(({ id, sizes }) => (sets.includes(id) ? [...sizes.keys()] : [])));
  const leftOut = rows.filter(({ row, own }) => systems.has(row.system) && !sets.some((id) => own.has(id)));
  return { group, sets, leftOut: leftOut.map(({ row }) => decided(row, leavesOut[group] ?? [])) };
}

function decided(row: ReferenceRow, decisions: readonly Decision[]): LeftOutRow {
  const display = row.display.toLowerCase();
  const decision = decisions.find(({ codes, words }) => {
    if (codes === undefined && words === undefined) return true;
    const byCode = codes?.some((prefix) => row.code.startsWith(prefix)) === true;
    return byCode || words?.some((word) => display.includes(word.toLowerCase())) === true;
  });
  return decision === undefined ? row : { ...row, because: decision.because };
}

/** `atc-classes/C09`: the rows of the group whose codes begin with C09. */
function isIn(row: ReferenceRow, name: string): boolean {
  const [group = '', prefix = ''] = name.split('/');
  return row.groups.includes(group) && row.code.startsWith(prefix);
}

function setsOf({ system, code, display }: ReferenceRow, { valueSets, terminology }: Knowledge): readonly string[] {
  const own = valueSets.setsOf(system, code);
  if (!DRUG_SYSTEMS.has(system)) return own;
  return [...own, ...(terminology.recogniseDrug([{ system, code, display }], [display])?.sets ?? [])];
}
