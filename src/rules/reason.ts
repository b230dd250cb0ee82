// Why a question has its answer: the part of it that decides, found by asking the compiled parts once more.
import type { Criterion, Situation } from './criterion.ts';
import type { Truth } from './truth.ts';

/** A question, its answer, and the parts that decided it. */
export interface Reason {
  readonly text: string;
  readonly state: Truth;
  readonly because: readonly Reason[];
}

/** The answer with its deciding parts, down to the single questions. */
export function reasonFor(criterion: Criterion, situation: Situation): Reason {
  const { text = 'a condition', of = [] } = criterion.wording ?? {};
  return { text, state: criterion.ask(situation), because: decidingParts(criterion, situation, of) };
}

function decidingParts(criterion: Criterion, situation: Situation, parts: readonly Criterion[]): readonly Reason[] {
  const reasons = (list: readonly Criterion[]): readonly Reason[] => list.map((part) => reasonFor(part, situation));
  const state = criterion.ask(situation);
  // The first one only, as the evaluation itself stops there.
  const first = (): readonly Criterion[] => {
    const decider = parts.find((part) => part.ask(situation) === state);
    return decider === undefined ? [] : [decider];
  };
  switch (criterion.wording?.parts) {
    // One part settles "not all"; all of them are needed for "all".
    case 'all':
      return reasons(state === 'present' ? parts : first());
    // One part settles "any"; none of them is there when it is absent.
    case 'any':
      return reasons(state === 'absent' ? parts : first());
    case 'count':
    case 'none':
    case 'same':
    case undefined:
      return reasons(parts);
  }
}
