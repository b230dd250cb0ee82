// Reading variables: what is empty counts as unset, and every mistake is kept until all can be told together.

/** The variables, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** All that is wrong with the environment, one line for each variable. */
export class ConfigError extends Error {
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(`The environment cannot be used:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`);
    this.name = 'ConfigError';
    this.mistakes = mistakes;
  }
}

/** Reads one variable after another. */
export class EnvironmentReader {
  readonly #environment: Environment;
  readonly #mistakes: string[] = [];

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The parsed variable; the fallback when it is unset; a mistake when `parse` gives undefined. */
  read<T>(name: string, fallback: T, expected: string, parse: (value: string) => T | undefined): T {
    const value = this.#environment[name];
    if (value === undefined || value === '') return fallback;
    const parsed = parse(value);
    if (parsed === undefined) this.mistake(name, `expected ${expected}, got ${JSON.stringify(value)}`);
    return parsed ?? fallback;
  }

  /** The same for what must not be told: a mistake names the variable and says nothing of what came. */
  readSecret<T>(name: string, fallback: T, expected: string, parse: (value: string) => T | undefined): T {
    const value = this.#environment[name];
    if (value === undefined || value === '') return fallback;
    const parsed = parse(value);
    if (parsed === undefined) this.mistake(name, `expected ${expected}`);
    return parsed ?? fallback;
  }

  /** A whole number within bounds. */
  wholeNumber(name: string, fallback: number, [least, most]: readonly [number, number]): number {
    return this.read(name, fallback, `a whole number from ${String(least)} to ${String(most)}`, (value) => {
      const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
      return number >= least && number <= most ? number : undefined;
    });
  }

  /** Notes a mistake that only several variables together make. */
  mistake(name: string, what: string): void {
    this.#mistakes.push(`${name}: ${what}`);
  }

  /** Throws one ConfigError that names every mistake, if there is any. */
  refuseMistakes(): void {
    if (this.#mistakes.length > 0) throw new ConfigError(this.#mistakes);
  }
}
