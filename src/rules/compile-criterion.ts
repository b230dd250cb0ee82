// From written criteria to compiled ones: which key stands for which question.
import type { Place } from '../knowledge/source-file.ts';
import { allergyCriterion, type AllergySource } from './criteria/allergy.ts';
import { careCriterion, signCriterion, type CareSource, type SignSource } from './criteria/care.ts';
import { complaintCriterion, type ComplaintSource } from './criteria/complaint.ts';
import { conditionCriterion, type ConditionSource } from './criteria/condition.ts';
import { otherDrugCriterion, sameDrugCriterion, type OtherDrugSource } from './criteria/drug-comparison.ts';
import { factCriterion, type FactSource } from './criteria/fact.ts';
import { isComplete } from './criteria/facts-known.ts';
import { medicationCriterion, type MedicationSource } from './criteria/medication.ts';
import { observationCriterion, type ObservationSource } from './criteria/observation.ts';
import {
  orderCriterion,
  otherOrderCriterion,
  reasonCriterion,
  type OrderSource,
  type OtherOrderSource,
  type ReasonSource,
} from './criteria/order.ts';
import type { ComparisonSource, LevelSource, Lookups } from './compile-context.ts';
import { claim, type Criterion, type Match, type Situation, type Wording } from './criterion.ts';
import { allOf, anyOf, notOf, truthOf, type Truth } from './truth.ts';
import { wordsOf } from './wording.ts';

/** A criterion as written: a name, or an object whose keys say what is asked (hooks/schemas/criterion.schema.json). */
export type CriterionSource = string | Readonly<Record<string, unknown>>;

type Compiler = (source: never, lookups: Lookups, place: Place) => Criterion;

const COMPILERS: Readonly<Record<string, Compiler>> = {
  condition: (source: ConditionSource, lookups, place) => conditionCriterion(source, lookups, place),
  complaint: (source: ComplaintSource, _, place) => complaintCriterion(source, place),
  medication: (source: MedicationSource, lookups, place) => medicationCriterion(source, lookups, place),
  observation: (source: ObservationSource, lookups, place) => observationCriterion(source, lookups, place),
  care: (source: CareSource, lookups, place) => careCriterion(source, lookups, place),
  sign: (source: SignSource, lookups, place) => signCriterion(source, lookups, place),
  allergy: (source: AllergySource, lookups, place) => allergyCriterion(source, lookups, place),
  fact: (source: FactSource, _, place) => factCriterion(source, place),
  order: (source: OrderSource, lookups, place) => orderCriterion(source, lookups, place),
  otherOrder: (source: OtherOrderSource, lookups, place) => otherOrderCriterion(source, lookups, place),
  otherDrug: (source: OtherDrugSource, lookups, place) => otherDrugCriterion(source, lookups, place),
  sameDrug: () => sameDrugCriterion(),
  reason: (source: ReasonSource, lookups, place) => reasonCriterion(source, lookups, place),
  hook: ({ hook }: { hook: string | readonly string[] }) =>
    claim(false, (situation) => truthOf([hook].flat().includes(situation.hook))),
  available: ({ available }: { available: string }) =>
    claim(false, ({ record }) => truthOf(isComplete(record, available))),
  level: (source: LevelSource, lookups, place) => lookups.level(source, place),
  flag: ({ flag, scale }: { flag: string; scale: string }, lookups, place) => lookups.flag(flag, scale, place),
  leading: ({ leading }: { leading: string | readonly string[] }, lookups, place) =>
    lookups.leading([leading].flat(), place),
  tally: (source: ComparisonSource & { tally: string }, lookups, place) => lookups.tally(source, place),
  table: ({ table, gives }: { table: string; gives: string | readonly string[] }, lookups, place) =>
    lookups.table(table, [gives].flat(), place),
  card: ({ card }: { card: string }, lookups, place) => lookups.card(card, place),
};

const COMBINATIONS = ['all', 'any', 'none', 'count'] as const;

/** Compiles a criterion. Throws KnowledgeError with the place of the mistake. */
export function compileCriterion(source: CriterionSource, lookups: Lookups, place: Place): Criterion {
  if (typeof source === 'string') return lookups.named(source, place);
  if (COMBINATIONS.some((key) => key in source)) return compileCombination(source, lookups, place);
  const key = Object.keys(COMPILERS).find((candidate) => candidate in source);
  const compile = key === undefined ? undefined : COMPILERS[key];
  if (compile === undefined) throw place.error(`expected one of ${Object.keys(COMPILERS).join(', ')}`);
  const criterion = compile(source as never, lookups, place);
  return { ...criterion, wording: { text: wordsOf(key ?? '', source), parts: 'all', of: [] } };
}

/** `all`, `any` and `none` side by side must all hold; `count` asks for at least so many of a list. */
function compileCombination(source: Readonly<Record<string, unknown>>, lookups: Lookups, place: Place): Criterion {
  const list = (key: string, from: Readonly<Record<string, unknown>> = source): readonly Criterion[] =>
    ((from[key] ?? []) as readonly CriterionSource[]).map((item, index) =>
      compileCriterion(item, lookups, place.at(key, index)),
    );
  const parts: Criterion[] = [];
  parts.push(...list('all'));
  if (source['any'] !== undefined) parts.push(anyCriterion(list('any')));
  if (source['none'] !== undefined) parts.push(...list('none').map(notCriterion));
  const count = source['count'] as { readonly atLeast: number; readonly of: unknown } | undefined;
  if (count !== undefined) parts.push(countCriterion(count.atLeast, list('of', count)));
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : allCriterion(parts);
}

/** Every part. Evidence of all parts. */
function allCriterion(parts: readonly Criterion[]): Criterion {
  return combine(parts, (situation) => allOf(parts, (part) => part.ask(situation)), 'all');
}

/** At least one part. Evidence of those that are present. */
function anyCriterion(parts: readonly Criterion[]): Criterion {
  return combine(parts, (situation) => anyOf(parts, (part) => part.ask(situation)), 'any');
}

function notCriterion(part: Criterion): Criterion {
  const criterion = claim(part.usesSubject, (situation) => notOf(part.ask(situation)));
  return { ...criterion, wording: { text: 'none of', parts: 'none', of: [part] } };
}

function countCriterion(least: number, parts: readonly Criterion[]): Criterion {
  const ask = (situation: Situation): Truth => {
    const truths = parts.map((part) => part.ask(situation));
    const present = truths.filter((truth) => truth === 'present').length;
    const unknown = truths.filter((truth) => truth === 'unknown').length;
    if (present >= least) return 'present';
    return present + unknown >= least ? 'unknown' : 'absent';
  };
  return combine(parts, ask, 'count', `at least ${String(least)} of`);
}

function presentMatches(parts: readonly Criterion[]) {
  return (situation: Situation): readonly Match[] =>
    parts.flatMap((part) => (part.ask(situation) === 'present' ? part.matches(situation) : []));
}

function combine(
  parts: readonly Criterion[],
  ask: (situation: Situation) => Truth,
  how: Wording['parts'],
  text = `${how} of`,
): Criterion {
  const usesSubject = parts.some((part) => part.usesSubject);
  return { usesSubject, ask, matches: presentMatches(parts), wording: { text, parts: how, of: parts } };
}
