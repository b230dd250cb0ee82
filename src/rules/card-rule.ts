// Card rules: when a card is due, about which drafts, and how urgent it is. Catalogue 2.2; texts are on the cards floor.
import type { OrderFact } from '../facts/orders.ts';
import { byId, placed } from '../knowledge/registry.ts';
import type { Place } from '../knowledge/source-file.ts';
import type { NamedCriterion } from './compilation.ts';
import type { Lookups } from './compile-context.ts';
import { compileCriterion, type CriterionSource } from './compile-criterion.ts';
import type { Criterion, Situation } from './criterion.ts';

/** Urgency as the wire has it, in rising order. */
export const INDICATORS = ['info', 'warning', 'critical'] as const;
export type IndicatorName = (typeof INDICATORS)[number];

/** Who reads the card: a clinician, or the patient or a relative (context.userId). */
export type Audience = 'professional' | 'patient';

/** One way in which a card can be due; the first whose condition holds. */
export interface VariantSource {
  readonly id: string;
  readonly when?: CriterionSource;
  /** The same on every hook, or by hook. */
  readonly indicator: IndicatorName | Readonly<Record<string, IndicatorName>>;
  readonly summary: string;
}

/** The part of a card file that decides whether the card is due. */
export interface CardRuleSource {
  readonly id: string;
  /** The rule that clients see, where several cards speak for one; the id when left out. */
  readonly rule?: string;
  /** Whom the card speaks to; professionals when left out. A patient sees no card for professionals, nor the other way. */
  readonly audience?: Audience;
  readonly title: string;
  readonly hooks: readonly string[];
  /** On patient-view: low number first (catalogue 2.1, column P). Elsewhere the order of the files. */
  readonly priority: number;
  readonly status: 'on' | 'off' | 'silent';
  /** Which drafts the card can be about; without it the card is about the patient. */
  readonly subject?: CriterionSource;
  readonly when: CriterionSource;
  /** What an undecidable `when` means: most cards stay silent; a warning goes out with a note. */
  readonly whenUnknown: 'silent' | 'fire';
  readonly variants: readonly VariantSource[];
}

/** A compiled variant. */
export interface Variant {
  readonly source: VariantSource;
  readonly when: Criterion | undefined;
}

/** A compiled card rule. */
export interface CardRule {
  readonly id: string;
  readonly source: CardRuleSource;
  readonly subject: Criterion | undefined;
  readonly when: Criterion;
  readonly variants: readonly Variant[];
  /** Findings and scales that `when` names, for the trace. */
  readonly names: readonly string[];
}

/** One subject for which a card is due. Without drafts (patient-view) `situation.subject` is undefined. */
export interface Due {
  readonly situation: Situation;
  readonly variant: VariantSource;
}

/** Compiles a card rule. */
export function compileCardRule(
  source: CardRuleSource,
  lookups: Lookups,
  namesIn: (compile: () => Criterion) => NamedCriterion,
  place: Place,
): CardRule {
  const subject =
    source.subject === undefined ? undefined : compileCriterion(source.subject, lookups, place.at('subject'));
  refuseUnreachableVariants(source, place);
  const { criterion, names } = namesIn(() => compileCriterion(source.when, lookups, place.at('when')));
  const variants = source.variants.map((variant, index) => ({
    source: variant,
    when:
      variant.when === undefined
        ? undefined
        : compileCriterion(variant.when, lookups, place.at('variants', index, 'when')),
  }));
  return { id: source.id, source, subject, when: criterion, variants, names };
}

/** A variant after one without a condition, a second one with the same id, an indicator for a hook that is not served. */
function refuseUnreachableVariants({ variants, hooks }: CardRuleSource, place: Place): void {
  byId(placed(variants, place.at('variants')), 'id');
  variants.forEach(({ id, when, indicator }, index) => {
    const at = place.at('variants', index);
    if (when === undefined && index < variants.length - 1) {
      throw at.error(`"${id}" always holds, so that no variant after it is reachable`);
    }
    if (typeof indicator === 'string') return;
    const strange = Object.keys(indicator).find((hook) => !hooks.includes(hook));
    if (strange !== undefined) throw at.at('indicator', strange).error(`the card is not shown on ${strange}`);
  });
}

/** Whether the card is due in a situation whose subject it is about, and in which variant. */
export function dueVariant(rule: CardRule, situation: Situation): VariantSource | undefined {
  const truth = rule.when.ask(situation);
  if (truth === 'absent' || (truth === 'unknown' && rule.source.whenUnknown === 'silent')) return undefined;
  return rule.variants.find(({ when }) => (when?.ask(situation) ?? 'present') === 'present')?.source;
}

/** The indicator of a variant on a hook. */
export function indicatorOf(due: Due): IndicatorName {
  const { indicator } = due.variant;
  return typeof indicator === 'string' ? indicator : (indicator[due.situation.hook] ?? 'info');
}

/** The drafts under review that a card is about. */
export function subjectsOf(rule: CardRule, situation: (order: OrderFact) => Situation, orders: readonly OrderFact[]) {
  const { subject } = rule;
  if (subject === undefined) return [];
  return orders.filter((order) => order.underReview && subject.ask(situation(order)) === 'present');
}
