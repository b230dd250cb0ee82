// The calls that are measured: a worked case, padded to size with what long-time patients have.
import type { HookName } from '../../src/cds/hook-request.ts';
import type { RawResource } from '../../src/fhir/types.ts';
import type { PrefetchKey, WorkedCase } from '../support/case-model.ts';
import { loadCases, requestFor, type HookRequestBody } from '../support/case-request.ts';
import { paddedChart } from '../support/padded-chart.ts';

/** A call to measure. */
export interface MeasuredBody {
  readonly name: string;
  readonly json: string;
  /** Whether the service has something to say; a measurement of anything else would be one of a mistake. */
  readonly brings: 'cards' | 'nothing';
}

/** Tramadol for acute mid-back pain: an order that brings one card of the usual size. */
const CASE = 'C39';

/** In the order in which they are measured, the usual size first. */
export function measuredBodies(): readonly MeasuredBody[] {
  const one = loadCases().find(({ id }) => id === CASE);
  if (one === undefined) throw new Error(`fixtures/cases: no ${CASE}`);
  const elsewhere: WorkedCase = { ...one, conditions: [{ code: 'M17.11' }] };
  const sizes = [20, 2, 100, 500, 5000];
  return [
    ...sizes.map((kilobytes) => bodyOf(one, 'order-select', kilobytes)),
    bodyOf(one, 'patient-view', 20),
    bodyOf(one, 'order-sign', 20),
    { ...bodyOf(elsewhere, 'patient-view', 20), name: 'no back pain 20 KB', brings: 'nothing' },
  ];
}

function bodyOf(one: WorkedCase, hook: HookName, kilobytes: number): MeasuredBody {
  const json = JSON.stringify(padded(withoutEmptyAnswers({ ...one, hook }), kilobytes * 1000));
  const size = kilobytes < 1000 ? `${kilobytes} KB` : `${kilobytes / 1000} MB`;
  return { name: `${hook} ${size}`, json, brings: 'cards' };
}

/** Searches that found nothing, told in the shortest way, so that a small call is small. */
function withoutEmptyAnswers(one: WorkedCase): HookRequestBody {
  const request = requestFor(one);
  const prefetch = Object.entries(request.prefetch).map(([key, answer]) => [
    key,
    entriesOf(answer) === 0 ? null : answer,
  ]);
  return { ...request, prefetch: Object.fromEntries(prefetch) as HookRequestBody['prefetch'] };
}

function entriesOf(answer: unknown): number | undefined {
  const { resourceType, entry } = answer as { readonly resourceType: string; readonly entry?: readonly unknown[] };
  return resourceType === 'Bundle' ? (entry?.length ?? 0) : undefined;
}

const KEYS: Readonly<Record<string, PrefetchKey>> = {
  Condition: 'conditions',
  MedicationRequest: 'medicationRequests',
  Observation: 'laboratory',
};

/** Resources are added as long as the call stays within the size. */
function padded(request: HookRequestBody, bytes: number): HookRequestBody {
  const patient = request.prefetch['patient'] as RawResource & { readonly id: string };
  const prefetch = new Map(Object.entries(request.prefetch));
  let left = bytes - JSON.stringify(request).length;
  for (const resource of left > 0 ? paddedChart([patient], left).slice(1) : []) {
    const key = KEYS[resource.resourceType];
    const entry = { fullUrl: `https://ehr.example/fhir/${resource.resourceType}/${resource.id}`, resource };
    left -= JSON.stringify(entry).length + 1;
    if (key === undefined || left < 0) continue;
    const held = prefetch.get(key) as { readonly entry?: readonly unknown[] } | null | undefined;
    prefetch.set(key, { resourceType: 'Bundle', type: 'searchset', entry: [...(held?.entry ?? []), entry] });
  }
  return { ...request, prefetch: Object.fromEntries(prefetch) };
}
