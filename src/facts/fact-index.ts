// Facts of one kind, found by value set without looking at the others.
import type { Fact } from './fact.ts';

const NONE: readonly never[] = [];

/** Read-only once built; order of the facts is the order in which they came. */
export class FactIndex<F extends Fact> {
  readonly all: readonly F[];
  readonly #bySet: Map<string, F[]>;

  constructor(facts: readonly F[]) {
    this.all = facts;
    this.#bySet = new Map();
    for (const fact of facts) for (const set of fact.sets) this.#file(set, fact);
  }

  #file(set: string, fact: F): void {
    const filed = this.#bySet.get(set);
    if (filed === undefined) this.#bySet.set(set, [fact]);
    else if (filed.at(-1) !== fact) filed.push(fact);
  }

  /** Facts that are in at least one of the sets, each once. */
  inAny(sets: readonly string[]): readonly F[] {
    if (sets.length === 0) return this.all;
    let found: readonly F[] = NONE;
    for (const set of sets) {
      const filed = this.#bySet.get(set);
      // Most questions find nothing, and of the others most find facts of one set only.
      if (filed !== undefined) found = found.length === 0 ? filed : [...new Set([...found, ...filed])];
    }
    return found;
  }
}
