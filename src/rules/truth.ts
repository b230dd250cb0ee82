// Three-valued answers: what could not be looked up is neither there nor not there (catalogue 0.6).

/** The state of a question about one person. */
export type Truth = 'present' | 'absent' | 'unknown';

/** All of them: one absent settles it, and those after it are not asked. */
export function allOf<T>(parts: readonly T[], ask: (part: T) => Truth): Truth {
  let result: Truth = 'present';
  for (const part of parts) {
    const truth = ask(part);
    if (truth === 'absent') return 'absent';
    if (truth === 'unknown') result = 'unknown';
  }
  return result;
}

/** Any of them: one present settles it, and those after it are not asked. */
export function anyOf<T>(parts: readonly T[], ask: (part: T) => Truth): Truth {
  let result: Truth = 'absent';
  for (const part of parts) {
    const truth = ask(part);
    if (truth === 'present') return 'present';
    if (truth === 'unknown') result = 'unknown';
  }
  return result;
}

/** The contrary; unknown stays unknown. */
export function notOf(truth: Truth): Truth {
  if (truth === 'unknown') return truth;
  return truth === 'present' ? 'absent' : 'present';
}

/** A claim about something known. */
export function truthOf(claim: boolean): Truth {
  return claim ? 'present' : 'absent';
}
