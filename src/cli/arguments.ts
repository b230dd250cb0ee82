// The words after a command's name: options with values, switches, and what is left.
import { parseArgs } from 'node:util';
import { CommandError } from './command-error.ts';

/** What was given. */
export interface Arguments {
  readonly values: ReadonlyMap<string, string>;
  readonly switches: ReadonlySet<string>;
  readonly rest: readonly string[];
}

/** Reads the words. Throws CommandError for an option that is not among the allowed ones. */
export function readArguments(
  words: readonly string[],
  options: readonly string[],
  switches: readonly string[] = [],
): Arguments {
  const config = Object.fromEntries([
    ...options.map((name) => [name, { type: 'string' as const }]),
    ...switches.map((name) => [name, { type: 'boolean' as const }]),
  ]) as Record<string, { type: 'string' | 'boolean' }>;
  const { values, positionals } = parse(words, config);
  const given = Object.entries(values);
  return {
    values: new Map(given.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))),
    switches: new Set(given.flatMap(([name, value]) => (value === true ? [name] : []))),
    rest: positionals,
  };
}

function parse(words: readonly string[], options: Record<string, { type: 'string' | 'boolean' }>) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    throw new CommandError('usage', error instanceof Error ? error.message : 'the options cannot be read');
  }
}
