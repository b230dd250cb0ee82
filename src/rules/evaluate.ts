// One request against the rulebook: which cards are due, for which drafts, and what failed on the way.
import type { OrderFact } from '../facts/orders.ts';
import type { PatientRecord } from '../facts/patient-record.ts';
import { dueVariant, subjectsOf, type CardRule, type Due } from './card-rule.ts';
import type { Criterion, Failure, Situation } from './criterion.ts';
import type { Rulebook } from './rulebook.ts';
import { truthOf, type Truth } from './truth.ts';

/** A card that is due, with every subject that it is due for. */
export interface DueCard {
  readonly rule: CardRule;
  readonly dues: readonly Due[];
}

/** The result of an evaluation. */
export interface Evaluation {
  readonly record: PatientRecord;
  readonly due: readonly DueCard[];
  /** Cards whose status is `silent` and that would have been due. */
  readonly silent: readonly string[];
  /** Rows and rules that were left out because they failed (catalogue 0.7). */
  readonly failures: readonly Failure[];
  readonly hook: string;
  /** Whether any rule was asked at all. */
  readonly gate: Truth;
  /** The person, or one draft of the call, as this evaluation sees them: for asking it again (explain.ts). */
  readonly situation: Run['situation'];
  /** The situations in which a card was asked for; none when no draft is its subject. */
  readonly situations: Run['situations'];
}

/**
 * Evaluates every card rule of the hook, when the gate is open for the person. Pure: same record, same rulebook, same
 * result. Throws what the gate throws: without it nothing can be said about anybody.
 */
export function evaluate(rulebook: Rulebook, gate: Criterion, record: PatientRecord, hook: string): Evaluation {
  const run = new Run(rulebook, record, hook);
  const gateTruth = gate.ask(run.situation(undefined, new Set()));
  const asked = { record, hook, gate: gateTruth, situation: run.situation, situations: run.situations };
  if (gateTruth !== 'present') return { ...asked, due: [], silent: [], failures: [] };
  const cards = rulebook.cards.filter(({ source }) => source.status !== 'off' && source.hooks.includes(hook));
  const due: DueCard[] = [];
  const silent: string[] = [];
  for (const rule of cards) {
    const dues = run.due(rule);
    if (dues.length === 0) continue;
    if (rule.source.status === 'silent') silent.push(rule.id);
    else due.push({ rule, dues });
  }
  return { ...asked, due, silent, failures: run.failures };
}

const NOBODY: ReadonlySet<OrderFact> = new Set();

type Outcomes = Map<OrderFact | undefined, Due>;
/** The state of one evaluation. Outcomes are kept, since cards may ask about each other. */
class Run {
  readonly failures: Failure[] = [];
  readonly #rulebook: Rulebook;
  readonly #record: PatientRecord;
  readonly #hook: string;
  readonly #outcomes = new Map<string, Outcomes>();
  readonly #positions: ReadonlyMap<OrderFact, number>;
  readonly #sets = new Map<string, ReadonlySet<OrderFact>>();
  readonly #ofPatient: Situation;
  readonly #situations = new Map<ReadonlySet<OrderFact>, Map<OrderFact, Situation>>();

  constructor(rulebook: Rulebook, record: PatientRecord, hook: string) {
    this.#rulebook = rulebook;
    this.#record = record;
    this.#hook = hook;
    this.#positions = new Map(record.orders.map((order, index) => [order, index]));
    const shared = new Map<number, unknown>();
    const isDue: Situation['isDue'] = (card, order) => this.#isDue(card, order);
    const { failures } = this;
    this.#ofPatient = { record, hook, shared, own: shared, subject: undefined, subjects: NOBODY, failures, isDue };
  }

  due(rule: CardRule): readonly Due[] {
    return [...this.#outcomesOf(rule).values()];
  }

  #outcomesOf(rule: CardRule): Outcomes {
    const known = this.#outcomes.get(rule.id);
    if (known !== undefined) return known;
    const outcomes: Outcomes = new Map();
    // Filed before it is filled: a card that asks about itself, through others, finds itself not due.
    this.#outcomes.set(rule.id, outcomes);
    try {
      for (const situation of this.situations(rule)) {
        const variant = dueVariant(rule, situation);
        if (variant !== undefined) outcomes.set(situation.subject, { situation, variant });
      }
    } catch (error) {
      this.failures.push({ id: rule.id, error });
      outcomes.clear();
    }
    return outcomes;
  }

  /** On order hooks a card is about its drafts; on patient-view, and without a subject of its own, about the patient. */
  readonly situations = (rule: CardRule): readonly Situation[] => {
    if (rule.subject === undefined || this.#hook === 'patient-view') return [this.#ofPatient];
    const orders = subjectsOf(rule, (order) => this.situation(order, this.#setOf([order])), this.#record.orders);
    const subjects = this.#setOf(orders);
    return orders.map((order) => this.situation(order, subjects));
  };

  /** One set for the same drafts, so that cards about the same drafts share what was answered. */
  #setOf(orders: readonly OrderFact[]): ReadonlySet<OrderFact> {
    const key = orders.map((order) => this.#positions.get(order)).join();
    const known = this.#sets.get(key) ?? new Set(orders);
    this.#sets.set(key, known);
    return known;
  }

  /**
   * The person, and a draft order where a question is about one. What was answered about a draft hangs on the drafts that
   * are set aside with it (A10); cards about the same ones share it.
   */
  readonly situation = (subject: OrderFact | undefined, subjects: ReadonlySet<OrderFact>): Situation => {
    if (subject === undefined) return this.#ofPatient;
    const known = this.#situations.get(subjects) ?? new Map<OrderFact, Situation>();
    this.#situations.set(subjects, known);
    const situation = known.get(subject) ?? { ...this.#ofPatient, own: new Map<number, unknown>(), subject, subjects };
    known.set(subject, situation);
    return situation;
  };

  #isDue(card: string, order: OrderFact | undefined): Truth {
    const rule = this.#rulebook.cards.find(({ id }) => id === card);
    if (rule?.source.hooks.includes(this.#hook) !== true || rule.source.status !== 'on') return 'absent';
    const outcomes = this.#outcomesOf(rule);
    // A card about the patient asks whether the other is due for any draft.
    return truthOf(order === undefined ? outcomes.size > 0 : outcomes.has(order));
  }
}
