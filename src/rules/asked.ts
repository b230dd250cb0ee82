// What the compiled rules ask for: something new that nothing asks for is misspelt here or there, and would never count.
import type { Knowledge } from '../knowledge/knowledge.ts';
import { placed } from '../knowledge/registry.ts';
import type { FindingSource } from './finding.ts';
import type { TableSource } from './table.ts';

/** Names that were asked for while criteria were compiled. */
export class Asked {
  readonly sets = new Set<string>();
  readonly findings = new Set<string>();
  readonly #outcomes = new Map<string, Set<string>>();

  addOutcomes(table: string, gives: readonly string[]): void {
    const known = this.#outcomes.get(table) ?? new Set();
    for (const outcome of gives) known.add(outcome);
    this.#outcomes.set(table, known);
  }

  hasOutcome(table: string, outcome: string): boolean {
    return this.#outcomes.get(table)?.has(outcome) === true;
  }
}

/** Of two outcomes it is enough to ask for one. */
function isTheOther({ id, rows, otherwise }: TableSource, asked: Asked): boolean {
  const outcomes = new Set([otherwise, ...rows.map(({ gives }) => gives)]);
  return outcomes.size === 2 && [...outcomes].some((outcome) => asked.hasOutcome(id, outcome));
}

/** Throws KnowledgeError at the first new value set, finding or outcome that nothing uses. All must be compiled by now. */
export function refuseUnused(knowledge: Knowledge, asked: Asked): void {
  for (const [id, place] of knowledge.setsForRules) {
    if (!asked.sets.has(id) && knowledge.isNew(place)) throw place.error(`nothing uses the value set "${id}"`);
  }
  for (const { source, place } of knowledge.parts<FindingSource>('findings')) {
    if (asked.findings.has(source.id) || !knowledge.isNew(place)) continue;
    throw place.at('id').error(`nothing uses the finding "${source.id}"`);
  }
  for (const { source: table, place } of knowledge.parts<TableSource>('tables')) {
    if (knowledge.shownTables.has(table.id)) continue;
    for (const { source: row, place: at } of placed(table.rows, place.at('rows'))) {
      const isUsed = row.gives === table.otherwise || asked.hasOutcome(table.id, row.gives) || isTheOther(table, asked);
      if (isUsed || !knowledge.isNew(at.at('gives'))) continue;
      throw at.at('gives').error(`nothing asks whether ${table.id} gives "${row.gives}"`);
    }
  }
}
