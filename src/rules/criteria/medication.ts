// "Does the patient take this?" Catalogue 0.3, 4.3, 5.4.
import type { DayRange } from '../../base/calendar.ts';
import { tierOf } from '../../facts/complaint.ts';
import { dailyDoseMg } from '../../facts/dosage.ts';
import type { Currency, MedicationFact } from '../../facts/fact.ts';
import type { RouteClass } from '../../fhir/terminology.ts';
import { parseDays } from '../../knowledge/quantities.ts';
import type { Place } from '../../knowledge/source-file.ts';
import { compileComparison, type Comparison } from '../comparison.ts';
import type { ComparisonSource, Lookups } from '../compile-context.ts';
import { search, type Criterion, type Match, type Situation } from '../criterion.ts';
import { patternAt } from '../expressions-at.ts';
import { hasMedications } from './facts-known.ts';
import { compileWindow, type Window, type WindowSource } from './window.ts';

/** A dose per day or week, in milligrams of the ingredient or of a reference drug. */
export interface DoseSource extends ComparisonSource {
  readonly per: 'd' | 'wk';
  /** Milligrams of each ingredient (by value set) that equal the reference amount. */
  readonly equivalents?: Readonly<Record<string, number>>;
  readonly equivalentTo?: number;
}

/** A question about medications. */
export interface MedicationSource extends WindowSource {
  readonly medication: string | readonly string[];
  /** And in each of these as well. */
  readonly allOf?: readonly string[];
  readonly except?: string | readonly string[];
  readonly route?: RouteClass;
  /** Regular expression on dose form and name. */
  readonly form?: string;
  /**
   * current: being taken. interacting: may be taken (also stale or unknown statements). recent: current, or ended with a
   * date in the window. used: ever taken for at least `usedFor`, with a date in the window. Default current.
   */
  readonly use?: 'current' | 'interacting' | 'recent' | 'used';
  readonly usedFor?: string;
  readonly startedAtLeast?: string;
  readonly startedWithin?: string;
  /** Drafts of the same call count too, save those that the card is about (A10). */
  readonly orDrafted?: true;
  readonly dose?: DoseSource;
  /** Only those given for the primary complaint, or `unstated`: or for no stated reason. */
  readonly forComplaint?: 'stated' | 'or-unstated';
}

const CURRENCIES: Readonly<Record<NonNullable<MedicationSource['use']>, readonly Currency[]>> = {
  current: ['current'],
  interacting: ['current', 'stale', 'unknown'],
  recent: ['current', 'past'],
  used: ['current', 'stale', 'past', 'held', 'unknown'],
};

type Filter = (fact: MedicationFact, situation: Situation) => boolean;

/** Compiles the question. */
export function medicationCriterion(source: MedicationSource, lookups: Lookups, place: Place): Criterion {
  const sets = lookups.valueSets(source.medication, place.at('medication'));
  const accepts = compileFilters(source, lookups, place);
  const timely = compileTiming(source, place);
  return search(
    source.orDrafted === true,
    (situation) => {
      const taken = situation.record.medications
        .inAny(sets)
        .filter((fact) => accepts(fact, situation) && timely(fact, situation));
      const drafted = source.orDrafted === true ? draftsIn(situation, sets, accepts) : [];
      return [...taken, ...drafted].map(matchOf);
    },
    ({ record }) => hasMedications(record),
  );
}

function draftsIn(situation: Situation, sets: readonly string[], accepts: Filter): readonly MedicationFact[] {
  return situation.record.orders.flatMap((order) => {
    const drug = situation.subjects.has(order) ? undefined : order.medication;
    return drug !== undefined && sets.some((set) => drug.sets.includes(set)) && accepts(drug, situation) ? [drug] : [];
  });
}

/** Evidence without the drug's name: the reference tells which one it is. */
export function matchOf(fact: MedicationFact): Match {
  return { reference: fact.reference, date: fact.date, value: undefined, freeText: fact.freeText };
}

