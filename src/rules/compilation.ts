// What is under way while rules are compiled: the ids, so that no circle goes unnoticed, and the names that were asked for.
import type { Place } from '../knowledge/source-file.ts';
import type { Criterion } from './criterion.ts';

/** A compiled condition with the names of findings and scales that it asks for. */
export interface NamedCriterion {
  readonly criterion: Criterion;
  readonly names: readonly string[];
}

/** The state of one compilation of all rules. */
export class Compilation {
  readonly #underway: string[] = [];
  /** Names that the part under way has asked for. */
  #names: Set<string> | undefined;
  readonly #namesIn = new Map<string, readonly string[]>();

  /** Runs one compilation at a time for an id; coming back to an id that is under way is a circle. */
  guarded<T>(id: string, place: Place, compile: () => T): T {
    if (this.#underway.includes(id)) throw place.error(`circular: ${[...this.#underway, id].join(' -> ')}`);
    this.#underway.push(id);
    try {
      const [compiled, names] = this.#collect(compile);
      this.#namesIn.set(id, names);
      return compiled;
    } finally {
      this.#underway.pop();
    }
  }

  /** Whether the innermost part under way is the one of this id. */
  isInside(id: string): boolean {
    return this.#underway.at(-1) === id;
  }

  /** Compiles a condition and tells what it asks for. */
  named(compile: () => Criterion): NamedCriterion {
    const [criterion, names] = this.#collect(compile);
    return { criterion, names };
  }

  /** The part under way asks for this name. */
  asksFor(name: string): void {
    this.#names?.add(name);
  }

  /** The part under way asks for what another part asked for, as far as that is inherited. */
  inherit(id: string, isInherited: (name: string) => boolean): void {
    for (const name of this.#namesIn.get(id) ?? []) if (isInherited(name)) this.asksFor(name);
  }

  #collect<T>(compile: () => T): readonly [T, readonly string[]] {
    const names = new Set<string>();
    const before = this.#names;
    this.#names = names;
    try {
      return [compile(), [...names]];
    } finally {
      this.#names = before;
    }
  }
}
