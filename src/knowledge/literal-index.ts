// Hundreds of questions to one text: finds those whose required literals the text holds, in one pass over it.
import { foldCase, type RequiredLiterals } from './required-literals.ts';

/** Something that need not be asked of texts without its literals. */
export interface Asked<T> {
  readonly question: T;
  readonly literals: RequiredLiterals;
}

interface Entry {
  readonly literal: string;
  /** Positions in the list of questions. */
  readonly positions: number[];
}

/** Files questions by their literals. The answer: those that are worth asking of a text, in their own order. */
export function compileLiteralIndex<T>(asked: readonly Asked<T>[]): (text: string) => readonly T[] {
  const always: number[] = [];
  const entries = new Map<string, Entry>();
  asked.forEach(({ literals }, position) => {
    if (literals === undefined) always.push(position);
    for (const literal of literals ?? []) {
      const entry = entries.get(literal) ?? { literal, positions: [] };
      entry.positions.push(position);
      entries.set(literal, entry);
    }
  });
  const byStart = new Map<number, Entry[]>();
  for (const entry of entries.values()) {
    const start = startAt(entry.literal, 0);
    byStart.set(start, [...(byStart.get(start) ?? []), entry]);
  }
  return (text) => {
    const found = new Set(always);
    const folded = foldCase(text);
    for (let at = 0; at < folded.length - 1; at += 1) {
      for (const { literal, positions } of byStart.get(startAt(folded, at)) ?? []) {
        if (folded.startsWith(literal, at)) for (const position of positions) found.add(position);
      }
    }
    return [...found].sort((one, other) => one - other).flatMap((position) => asked[position]?.question ?? []);
  };
}

const BITS = 16;

/** The first two characters as one number; no literal is shorter. */
function startAt(text: string, at: number): number {
  return (text.charCodeAt(at) << BITS) | text.charCodeAt(at + 1);
}
