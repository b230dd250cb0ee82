// Builds the CDS Hooks request of a worked case: every prefetch key answered, empty where the case says nothing.
import { createHash } from 'node:crypto';
import type { HookName } from '../../src/cds/hook-request.ts';
import type { JsonObject } from '../../src/fhir/types.ts';
import { loadCases as readCases } from './case-files.ts';
import { caseClock, prefetchKeys } from './case-model.ts';
import type { PrefetchKey, WorkedCase } from './case-model.ts';
import { draftResource, medicationResource } from './case-orders.ts';
import type { MedicationType } from './case-orders.ts';
import {
  allergyResource,
  carePlanResource,
  conditionResource,
  earlierEncounterId,
  encounterResource,
  observationResource,
  patientResource,
  procedureResource,
  relativeResource,
  serviceResource,
  userReference,
} from './case-resources.ts';
import type { BuiltResource, Chart } from './case-resources.ts';
import { loadVocabulary, termFor } from './vocabulary.ts';
import type { CodingStyle } from './vocabulary.ts';

const fhirBase = 'https://ehr.example/fhir';
// Read once for all requests: the file does not change while tests run.
const vocabulary = loadVocabulary();

/** The same facts, told in another way; the answer must stay the same (save free-text notes). */
export interface RequestOptions {
  /** Render every drug of the record as this type; else as the case says, by default MedicationRequest. */
  readonly medicationsAs?: MedicationType;
  /** Codings of conditions, drugs, allergies and services; default one. */
  readonly codings?: CodingStyle;
  /** Reasons of orders as codes (default) or as references to the Condition of that code. */
  readonly reasons?: 'code' | 'reference';
  /** Whether the client knows an encounter; default yes. */
  readonly encounter?: boolean;
}

/** The body of a hook call. */
export interface HookRequestBody {
  readonly hook: HookName;
  readonly hookInstance: string;
  readonly context: {
    readonly userId: string;
    readonly patientId: string;
    readonly encounterId?: string;
    readonly selections?: readonly string[];
    readonly draftOrders?: JsonObject;
  };
  readonly prefetch: Readonly<Record<string, unknown>>;
}

/** All cases of fixtures/cases, with everything filled in that one takes over from another. */
export function loadCases(): readonly WorkedCase[] {
  return readCases();
}

/** The worked cases of the catalogue, C01 to C76. */
export function workedCases(): readonly WorkedCase[] {
  return loadCases().filter(isWorked);
}

/** The cases of the rows of catalogue sections 1, 3 and 4 (rows-*.yaml). */
export function rowCases(): readonly WorkedCase[] {
  return loadCases().filter((one) => !isWorked(one) && !isOfRule(one));
}

/** The cases of rules that no worked case covers (rules.yaml). */
export function ruleCases(): readonly WorkedCase[] {
  return loadCases().filter(isOfRule);
}

function isOfRule({ id }: WorkedCase): boolean {
  return id.startsWith('rule-');
}

function isWorked({ id }: WorkedCase): boolean {
  return /^C\d+$/u.test(id);
}

/** The request of a case. */
export function requestFor(one: WorkedCase, options: RequestOptions = {}): HookRequestBody {
  const chart = chartOf(one, options);
  return {
    hook: one.hook,
    hookInstance: uuidOf(one.id),
    context: contextOf(one, chart),
    prefetch: prefetchOf(one, chart, options.medicationsAs),
  };
}

function chartOf(one: WorkedCase, options: RequestOptions): Chart {
  const hasEncounter = one.encounter !== 'none' && options.encounter !== false;
  return {
    patientId: `patient-${one.id.toLowerCase()}`,
    encounterId: hasEncounter ? 'encounter-today' : undefined,
    vocabulary,
    codings: options.codings ?? 'one',
    reasons: options.reasons ?? 'code',
    conditions: one.conditions ?? [],
  };
}

function uuidOf(id: string): string {
  const hex = createHash('sha256').update(id).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function contextOf(one: WorkedCase, chart: Chart): HookRequestBody['context'] {
  const { patientId, encounterId } = chart;
  const base = { userId: userReference, patientId, ...(encounterId === undefined ? {} : { encounterId }) };
  if (one.hook === 'patient-view') return base;
  const orders = (one.drafts ?? []).map((draft, index) => draftResource(chart, draft, index));
  const draftOrders = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: orders.map((order) => ({ resource: order })),
  };
  if (one.hook === 'order-sign') return { ...base, draftOrders };
  const selected = orders.filter((_, index) => one.drafts?.[index]?.selected !== false);
  return { ...base, selections: selected.map(referenceTo), draftOrders };
}

