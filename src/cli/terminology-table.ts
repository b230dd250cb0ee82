// Value sets at a glance: how large each one is by code system, and what it leaves out of the groups it was chosen from.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RXNORM } from '../fhir/systems.ts';
import { loadDrugProducts } from '../knowledge/drugs.ts';
import { loadKnowledge } from '../knowledge/knowledge.ts';
import { columns } from './columns.ts';
import { readKnowledgeFile } from './knowledge-file.ts';
import { SYSTEM_NAMES, type ReferenceRow } from './reference-tables.ts';

interface Include {
  readonly system: string;
  readonly concept?: readonly unknown[];
  readonly filter?: readonly unknown[];
}

/** A value set, counted. */
export interface CountedSet {
  readonly id: string;
  /** By system URI: single codes, and prefixes of hierarchies. */
  readonly sizes: ReadonlyMap<string, { readonly codes: number; readonly prefixes: number }>;
}

/** A row of the reference tables that a value set leaves out. */
export interface LeftOut extends ReferenceRow {
  readonly set: string;
}

/** Counts the value sets of a knowledge folder, by id. */
export function countSets(hooksFolder: string): readonly CountedSet[] {
  const folder = join(hooksFolder, 'valuesets');
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => {
    const { id, compose } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
      readonly id: string;
      readonly compose: { readonly include: readonly Include[] };
    };
    return { id, sizes: sizesOf(compose.include) };
  });
}

function sizesOf(includes: readonly Include[]): CountedSet['sizes'] {
  const sizes = new Map<string, { readonly codes: number; readonly prefixes: number }>();
  for (const { system, concept = [], filter = [] } of includes) {
    const { codes, prefixes } = sizes.get(system) ?? { codes: 0, prefixes: 0 };
    sizes.set(system, { codes: codes + concept.length, prefixes: prefixes + filter.length });
  }
  return sizes;
}

/** Which rows of its groups each value set leaves out, among the systems that it uses. A product counts by its ingredients. */
export function leftOut(
  sets: readonly CountedSet[],
  reference: readonly ReferenceRow[],
  hooksFolder: string,
): readonly LeftOut[] {
  const { groups } = readKnowledgeFile(hooksFolder, 'terminology-groups') as {
    readonly groups: Readonly<Record<string, readonly string[]>>;
  };
  const { valueSets } = loadKnowledge(hooksFolder);
  const products = loadDrugProducts(readFileSync(join(hooksFolder, 'drugs/products.csv'), 'utf8'));
  const setsOf = (row: ReferenceRow): readonly string[] => {
    const ingredients = row.system === RXNORM ? (products.productFor(row.code)?.ingredients ?? []) : [];
    return [row.code, ...ingredients].flatMap((code) => valueSets.setsOf(row.system, code));
  };
  const placed = reference.map((row) => ({ row, own: new Set(setsOf(row)) }));
  return sets.flatMap(({ id, sizes }) => {
    const wanted = groups[id] ?? [];
    const rows = placed.filter(
      ({ row }) => sizes.has(row.system) && row.groups.some((group) => wanted.includes(group)),
    );
    return rows.filter(({ own }) => !own.has(id)).map(({ row }) => ({ ...row, set: id }));
  });
}

/** The tables as text. */
export function terminologyText(sets: readonly CountedSet[], missing: readonly LeftOut[] | undefined): string {
  const head = ['value set', ...(missing === undefined ? [] : ['left out']), 'codes by system (+ prefixes)'];
  const rows = sets.map(({ id, sizes }) => [
    id,
    ...(missing === undefined ? [] : [String(missing.filter(({ set }) => set === id).length)]),
    [...sizes].map(([system, { codes, prefixes }]) => sizeWords(nameOf(system), codes, prefixes)).join(', '),
  ]);
  const list = (missing ?? []).map(({ set, system, code, display }) => [set, nameOf(system), code, display]);
  const tables = [columns([head, ...rows])];
  if (list.length > 0) tables.push(columns([['left out of', 'system', 'code', 'display'], ...list]));
  return `${tables.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function nameOf(system: string): string {
  return SYSTEM_NAMES.get(system) ?? system;
}

function sizeWords(system: string, codes: number, prefixes: number): string {
  if (prefixes === 0) return `${system} ${String(codes)}`;
  return codes === 0 ? `${system} +${String(prefixes)}` : `${system} ${String(codes)}+${String(prefixes)}`;
}