function compileFilters(source: MedicationSource, lookups: Lookups, place: Place): Filter {
  const except = source.except === undefined ? [] : lookups.valueSets(source.except, place.at('except'));
  const allOf = lookups.valueSets(source.allOf ?? [], place.at('allOf'));
  const form = source.form === undefined ? undefined : patternAt(source.form, place.at('form'));
  const dose = source.dose === undefined ? undefined : compileDose(source.dose, lookups, place.at('dose'));
  return (fact, situation) => {
    if (source.route !== undefined && fact.route !== source.route) return false;
    if (except.some((set) => fact.sets.includes(set))) return false;
    if (!allOf.every((set) => fact.sets.includes(set))) return false;
    if (form !== undefined && !form.test(`${fact.form} ${fact.label}`)) return false;
    if (dose !== undefined && !dose(fact)) return false;
    return isForComplaint(fact, source.forComplaint, situation);
  };
}

function isForComplaint(
  fact: MedicationFact,
  wanted: MedicationSource['forComplaint'],
  { record }: Situation,
): boolean {
  if (wanted === undefined) return true;
  const stated = fact.reasonReferences.length > 0 || fact.resource['reasonCode'] !== undefined;
  if (!stated) return wanted === 'or-unstated';
  const named = record.complaints.some((complaint) => fact.reasonReferences.includes(complaint.fact.reference));
  const tier = tierOf(fact.reasonSets, [], record.reading.settings.complaint);
  return named || tier === 'A' || tier === 'B';
}

function compileTiming(source: MedicationSource, place: Place): Filter {
  const use = source.use ?? 'current';
  const currencies = CURRENCIES[use];
  const window = compileWindow(source, place);
  const usedFor = source.usedFor === undefined ? 0 : parseDays(source.usedFor, place.at('usedFor'));
  const least =
    source.startedAtLeast === undefined ? undefined : parseDays(source.startedAtLeast, place.at('startedAtLeast'));
  const most =
    source.startedWithin === undefined ? undefined : parseDays(source.startedWithin, place.at('startedWithin'));
  return (fact, situation) => {
    if (!currencies.includes(fact.currency)) return false;
    const { today } = situation.record.reading.calendar;
    if (least !== undefined && !startedBefore(fact.date, today - least)) return false;
    if (most !== undefined && !(fact.start !== undefined && today - fact.start <= most)) return false;
    if (use === 'used' && lengthOfUse(fact, today) < usedFor) return false;
    if (use === 'used' || (use === 'recent' && fact.currency === 'past')) return touches(fact, window, situation);
    return true;
  };
}

/** The earliest possible start counts: a vague date errs towards being considered (0.1). */
function startedBefore(date: DayRange | undefined, day: number): boolean {
  return date !== undefined && (date.lo ?? date.hi) <= day;
}

function lengthOfUse(fact: MedicationFact, today: number): number {
  const end = fact.currency === 'current' ? today : fact.end;
  return fact.start === undefined || end === undefined ? 0 : end - fact.start;
}

/** Start or end inside the window (0.3, recent), or still running. */
function touches(fact: MedicationFact, window: Window, situation: Situation): boolean {
  if (fact.currency === 'current') return true;
  const end = fact.end === undefined ? undefined : { lo: fact.end, hi: fact.end };
  if (end === undefined) return window(fact.date, situation);
  return window(end, situation) || (fact.date !== undefined && window(fact.date, situation));
}

function compileDose(source: DoseSource, lookups: Lookups, place: Place): (fact: MedicationFact) => boolean {
  const compare: Comparison | undefined = compileComparison(source, 'mg', place);
  if (compare === undefined) throw place.error('expected a bound such as atLeast');
  const days = source.per === 'wk' ? 7 : 1;
  const equivalents = Object.entries(source.equivalents ?? {});
  lookups.valueSets(
    equivalents.map(([set]) => set),
    place.at('equivalents'),
  );
  return (fact) => {
    const strength = fact.ingredients.length === 1 ? fact.strengthsMg[0] : undefined;
    const daily = dailyDoseMg(fact.dosages, strength);
    if (daily === undefined) return false;
    if (equivalents.length === 0) return compare(daily * days);
    const equal = equivalents.find(([set]) => fact.sets.includes(set))?.[1];
    return equal !== undefined && compare(((daily * days) / equal) * (source.equivalentTo ?? 1));
  };
}
