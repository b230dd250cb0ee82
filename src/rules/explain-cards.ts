// Why each card was, or was not, due: the same questions as in the evaluation, asked once more.
import { dueVariant, type CardRule } from './card-rule.ts';
import type { Situation } from './criterion.ts';
import type { Evaluation } from './evaluate.ts';
import { reasonFor, type Reason } from './reason.ts';

/** A subject that a card is due for. `about` undefined: the patient. */
export interface CardDue {
  readonly about: string | undefined;
  readonly variant: string;
}

/** The first thing that kept a card from being due, in the order in which it is asked. */
export type Silence =
  | { readonly by: 'gate' | 'status' | 'hook' | 'failure' }
  | { readonly by: 'subject' | 'when' | 'variant'; readonly about: string | undefined; readonly because: Reason };

/** A card rule in one evaluation. */
export interface CardExplanation {
  readonly id: string;
  readonly title: string;
  /** Due, but kept back while the rule is on trial. */
  readonly onTrial: boolean;
  readonly due: readonly CardDue[];
  /** One entry for each subject that it is not due for; orders that are no subject of a due card are not listed. */
  readonly silence: readonly Silence[];
}

/** Explains one card rule. */
export function explainCard(rule: CardRule, evaluation: Evaluation): CardExplanation {
  const dues = evaluation.due.find((due) => due.rule === rule)?.dues ?? [];
  const due = dues.map(({ situation, variant }) => ({ about: situation.subject?.reference, variant: variant.id }));
  const onTrial = evaluation.silent.includes(rule.id);
  const blunt = bluntSilence(rule, evaluation);
  const silence = onTrial ? [] : blunt === undefined ? unmet(rule, evaluation, due.length > 0) : [{ by: blunt }];
  return { id: rule.id, title: rule.source.title, onTrial, due, silence };
}

function bluntSilence(
  { id, source }: CardRule,
  evaluation: Evaluation,
): 'gate' | 'status' | 'hook' | 'failure' | undefined {
  if (evaluation.gate !== 'present') return 'gate';
  if (source.status === 'off') return 'status';
  if (!source.hooks.includes(evaluation.hook)) return 'hook';
  return evaluation.failures.some((failure) => failure.id === id) ? 'failure' : undefined;
}

function unmet(rule: CardRule, evaluation: Evaluation, isDue: boolean): readonly Silence[] {
  // Copies, so that asking again leaves no trace in the evaluation.
  const situations = evaluation.situations(rule).map((situation) => ({ ...situation, failures: [] }));
  if (situations.length > 0) return situations.flatMap((situation) => unmetIn(rule, situation));
  return isDue || rule.subject === undefined ? [] : strangers(rule, evaluation);
}

function unmetIn(rule: CardRule, situation: Situation): readonly Silence[] {
  if (dueVariant(rule, situation) !== undefined) return [];
  const about = situation.subject?.reference;
  const truth = rule.when.ask(situation);
  const isOpen = truth === 'present' || (truth === 'unknown' && rule.source.whenUnknown === 'fire');
  if (!isOpen) return [{ by: 'when', about, because: reasonFor(rule.when, situation) }];
  const variants = rule.variants.flatMap(({ when }) => (when === undefined ? [] : [reasonFor(when, situation)]));
  return [{ by: 'variant', about, because: { text: 'any of the variants', state: 'absent', because: variants } }];
}

/** No draft is what the card is about: why, for each draft under review. */
function strangers(rule: CardRule, { record, situation }: Evaluation): readonly Silence[] {
  const { subject } = rule;
  if (subject === undefined) return [];
  return record.orders
    .filter((order) => order.underReview)
    .map((order) => {
      const because = reasonFor(subject, { ...situation(order, new Set([order])), failures: [] });
      return { by: 'subject', about: order.reference, because };
    });
}
