// "Is this what is being ordered, and why?" Catalogue 0.3, 0.7, 5.1, 5.2, 6.1, 6.2.
import type { Predicate } from '../../expressions/predicate.ts';
import { dailyDoseMg, intendedDays } from '../../facts/dosage.ts';
import type { Tier } from '../../facts/complaint.ts';
import type { OrderFact } from '../../facts/orders.ts';
import type { RouteClass } from '../../fhir/terminology.ts';
import { parseDays } from '../../knowledge/quantities.ts';
import type { Place } from '../../knowledge/source-file.ts';
import { compileComparison, type Comparison } from '../comparison.ts';
import type { ComparisonSource, Lookups } from '../compile-context.ts';
import { claim, search, type Criterion, type Match, type Situation } from '../criterion.ts';
import { patternAt } from '../expressions-at.ts';
import { truthOf } from '../truth.ts';

/** What an order is. */
export interface OrderContentSource {
  readonly allOf?: readonly string[];
  readonly except?: string | readonly string[];
  readonly route?: RouteClass;
  readonly form?: string;
  /** A mark of hooks/drugs/products.csv that the drug must, or must not, carry. */
  readonly note?: string;
  readonly exceptNote?: string;
  /** A product of one ingredient. */
  readonly alone?: true;
  /** The order itself began so long ago (a re-signed order, A32). */
  readonly startedAtLeast?: string;
  readonly dailyDose?: ComparisonSource;
  readonly intended?: ComparisonSource;
  readonly where?: string;
  /** What `where` is about; default MedicationRequest. */
  readonly resourceType?: string;
}

/** The draft that the card is about. */
export interface OrderSource extends OrderContentSource {
  readonly order: string | readonly string[];
}

/** Another draft of the same call. */
export interface OtherOrderSource extends OrderContentSource {
  readonly otherOrder: string | readonly string[];
}

/** Why the draft was placed. Every given part must hold. */
export interface ReasonSource {
  readonly reason: {
    readonly stated?: boolean;
    readonly tiers?: readonly Tier[];
    /** Some reason outside the population is stated. */
    readonly other?: boolean;
    /** Some stated reason, of the population or not, is in these sets. */
    readonly in?: string | readonly string[];
  };
}

type Filter = (order: OrderFact, situation: Situation) => boolean;

/** Compiles a question about the draft in question; absent when no draft is in question. */
export function orderCriterion(source: OrderSource, lookups: Lookups, place: Place): Criterion {
  const accepts = compileContent(source, lookups.valueSets(source.order, place.at('order')), lookups, place);
  return search(
    true,
    (situation) => {
      const order = situation.subject;
      return order !== undefined && accepts(order, situation) ? [orderMatch(order)] : [];
    },
    () => true,
  );
}

/** Compiles a question about the other drafts. */
export function otherOrderCriterion(source: OtherOrderSource, lookups: Lookups, place: Place): Criterion {
  const sets = lookups.valueSets(source.otherOrder, place.at('otherOrder'));
  const accepts = compileContent(source, sets, lookups, place);
  return search(
    true,
    (situation) =>
      situation.record.orders
        .filter((order) => order !== situation.subject && accepts(order, situation))
        .map(orderMatch),
    () => true,
  );
}

/** An order as evidence. */
function orderMatch(order: OrderFact): Match {
  return { reference: order.reference, date: undefined, value: undefined, freeText: order.freeText };
}

function compileContent(source: OrderContentSource, sets: readonly string[], lookups: Lookups, place: Place): Filter {
  const allOf = lookups.valueSets(source.allOf ?? [], place.at('allOf'));
  const except = lookups.valueSets(source.except ?? [], place.at('except'));
  const form = source.form === undefined ? undefined : patternAt(source.form, place.at('form'));
  const type = source.resourceType ?? 'MedicationRequest';
  const where: Predicate | undefined =
    source.where === undefined ? undefined : lookups.predicate(source.where, type, place.at('where'));
  const isDrug = compileDrug(source, place);
  const fits = compileAmounts(source, place);
  return (order, { record }) => {
    if (!sets.some((set) => order.sets.includes(set))) return false;
    if (!allOf.every((set) => order.sets.includes(set)) || except.some((set) => order.sets.includes(set))) return false;
    if (source.route !== undefined && order.medication?.route !== source.route) return false;
    if (form !== undefined && !form.test(`${order.medication?.form ?? ''} ${order.label}`)) return false;
    if (!fits(order) || !isDrug(order, record.reading.calendar.today)) return false;
    return (
      where === undefined || (order.resource.resourceType === type && where(order.resource, record.reading.calendar))
    );
  };
}

function compileDrug(source: OrderContentSource, place: Place): (order: OrderFact, today: number) => boolean {
  const { note, exceptNote, alone, startedAtLeast } = source;
  const age = startedAtLeast === undefined ? undefined : parseDays(startedAtLeast, place.at('startedAtLeast'));
  return ({ medication }, today) => {
    if (note !== undefined && medication?.note !== note) return false;
    if (exceptNote !== undefined && medication?.note === exceptNote) return false;
    if (alone === true && medication?.ingredients.length !== 1) return false;
    return age === undefined || (medication?.date !== undefined && today - medication.date.hi >= age);
  };
}

/** Amounts that cannot be computed never satisfy a bound (rule 20). */
function compileAmounts(source: OrderContentSource, place: Place): (order: OrderFact) => boolean {
  const dose: Comparison | undefined = compileComparison(source.dailyDose ?? {}, 'mg/d', place.at('dailyDose'));
  const length: Comparison | undefined = compileComparison(source.intended ?? {}, 'd', place.at('intended'));
  return (order) => {
    const drug = order.medication;
    if (dose !== undefined) {
      const strength = drug?.ingredients.length === 1 ? drug.strengthsMg[0] : undefined;
      const daily = dailyDoseMg(drug?.dosages ?? [], strength);
      if (daily === undefined || !dose(daily)) return false;
    }
    if (length === undefined) return true;
    const days = intendedDays(order.resource);
    return days !== undefined && length(days);
  };
}

/** Compiles a question about the reason of the draft in question. */
export function reasonCriterion(source: ReasonSource, lookups: Lookups, place: Place): Criterion {
  const { stated, tiers, other } = source.reason;
  const sets = lookups.valueSets(source.reason.in ?? [], place.at('reason', 'in'));
  return claim(true, ({ subject }) => {
    if (subject === undefined) return 'absent';
    const { reason } = subject;
    if (stated !== undefined && reason.stated !== stated) return 'absent';
    if (other !== undefined && reason.other !== other) return 'absent';
    if (tiers !== undefined && !reason.tiers.some((tier) => tiers.includes(tier))) return 'absent';
    return truthOf(source.reason.in === undefined || sets.some((set) => reason.sets.includes(set)));
  });
}
