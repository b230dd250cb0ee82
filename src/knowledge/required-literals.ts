// What a text must hold for a regular expression to match it: asked before the expression, which costs far more.

/** Literals in lower case, one of which every match contains; `undefined` where that cannot be told. */
export type RequiredLiterals = readonly string[] | undefined;

const SHORTEST = 2;
const PLAIN = /^[\w /,;:'"&%#@!~<>=-]$/;
const SIMPLE_ESCAPE = /^[bBdDsSwW]$/;
const SYNTAX_ESCAPE = /^[/.*+?^$()[\]{}|\\-]$/;
const QUANTIFIER = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/;
const GROUP = /^\((?:\?(?:[:=!]|<[=!])|(?!\?))/;
const CLASS = /^\[(?:\\[bBdDsSwW/.*+?^$()[\]{}|\\-]|[^\]\\])*\]/;

/** The literals that an expression (flags `iu`) requires. It must compile; syntax beyond the usual is `undefined`. */
export function requiredLiterals(expression: string): RequiredLiterals {
  const reader = new Reader(expression);
  const literals = reader.alternatives();
  return reader.isUnderstood ? literals : undefined;
}

/** The text as the literals are looked for in it: as the flags `iu` fold it, as far as ASCII letters go. */
export function foldCase(text: string): string {
  // The Kelvin sign becomes `k` by itself; the long s has no lower case of its own.
  return text.toLowerCase().replaceAll('ſ', 's');
}

/** All alternatives together: one that requires nothing leaves nothing that can be said. */
export function unionOf(alternatives: readonly RequiredLiterals[]): RequiredLiterals {
  const known = alternatives.filter((literals) => literals !== undefined);
  return known.length < alternatives.length ? undefined : [...new Set(known.flat())];
}

/** The choice that lets the fewest texts pass, as far as lengths tell. */
function better(one: RequiredLiterals, other: RequiredLiterals): RequiredLiterals {
  return shortestOf(other) > shortestOf(one) ? other : one;
}

function shortestOf(literals: RequiredLiterals): number {
  return literals === undefined ? 0 : Math.min(...literals.map(({ length }) => length));
}

/** What one sequence requires, gathered from left to right. */
class Sequence {
  #best: RequiredLiterals;
  #run = '';

  add(character: string): void {
    this.#run += character;
  }

  /** Whatever comes next does not follow the run directly. */
  endRun(): void {
    if (this.#run.length >= SHORTEST) this.require([this.#run]);
    this.#run = '';
  }

  require(literals: RequiredLiterals): void {
    this.#best = better(this.#best, literals);
  }

  finish(): RequiredLiterals {
    this.endRun();
    return this.#best;
  }
}

class Reader {
  isUnderstood = true;
  #rest: string;

  constructor(expression: string) {
    this.#rest = expression;
  }

  /** Up to the end, or to the bracket that closes the group. */
  alternatives(): RequiredLiterals {
    const found: RequiredLiterals[] = [this.#sequence()];
    while (this.#take(/^\|/) !== undefined) found.push(this.#sequence());
    return unionOf(found);
  }

  #sequence(): RequiredLiterals {
    const sequence = new Sequence();
    while (this.isUnderstood && this.#rest !== '' && !/^[|)]/.test(this.#rest)) this.#item(sequence);
    return sequence.finish();
  }

  #item(sequence: Sequence): void {
    const group = this.#take(GROUP);
    if (group !== undefined) {
      const inside = this.alternatives();
      if (this.#take(/^\)/) === undefined) this.isUnderstood = false;
      sequence.endRun();
      const isConsumed = group === '(' || group === '(?:';
      if (this.#least() > 0 && isConsumed) sequence.require(inside);
      return;
    }
    const literal = this.#character();
    const quantifier = /^[*+?{]/.test(this.#rest);
    const least = this.#least();
    if (literal === undefined || least === 0) sequence.endRun();
    else sequence.add(literal);
    if (quantifier) sequence.endRun();
  }

  /** One character: itself when it is literal; nothing for an assertion, which leaves what is around it adjacent. */
  #character(): string | undefined {
    if (this.#take(CLASS) !== undefined) return undefined;
    const escaped = this.#take(/^\\./u)?.slice(1);
    if (escaped !== undefined) {
      if (SYNTAX_ESCAPE.test(escaped)) return escaped;
      if (!SIMPLE_ESCAPE.test(escaped)) this.isUnderstood = false;
      return escaped === 'b' ? '' : undefined;
    }
    const character = this.#take(/^[^]/u) ?? '';
    // A group of a kind that is not read here (named, with flags of its own).
    if (character === '(') this.isUnderstood = false;
    return PLAIN.test(character) ? character.toLowerCase() : undefined;
  }

  /** How often the item before must be there at least. */
  #least(): number {
    const match = QUANTIFIER.exec(this.#rest);
    if (match === null) return 1;
    this.#rest = this.#rest.slice(match[0].length);
    if (match[1] !== undefined) return Number(match[1]);
    return match[0].startsWith('+') ? 1 : 0;
  }

  #take(pattern: RegExp): string | undefined {
    const taken = pattern.exec(this.#rest)?.[0];
    if (taken !== undefined) this.#rest = this.#rest.slice(taken.length);
    return taken;
  }
}
