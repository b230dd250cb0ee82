// Why each card was, or was not, due: the same questions as in the evaluation, asked once more.
import { dueVariant, indicatorOf, type CardRule, type Due, type IndicatorName } from './card-rule.ts';
import type { Situation } from './criterion.ts';
import type { Evaluation } from './evaluate.ts';
import { reasonFor, type Reason } from './reason.ts';

/** A subject that a card is due for, how urgent it is for this one, and why. `about` undefined: the patient. */
export interface CardDue {
  readonly about: string | undefined;
  readonly variant: string;
  readonly indicator: IndicatorName;
  readonly because: Reason;
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
  const onTrial = evaluation.silent.includes(rule.id);
  const dues = onTrial ? duesOnTrial(rule, evaluation) : evaluation.due.find((one) => one.rule === rule)?.dues;
  const due = (dues ?? []).map((one) => explainDue(rule, one));
  const blunt = bluntSilence(rule, evaluation);
  const silence = blunt === undefined ? unmet(rule, evaluation, due.length > 0) : [{ by: blunt }];
  return { id: rule.id, title: rule.source.title, onTrial, due, silence };
}

/** An evaluation tells of a card on trial only that it was due. */
function duesOnTrial(rule: CardRule, evaluation: Evaluation): readonly Due[] {
  return situationsOf(rule, evaluation).flatMap((situation) => {
    const variant = dueVariant(rule, situation);
    return variant === undefined ? [] : [{ situation, variant }];
  });
}

function explainDue(rule: CardRule, due: Due): CardDue {
  const situation = { ...due.situation, failures: [] };
  return {
    about: situation.subject?.reference,
    variant: due.variant.id,
    indicator: indicatorOf(due),
    because: reasonFor(rule.when, situation),
  };
}

/** Copies, so that asking again leaves no trace in the evaluation. */
function situationsOf(rule: CardRule, evaluation: Evaluation): readonly Situation[] {
  return evaluation.situations(rule).map((situation) => ({ ...situation, failures: [] }));
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
  const situations = situationsOf(rule, evaluation);
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
