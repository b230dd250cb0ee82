// The frame around every command: its text goes to standard output, a mistake of the caller is one line and an exit code.
import { ConfigError } from '../config.ts';
import { KnowledgeError } from '../knowledge/knowledge-error.ts';
import { CommandError, EXIT_CODES } from './command-error.ts';
import { printableLines } from './printable.ts';

/** Where the text of a command goes. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

const PROCESS_OUTPUT: Output = {
  out: (text) => process.stdout.on('error', endQuietly).write(text),
  err: (text) => process.stderr.write(text),
};

/** A reader such as `head` closes the pipe when it has enough. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** Runs a command that gives its text, and returns the exit code. */
export function runCommand(name: string, command: () => string, output: Output = PROCESS_OUTPUT): number {
  try {
    output.out(command());
    return 0;
  } catch (error) {
    if (!isOfCaller(error)) throw error;
    // What the message quotes may come from outside: the name of a file, a value, the key of an element.
    output.err(`${name}: ${printableLines(error.message)}\n`);
    return error instanceof CommandError ? error.exitCode : EXIT_CODES.failed;
  }
}

function isOfCaller(error: unknown): error is Error {
  return error instanceof CommandError || error instanceof ConfigError || error instanceof KnowledgeError;
}
