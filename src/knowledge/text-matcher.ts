// Free text that stands for a concept where a record holds no code: catalogue 0.5.
import type { TextGuards } from '../fhir/terminology.ts';
import { compileLiteralIndex } from './literal-index.ts';
import { foldCase, requiredLiterals, unionOf, type RequiredLiterals } from './required-literals.ts';
import { Place, type SourceFile } from './source-file.ts';

interface PatternSource {
  readonly set: string;
  readonly any: readonly string[];
  readonly all?: readonly string[];
  readonly not?: readonly string[];
  readonly except?: readonly string[];
}

interface TextFileSource {
  readonly guards?: Readonly<Record<'general' | 'red-flag' | 'population', readonly string[]>>;
  readonly exclusions?: readonly { readonly id: string; readonly any: readonly string[] }[];
  readonly patterns: readonly PatternSource[];
}

/** Text questions. */
export interface TextMatcher {
  setsOf(text: string): readonly string[];
  /** Asks for one set only, which costs a fraction of asking for all. */
  isIn(set: string, text: string): boolean;
  guardsOf(text: string): TextGuards;
}

interface Pattern {
  readonly set: string;
  readonly any: RegExp;
  readonly all: readonly RegExp[];
  readonly not: RegExp | undefined;
  /** What a text must hold for `any` to match. */
  readonly literals: RequiredLiterals;
}

/** Longer texts are notes, not names; their beginning is enough, and a hostile one must not cost time. */
const LONGEST_TEXT = 500;

/** Compiles the text files. Throws KnowledgeError for an unknown set or a bad expression. */
export function compileTextMatcher(files: readonly SourceFile[], sets: ReadonlySet<string>): TextMatcher {
  const guards = new Map<string, RegExp>();
  const patterns: Pattern[] = [];
  for (const file of files) {
    const source = file.data as TextFileSource;
    const place = new Place(file);
    for (const [purpose, list] of Object.entries(source.guards ?? {})) {
      const at = place.at('guards', purpose);
      if (guards.has(purpose)) throw at.error(`the guards "${purpose}" are in another file already`);
      guards.set(purpose, anyOf(list, at));
    }
    source.patterns.forEach((pattern, index) => {
      patterns.push(compilePattern(pattern, source, sets, place.at('patterns', index)));
    });
  }
  const candidates = compileLiteralIndex(
    patterns.map((pattern) => ({ question: pattern, literals: pattern.literals })),
  );
  const trips = (purpose: string, text: string): boolean => guards.get(purpose)?.test(text) === true;
  const bySet = new Map<string, Pattern[]>();
  for (const pattern of patterns) bySet.set(pattern.set, [...(bySet.get(pattern.set) ?? []), pattern]);
  return {
    isIn: (set, text) => {
      const words = headOf(text);
      return bySet.get(set)?.some((pattern) => matches(pattern, words)) === true;
    },
    setsOf: (text) => {
      const words = headOf(text);
      return [
        ...new Set(
          candidates(words)
            .filter((pattern) => matches(pattern, words))
            .map(({ set }) => set),
        ),
      ];
    },
    guardsOf: (text) => {
      const words = headOf(text);
      return {
        general: trips('general', words),
        redFlag: trips('red-flag', words),
        population: trips('population', words),
      };
    },
  };
}

/** What is matched of a text: its beginning, in lower case. */
function headOf(text: string): string {
  return foldCase(text.slice(0, LONGEST_TEXT));
}

function compilePattern(source: PatternSource, file: TextFileSource, sets: ReadonlySet<string>, place: Place): Pattern {
  if (!sets.has(source.set)) throw place.at('set').error(`there is no value set "${source.set}"`);
  const shared = (source.except ?? []).flatMap((id, index) => {
    const exclusion = file.exclusions?.find((candidate) => candidate.id === id);
    if (exclusion === undefined) throw place.at('except', index).error(`there is no exclusion "${id}"`);
    return exclusion.any;
  });
  const not = [...(source.not ?? []), ...shared];
  return {
    set: source.set,
    any: anyOf(source.any, place.at('any')),
    all: (source.all ?? []).map((expression, index) => anyOf([expression], place.at('all', index))),
    not: not.length === 0 ? undefined : anyOf(not, place.at('not')),
    literals: unionOf(source.any.map(requiredLiterals)),
  };
}

function matches({ any, all, not }: Pattern, text: string): boolean {
  return any.test(text) && all.every((expression) => expression.test(text)) && not?.test(text) !== true;
}

/** Each alternative is compiled alone first: two halves of a bracket must not make a whole. */
function anyOf(expressions: readonly string[], place: Place): RegExp {
  expressions.forEach((expression, index) => compileExpression(expression, place.at(index)));
  return compileExpression(expressions.map((expression) => `(?:${expression})`).join('|'), place);
}

/**
 * Nearly all expressions are lower-case ASCII. The texts are folded already, and without the flag `i` beside `u` the
 * runtime matches them in a tenth of the time.
 */
const LOWER_CASE = /^(?:[\t -@[\]-~]|\\[bBdDsSwW!-/:-@[-^{-~])*$/;

function compileExpression(expression: string, place: Place): RegExp {
  const compiled = expressionOf(expression, place);
  if (compiled.test('')) throw place.error('the expression matches the empty text, and so every text');
  return compiled;
}

function expressionOf(expression: string, place: Place): RegExp {
  try {
    return new RegExp(expression, LOWER_CASE.test(expression) ? 'u' : 'iu');
  } catch (error) {
    throw place.error(`not a regular expression: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}
