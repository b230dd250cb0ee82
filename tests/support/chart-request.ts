// Sorts the resources of a chart into the prefetch keys of the service, as a client would that holds the chart.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { HookName } from '../../src/cds/hook-request.ts';
import { codesToRequest, compileObservationItems } from '../../src/facts/observation-items.ts';
import { asArray, isObject, text } from '../../src/fhir/lenient.ts';
import type { JsonObject, RawResource } from '../../src/fhir/types.ts';
import { prefetchKeys } from './case-model.ts';
import type { PrefetchKey } from './case-model.ts';
import type { HookRequestBody } from './case-request.ts';
import { patientOf } from './story-chart.ts';
import type { ChartResource } from './story-chart.ts';

const HOOKS = new URL('../../hooks/', import.meta.url);

/** What a call adds to the chart. */
export interface ChartRequestOptions {
  /** The drafts of an order hook; their subject is filled in where they name none. */
  readonly draftOrders?: readonly RawResource[];
  /** The selected drafts of order-select, as `Type/id`; default all of them. */
  readonly selections?: readonly string[];
  /** The encounter of the context; default the chart's one in progress, if any. */
  readonly encounterId?: string;
}

/** The whole body of a hook call about the patient of a chart; `seed` decides the hook instance. */
export function chartRequest(
  chart: readonly ChartResource[],
  seed: string,
  hook: HookName,
  options: ChartRequestOptions = {},
): HookRequestBody {
  const patient = patientOf(chart);
  const encounterId = options.encounterId ?? openEncounter(chart);
  return {
    hook,
    hookInstance: uuidOf(seed),
    context: {
      userId: `Practitioner/${chart.find(({ resourceType }) => resourceType === 'Practitioner')?.id ?? 'unknown'}`,
      patientId: patient.id,
      ...(encounterId === undefined ? {} : { encounterId }),
      ...ordersOf(hook, patient, options),
    },
    prefetch: prefetchOf(chart, patient, encounterId),
  };
}

function openEncounter(chart: readonly ChartResource[]): string | undefined {
  return chart.find((resource) => resource.resourceType === 'Encounter' && resource['status'] === 'in-progress')?.id;
}

function ordersOf(
  hook: HookName,
  patient: ChartResource,
  { draftOrders = [], selections }: ChartRequestOptions,
): Pick<HookRequestBody['context'], 'draftOrders' | 'selections'> {
  if (hook === 'patient-view') return {};
  const subject = { reference: `Patient/${patient.id}` };
  const orders = draftOrders.map((order) => ({ resource: { subject, ...order } }));
  const bundle = { resourceType: 'Bundle', type: 'collection', entry: orders };
  if (hook === 'order-sign') return { draftOrders: bundle };
  const all = draftOrders.map((order) => `${order.resourceType}/${String(order.id)}`);
  return { selections: selections ?? all, draftOrders: bundle };
}

const TYPES: Readonly<Record<string, PrefetchKey>> = {
  Condition: 'conditions',
  MedicationStatement: 'medicationStatements',
  MedicationRequest: 'medicationRequests',
  AllergyIntolerance: 'allergies',
  Procedure: 'procedures',
  ServiceRequest: 'serviceRequests',
  CarePlan: 'carePlans',
};

function prefetchOf(
  chart: readonly ChartResource[],
  patient: ChartResource,
  encounterId: string | undefined,
): JsonObject {
  const answers = new Map<PrefetchKey, unknown>(prefetchKeys.map((key) => [key, searchset(answersTo(key, chart))]));
  answers.set('patient', patient);
  const encounter = chart.find(({ resourceType, id }) => resourceType === 'Encounter' && id === encounterId);
  if (encounter === undefined) answers.delete('encounter');
  else answers.set('encounter', encounter);
  return Object.fromEntries(answers);
}

/** The resources that a search under the key finds, and the Medications that its hits refer to. */
function answersTo(key: PrefetchKey, chart: readonly ChartResource[]): readonly Found[] {
  const hits = chart.filter((resource) => keyOf(resource) === key);
  const named = new Set(
    hits
      .map((hit) => hit['medicationReference'])
      .filter(isObject)
      .map((to) => to['reference']),
  );
  const included = chart.filter(({ resourceType, id }) => named.has(`${resourceType}/${id}`));
  return [
    ...hits.map((resource): Found => ({ resource, mode: 'match' })),
    ...included.map((resource): Found => ({ resource, mode: 'include' })),
  ];
}

interface Found {
  readonly resource: ChartResource;
  readonly mode: 'match' | 'include';
}

function searchset(found: readonly Found[]): JsonObject {
  const total = found.filter(({ mode }) => mode === 'match').length;
  const entry = found.map(({ resource, mode }) => ({ resource, search: { mode } }));
  return { resourceType: 'Bundle', type: 'searchset', total, ...(entry.length === 0 ? {} : { entry }) };
}

function keyOf(resource: ChartResource): PrefetchKey | undefined {
  if (resource.resourceType !== 'Observation') return TYPES[resource.resourceType];
  return codesOf(resource)
    .map((code) => observationKeys().get(code))
    .find((key) => key !== undefined);
}

/** `system|code` of an Observation and of its components. */
function codesOf(observation: JsonObject): readonly string[] {
  const concepts = [
    observation['code'],
    ...asArray(observation['component']).map((part) => isObject(part) && part['code']),
  ];
  const codings = concepts.flatMap((concept) => (isObject(concept) ? asArray(concept['coding']) : [])).filter(isObject);
  return codings.map((coding) => `${text(coding['system']) ?? ''}|${text(coding['code']) ?? ''}`);
}

let observationKeysRead: ReadonlyMap<string, PrefetchKey> | undefined;

/** The prefetch key whose template asks for a code; a code that none asks for is not sent. */
function observationKeys(): ReadonlyMap<string, PrefetchKey> {
  observationKeysRead ??= readObservationKeys();
  return observationKeysRead;
}

function readObservationKeys(): ReadonlyMap<string, PrefetchKey> {
  const items = compileObservationItems(parse(readFileSync(new URL('observations.yaml', HOOKS), 'utf8')));
  const keys: readonly PrefetchKey[] = ['laboratory', 'vitalSigns', 'scores'];
  return new Map(keys.flatMap((key) => codesToRequest(items, key).map((code) => [code, key] as const)));
}

/** A UUID that is the same for the same seed. */
function uuidOf(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
