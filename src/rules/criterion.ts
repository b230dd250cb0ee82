// A criterion is a compiled question about one person. Everything that rules ask is made of these.
import type { DayRange } from '../base/calendar.ts';
import type { OrderFact } from '../facts/orders.ts';
import type { PatientRecord } from '../facts/patient-record.ts';
import type { Truth } from './truth.ts';

/** One thing in the record that makes a criterion true. */
export interface Match {
  /** What it is evidence of: the label of the finding or row that asked; none yet when the question has no name. */
  readonly finding?: string;
  readonly reference: string;
  readonly date: DayRange | undefined;
  readonly value: MatchValue | undefined;
  readonly freeText: boolean;
}

/** A measured value with its unit, not yet in words; never free text of the record. */
export interface MatchValue {
  /** The name of what was measured; or, where there is none, `words` is a text of hooks/notes.yaml around the number. */
  readonly label?: string;
  readonly words?: EvidenceWords;
  readonly value: number;
  readonly unit: string;
  readonly comparator?: string;
  /** What was lost since an earlier value. */
  readonly lost?: { readonly percent: number; readonly from: number };
}

/** Codes of the texts around a number. */
export type EvidenceWords = 'evidence-age' | 'evidence-pain' | 'evidence-egfr' | 'evidence-egfr-computed';

/** Who is asked about, and about which draft order when the question is about one. */
export interface Situation {
  readonly record: PatientRecord;
  readonly hook: string;
  /** Answers that do not depend on the subject, by slot. */
  readonly shared: Map<number, unknown>;
  /** Answers for this subject, by slot. Without a subject the same map as `shared`. */
  readonly own: Map<number, unknown>;
  readonly subject: OrderFact | undefined;
  /** All drafts that the same card is about; they do not count as context for what replaces them (A10). */
  readonly subjects: ReadonlySet<OrderFact>;
  /** Rows and rules that failed while this request was evaluated (catalogue 0.7). */
  readonly failures: Failure[];
  /** Whether a card is due for the same subject; answered by the evaluation that is under way. */
  readonly isDue: (card: string, subject: OrderFact | undefined) => Truth;
}

/** Something that failed, by its id. The error is logged by name only: its message may hold record content. */
export interface Failure {
  readonly id: string;
  readonly error: unknown;
}

/** How a question was written and what it is put together from: for explanations, never asked while answering. */
export interface Wording {
  readonly text: string;
  /** How the parts decide: `same` passes on the answer of its only part (a finding and what it finds). */
  readonly parts: 'all' | 'any' | 'none' | 'count' | 'same';
  readonly of: readonly Criterion[];
}

/** A compiled question. Both functions are pure; `matches` is only asked after `ask` said present. */
export interface Criterion {
  /** True when the answer depends on the draft order in question. */
  readonly usesSubject: boolean;
  ask(situation: Situation): Truth;
  matches(situation: Situation): readonly Match[];
  readonly wording?: Wording;
}

const NO_MATCHES: readonly Match[] = [];

/** A criterion that carries no evidence of its own. */
export function claim(usesSubject: boolean, ask: (situation: Situation) => Truth): Criterion {
  return { usesSubject, ask, matches: () => NO_MATCHES };
}

/** A criterion that is present when something matches; `isKnown` tells whether "nothing" may be believed. */
export function search(
  usesSubject: boolean,
  find: (situation: Situation) => readonly Match[],
  isKnown: (situation: Situation) => boolean,
): Criterion {
  return {
    usesSubject,
    ask: (situation) => {
      if (find(situation).length > 0) return 'present';
      return isKnown(situation) ? 'absent' : 'unknown';
    },
    matches: find,
  };
}

/** Puts a name on matches that have none. */
export function labelled(matches: readonly Match[], finding: string): readonly Match[] {
  return matches.map((match) => (match.finding === undefined ? { ...match, finding } : match));
}

/** Answers once per request (or per subject) and keeps the answer under a slot of its own. */
export function remembered<T>(slot: number, usesSubject: boolean, compute: (situation: Situation) => T) {
  return (situation: Situation): T => {
    const memory = usesSubject ? situation.own : situation.shared;
    const known = memory.get(slot);
    if (known !== undefined) return known as T;
    const answer = compute(situation);
    memory.set(slot, answer);
    return answer;
  };
}
