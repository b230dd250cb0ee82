// How much free text one call may have matched. Each distinct text is matched once; what lies beyond the budget of its
// type is not evidence of anything, and its prefetch keys count as read in part (catalogue 0.6).
import type { Terminology, TextGuards } from '../fhir/terminology.ts';
import type { RawResource } from '../fhir/types.ts';
import type { Reading } from './reading.ts';

/** Characters of distinct texts by type; one type never takes what another needs. */
const MOST_TEXT: ReadonlyMap<string, number> = new Map([
  ['Condition', 200_000],
  ['AllergyIntolerance', 75_000],
]);
const MOST_OTHER_TEXT = 50_000;
/** Of a longer text only the beginning is matched, and paid for. */
const LONGEST_TEXT = 4_000;

interface Answer {
  readonly sets: readonly string[];
  readonly guards: TextGuards;
}

/** Says nothing, and that it says nothing. */
const UNREAD: Answer = { sets: [], guards: { general: true, redFlag: true, population: true } };

/** The budget of one call. */
export class TextBudget {
  readonly #reading: Reading;
  readonly #read = new Map<string, Answer>();
  readonly #unread = new Set<string>();

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /** The reading for resources of one kind, with a budget of its own. */
  readingOf(kind: string): Reading {
    const { terminology } = this.#reading;
    let left = MOST_TEXT.get(kind) ?? MOST_OTHER_TEXT;
    const ask = (text: string): Answer => {
      const known = this.#read.get(text);
      if (known !== undefined) return known;
      const cost = Math.min(text.length, LONGEST_TEXT);
      if (cost > left) {
        this.#unread.add(kind);
        return UNREAD;
      }
      left -= cost;
      const answer = answerTo(text, terminology);
      this.#read.set(text, answer);
      return answer;
    };
    return {
      ...this.#reading,
      terminology: { ...terminology, setsOfText: (text) => ask(text).sets, guardsOf: (text) => ask(text).guards },
    };
  }

  /** Whether some text of the kind was left unread. */
  isSpent(kind: string): boolean {
    return this.#unread.has(kind);
  }

  /** The keys with resources of a kind of which not every text was read. Ask once all is read. */
  keysReadInPart(resources: ReadonlyMap<string, readonly RawResource[]>): ReadonlySet<string> {
    if (this.#unread.size === 0) return new Set();
    const isUnread = ({ resourceType }: RawResource): boolean => this.#unread.has(resourceType);
    return new Set([...resources].filter(([, list]) => list.some(isUnread)).map(([key]) => key));
  }
}

function answerTo(text: string, terminology: Terminology): Answer {
  return { sets: terminology.setsOfText(text), guards: terminology.guardsOf(text) };
}
