// Calls whose data is missing, and what completion makes of them.
import { createLog } from '../../src/base/log.ts';
import type { HookRequest, Retrieval } from '../../src/cds/hook-request.ts';
import type { RawResource } from '../../src/fhir/types.ts';
import { completeRequest, type CompletionDeps } from '../../src/retrieval/complete-request.ts';
import type { Caller } from '../../src/security/caller.ts';
import { caller } from '../http/served-app.ts';
import { fakeClient, type FakeAnswer, type FakeClient } from './fake-client.ts';

/** Where the FHIR server of the calls is. */
export const ORIGIN = 'https://ehr.example';
export const BASE = `${ORIGIN}/fhir/`;
export const TOKEN = 's3cr3t-t0k3n';

/** Nothing was sent. */
export const ABSENT: Retrieval = { state: 'unknown', reason: 'absent' };

/** A call about the patient p1. Every key is absent unless said otherwise. */
export function request(
  prefetch: Readonly<Record<string, Retrieval>> = {},
  more: Partial<HookRequest> = {},
): HookRequest {
  return {
    hook: 'patient-view',
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    userId: 'Practitioner/u1',
    patientId: 'p1',
    prefetch: new Map(Object.entries(prefetch)),
    access: { fhirServer: `${ORIGIN}/fhir`, accessToken: TOKEN },
    ...more,
  };
}

/** A resource of the patient p1. */
export function own(resourceType: string, id: string, more: object = {}): RawResource {
  return { resourceType, id, subject: { reference: 'Patient/p1' }, ...more };
}

/** Completed, with everything that was asked and logged on the way. */
export interface Completed extends FakeClient {
  readonly request: HookRequest;
  readonly of: (key: string) => Retrieval | undefined;
  readonly lines: readonly string[];
}

/** Parts of a completion that a test sets itself. */
export interface CompletionParts extends Partial<Pick<CompletionDeps, 'deadlineMs' | 'limits'>> {
  readonly caller?: Partial<Caller>;
  readonly templates?: Readonly<Record<string, string>>;
}

/** Patient data, two kinds of drugs, services and the encounter, as the service asks for them. */
export const TEMPLATES = {
  patient: 'Patient/{{context.patientId}}',
  encounter: 'Encounter/{{context.encounterId}}',
  conditions: 'Condition?patient={{context.patientId}}',
  medicationStatements: 'MedicationStatement?patient={{context.patientId}}',
  medicationRequests: 'MedicationRequest?patient={{context.patientId}}',
  serviceRequests: 'ServiceRequest?patient={{context.patientId}}',
} as const;

/** Completes a call from answers by URL; those without a scheme are below the base URL. */
export async function complete(
  call: HookRequest,
  answers: Readonly<Record<string, FakeAnswer>>,
  parts: CompletionParts = {},
): Promise<Completed> {
  const lines: string[] = [];
  const urls = Object.entries(answers).map(([url, answer]) => [url.startsWith('http') ? url : BASE + url, answer]);
  const fake = fakeClient(Object.fromEntries(urls) as Readonly<Record<string, FakeAnswer>>);
  const deps = {
    client: fake.client,
    deadlineMs: parts.deadlineMs ?? 2000,
    limits: parts.limits ?? { pages: 5, bytes: 100_000, entries: 100 },
    log: createLog('debug', { write: (line) => lines.push(line) }),
  };
  const who = caller({ fhirServers: new Set([ORIGIN]), ...parts.caller });
  const completed = await completeRequest(call, parts.templates ?? TEMPLATES, who, deps);
  return { ...fake, request: completed, of: (key) => completed.prefetch.get(key), lines };
}
