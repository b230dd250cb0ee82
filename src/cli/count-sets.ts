// Value sets of a knowledge folder, counted by code system.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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
