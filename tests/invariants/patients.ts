// Patients: a setting (person, complaint, stage), facts and draft orders; and the hook call about them.
import * as fc from 'fast-check';
import type { HookName } from '../../src/cds/hook-request.ts';
import type { JsonObject } from '../../src/fhir/types.ts';
import { chartRequest } from '../support/chart-request.ts';
import { ago, icd, resource } from '../support/facts.ts';
import type { ChartResource } from '../support/story-chart.ts';
import { drafts, type Draft } from './draft-orders.ts';
import { found } from './found.ts';
import { facts, type DrugType, type Fact } from './facts.ts';

/** Who has which pain, for how long. */
export interface Setting {
  readonly id: string;
  readonly age: number;
  readonly gender: string;
  readonly tier: 'A' | 'B';
  readonly stage: 'acute' | 'subacute' | 'chronic' | 'unknown';
  readonly onset: JsonObject;
}

/** One patient at one hook. */
export interface Case {
  readonly hook: HookName;
  readonly setting: Setting;
  readonly facts: readonly Fact[];
  readonly drafts: readonly Draft[];
  /** How many of the drafts are selected (order-select); the first ones. */
  readonly selected: number;
  readonly drugsAs: DrugType;
}

const today = { encounter: { reference: 'Encounter/today' } };

/** The settings: every stage, a vague onset, low back pain alone, young and old. */
export const settings: readonly Setting[] = [
  { id: 'F34 acute', age: 34, gender: 'female', tier: 'A', stage: 'acute', onset: { onsetDateTime: ago(6) } },
  { id: 'M55 subacute', age: 55, gender: 'male', tier: 'A', stage: 'subacute', onset: { onsetDateTime: ago(40) } },
  { id: 'F47 chronic', age: 47, gender: 'female', tier: 'A', stage: 'chronic', onset: { onsetDateTime: ago(150) } },
  { id: 'M45 unknown', age: 45, gender: 'male', tier: 'A', stage: 'unknown', onset: today },
  { id: 'F78 vague', age: 78, gender: 'female', tier: 'A', stage: 'acute', onset: { onsetDateTime: '2026' } },
  { id: 'M66 low back', age: 66, gender: 'male', tier: 'B', stage: 'acute', onset: { onsetDateTime: ago(8) } },
];

/** Every two facts that can stand side by side, with their positions. */
export function factPairs(): readonly (readonly [number, number])[] {
  return facts.flatMap((first, i) =>
    facts.slice(i + 1).flatMap((second, offset) => (excludes(first, second) ? [] : [[i, i + 1 + offset] as const])),
  );
}

function excludes(one: Fact, other: Fact): boolean {
  return one.kind !== undefined && one.kind === other.kind;
}

/** A list without facts that replace an earlier one. */
export function compatible(list: readonly Fact[]): readonly Fact[] {
  return list.filter((fact, index) => !list.slice(0, index).some((other) => excludes(fact, other)));
}

/** A case with nothing in it that is not said. */
export function caseOf(part: Partial<Case>): Case {
  const setting = found(settings[0]);
  const none = { hook: 'patient-view', setting, facts: [], drafts: [], selected: Infinity } as const;
  return { ...none, drugsAs: 'MedicationRequest', ...part };
}

/** Name of a case for messages. */
export function nameOf({ hook, setting, facts: list, drafts: orders }: Case): string {
  return `${hook}, ${setting.id}: ${[...list, ...orders].map(({ id }) => id).join(' + ') || 'nothing else'}`;
}

/** Larger patients at any hook. */
export function anyCase(
  hooks: readonly HookName[] = ['patient-view', 'order-select', 'order-sign'],
): fc.Arbitrary<Case> {
  return fc
    .record({
      hook: fc.constantFrom(...hooks),
      setting: fc.constantFrom(...settings),
      facts: fc.uniqueArray(fc.constantFrom(...facts), { minLength: 0, maxLength: 7 }).map(compatible),
      drafts: fc.uniqueArray(fc.constantFrom(...drafts), { minLength: 1, maxLength: 4 }),
      selected: fc.integer({ min: 1, max: 4 }),
      drugsAs: fc.constantFrom<DrugType>('MedicationRequest', 'MedicationStatement'),
    })
    .map((one) => (one.hook === 'patient-view' ? { ...one, drafts: [] } : one));
}

/** The chart of a case, as a client holds it. */
export function chartOf({ setting, facts: list, drugsAs }: Case): readonly ChartResource[] {
  const { age, gender, tier, onset } = setting;
  const patient = { resourceType: 'Patient', id: 'p1', gender, birthDate: `${String(2025 - age)}-09-02` };
  const encounter = resource('Encounter', { id: 'today', status: 'in-progress' });
  const code = icd(tier === 'A' ? 'M54.6' : 'M54.5');
  const complaint = resource('Condition', { id: 'complaint', code, ...onset });
  const rest = list.flatMap((fact) => fact.resources(drugsAs));
  return [patient, encounter, complaint, ...rest].map((one) => ({ ...one, id: String(one.id) }));
}

/** The hook call of a case; another chart may take the place of its own. */
export function requestFor(one: Case, chart: readonly ChartResource[] = chartOf(one)): ReturnType<typeof chartRequest> {
  const draftOrders = one.drafts.map((draft) => draft.resource);
  const selections = draftOrders.slice(0, one.selected).map(({ resourceType, id }) => `${resourceType}/${String(id)}`);
  return chartRequest(chart, 'search', one.hook, { draftOrders, selections });
}
