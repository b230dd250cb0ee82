// What a card is written from: one due card, the record, and the compiled rules to look values up in.
import type { MedicationFact } from '../facts/fact.ts';
import type { OrderFact } from '../facts/orders.ts';
import type { DueCard } from '../rules/evaluate.ts';
import { INDICATORS, indicatorOf, type Due } from '../rules/card-rule.ts';
import type { Situation } from '../rules/criterion.ts';
import type { NoteTexts } from './data-notes.ts';

/** A due card and the subject that it is written for. */
export interface Scene {
  readonly due: DueCard;
  /** The most urgent subject; its variant gives summary and indicator. */
  readonly main: Due;
  readonly situation: Situation;
  /** All drafts that the card is about, in the order in which they came. */
  readonly orders: readonly OrderFact[];
  /** The current drug that a card on patient-view is about. */
  readonly drug: MedicationFact | undefined;
  /** The service's own words, by code. */
  readonly words: NoteTexts;
}

/** Chooses the most urgent subject; the first among equals. */
export function sceneOf(
  due: DueCard,
  drugOf: (situation: Situation) => MedicationFact | undefined,
  words: NoteTexts,
): Scene | undefined {
  const [first, ...others] = due.dues;
  if (first === undefined) return undefined;
  const urgency = (candidate: Due): number => INDICATORS.indexOf(indicatorOf(candidate));
  const main = others.reduce((best, other) => (urgency(other) > urgency(best) ? other : best), first);
  const orders = due.dues.flatMap(({ situation }) => situation.subject ?? []);
  return { due, main, situation: main.situation, orders, drug: drugOf(main.situation), words };
}
