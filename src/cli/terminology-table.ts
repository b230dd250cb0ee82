// Value sets at a glance: how large each one is by code system, and what it leaves out of the groups it was chosen from.
import { columns } from './columns.ts';
import type { CountedSet } from './count-sets.ts';
import type { ComparedGroup, Comparison } from './left-out.ts';
import { SYSTEM_NAMES } from './reference-tables.ts';

const NEEDS_TABLES =
  'Which rows of reference tables a value set leaves out: --reference DIR (a folder with all-codes.csv).';

/** The sizes as text, and what is left out when there are tables to compare with. */
export function terminologyText(sets: readonly CountedSet[], comparison: Comparison | undefined): string {
  const parts = comparison === undefined ? [sizeTable(sets), [NEEDS_TABLES]] : comparedParts(sets, comparison);
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function sizeTable(sets: readonly CountedSet[], comparison?: Comparison): readonly string[] {
  const head = ['value set', ...(comparison === undefined ? [] : COUNTS), 'codes by system (+ prefixes)'];
  const rows = sets.map(({ id, sizes }) => [
    id,
    ...(comparison === undefined ? [] : countsOf(id, comparison)),
    [...sizes].map(([system, { codes, prefixes }]) => sizeWords(nameOf(system), codes, prefixes)).join(', '),
  ]);
  return columns([head, ...rows]);
}

const COUNTS = ['left out', 'in sets beside it'];

function countsOf(id: string, { sets }: Comparison): readonly string[] {
  const counts = sets.get(id);
  return counts === undefined ? ['-', '-'] : [String(counts.leftOut), String(counts.elsewhere)];
}

function comparedParts(sets: readonly CountedSet[], comparison: Comparison): readonly (readonly string[])[] {
  const reasons = sets.flatMap(({ id }) => {
    const reason = comparison.noReferenceRows[id];
    return reason === undefined ? [] : [[id, reason]];
  });
  return [
    sizeTable(sets, comparison),
    ...(reasons.length === 0 ? [] : [columns([['no reference rows', 'because'], ...reasons])]),
    ...comparison.groups.filter(({ leftOut }) => leftOut.length > 0).map(groupTable),
  ];
}

/** The rows that no value set of the group holds. */
function groupTable({ group, sets, leftOut }: ComparedGroup): readonly string[] {
  const rows = leftOut.map(({ system, code, display, because }) => [
    nameOf(system),
    code,
    display,
    because ?? 'see the purpose of the value sets',
  ]);
  const head = `${group}, left out of ${sets.join(', ')}: ${String(leftOut.length)}`;
  return [head, ...columns(rows, 2)];
}

function nameOf(system: string): string {
  return SYSTEM_NAMES.get(system) ?? system;
}

function sizeWords(system: string, codes: number, prefixes: number): string {
  if (prefixes === 0) return `${system} ${String(codes)}`;
  return codes === 0 ? `${system} +${String(prefixes)}` : `${system} ${String(codes)}+${String(prefixes)}`;
}
