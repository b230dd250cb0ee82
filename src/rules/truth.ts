// Three-valued answers: what could not be looked up is neither there nor not there (catalogue 0.6).

/** The state of a question about one person. */
export type Truth = 'present' | 'absent' | 'unknown';

/** All of them: one absent settles it. */
export function allOf(truths: Iterable<Truth>): Truth {
  let result: Truth = 'present';
  for (const truth of truths) {
    if (truth === 'absent') return 'absent';
    if (truth === 'unknown') result = 'unknown';
  }
  return result;
}

/** Any of them: one present settles it. */
export function anyOf(truths: Iterable<Truth>): Truth {
  let result: Truth = 'absent';
  for (const truth of truths) {
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