function referenceTo(resource: BuiltResource): string {
  return `${resource.resourceType}/${resource.id}`;
}

type Answers = Readonly<Record<PrefetchKey, unknown>>;

function prefetchOf(one: WorkedCase, chart: Chart, medicationsAs: MedicationType | undefined): JsonObject {
  const answers: Answers = { ...peopleAnswers(one, chart), ...recordAnswers(one, chart, medicationsAs) };
  const kept = prefetchKeys.flatMap((key) => keptAnswer(one, chart, key, answers[key]));
  const relatives = (one['family-history'] ?? []).map((relative, index) => relativeResource(chart, relative, index));
  return Object.fromEntries(relatives.length === 0 ? kept : [...kept, ['familyHistory', searchset(relatives)]]);
}

function keptAnswer(
  one: WorkedCase,
  chart: Chart,
  key: PrefetchKey,
  answer: unknown,
): readonly (readonly [string, unknown])[] {
  const state = one.prefetch?.[key];
  // Without an encounter the template of its key cannot be filled, so the client sends no such key.
  if (state === 'absent' || (key === 'encounter' && chart.encounterId === undefined)) return [];
  if (state === 'null') return [[key, null]];
  return [[key, state === 'failed' ? failure : answer]];
}

const failure = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'exception', details: { text: 'The search failed.' } }],
};

function peopleAnswers(one: WorkedCase, chart: Chart): Pick<Answers, 'patient' | 'encounter'> {
  const code = one.encounter === 'inpatient' ? 'IMP' : 'AMB';
  return {
    patient: patientResource(chart, one.patient),
    encounter: chart.encounterId && encounterResource(chart, chart.encounterId, code, caseClock),
  };
}

function recordAnswers(
  one: WorkedCase,
  chart: Chart,
  medicationsAs: MedicationType | undefined,
): Omit<Answers, 'patient' | 'encounter'> {
  const drugs = (one.medications ?? []).map((drug, index) => medicationResource(chart, drug, index, medicationsAs));
  const drugsOf = (type: MedicationType): JsonObject => searchset(drugs.filter((drug) => drug.resourceType === type));
  const resourcesOf = <T>(facts: readonly T[] = [], build: (chart: Chart, fact: T, index: number) => BuiltResource) =>
    searchset(facts.map((fact, index) => build(chart, fact, index)));
  return {
    conditions: conditionsAnswer(one, chart),
    medicationStatements: drugsOf('MedicationStatement'),
    medicationRequests: drugsOf('MedicationRequest'),
    allergies: resourcesOf(one.allergies, allergyResource),
    laboratory: observationsAnswer(one, chart, 'laboratory'),
    vitalSigns: observationsAnswer(one, chart, 'vitalSigns'),
    scores: observationsAnswer(one, chart, 'scores'),
    procedures: resourcesOf(one.procedures, procedureResource),
    serviceRequests: resourcesOf(one.services, serviceResource),
    carePlans: resourcesOf(one['care-plans'], carePlanResource),
  };
}

/** An old encounter comes along with the conditions, as servers send included resources. */
function conditionsAnswer(one: WorkedCase, chart: Chart): JsonObject {
  const conditions = chart.conditions.map((condition, index) => conditionResource(chart, condition, index));
  const old = one.conditions?.find(({ encounter }) => encounter === 'earlier');
  const start = old?.recorded ?? old?.onset;
  const included = start === undefined ? [] : [encounterResource(chart, earlierEncounterId, 'AMB', start)];
  return searchset(conditions, included);
}

function observationsAnswer(one: WorkedCase, chart: Chart, key: PrefetchKey): JsonObject {
  const all = (one.observations ?? []).map((observation, index) => ({
    resource: observationResource(chart, observation, index),
    key: termFor(vocabulary, 'observations', observation.item).prefetch,
  }));
  return searchset(all.filter((one) => one.key === key).map(({ resource }) => resource));
}

function searchset(matches: readonly BuiltResource[], included: readonly BuiltResource[] = []): JsonObject {
  const entry = [...matches.map((one) => entryOf(one, 'match')), ...included.map((one) => entryOf(one, 'include'))];
  const bundle = { resourceType: 'Bundle', type: 'searchset', total: matches.length };
  return entry.length === 0 ? bundle : { ...bundle, entry };
}

function entryOf(resource: BuiltResource, mode: 'match' | 'include'): JsonObject {
  return { fullUrl: `${fhirBase}/${referenceTo(resource)}`, resource, search: { mode } };
}
