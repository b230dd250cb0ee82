// Why a command cannot do what it was asked to: one line for people, and an exit code for scripts.

/** What each exit code stands for; told by `--help`. */
export const EXIT_CODES = {
  failed: 1,
  usage: 2,
  unreadable: 3,
  refused: 4,
  'data-unavailable': 5,
} as const;

/** A mistake of the caller. The message holds no content of a record. */
export class CommandError extends Error {
  readonly exitCode: number;

  constructor(kind: keyof typeof EXIT_CODES, message: string) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = EXIT_CODES[kind];
  }
}
