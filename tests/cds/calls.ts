// Builders of hook calls. Every call is fresh, so a test may change its own.
import { discoveryAnswer, type ServiceListing } from '../../src/cds/discovery.ts';

/** A JSON object that a test may change. */
export type Json = Record<string, unknown>;

/** The listings of one service at its three hooks. */
export function listings(): readonly ServiceListing[] {
  const prefetch = { patient: 'Patient/{{context.patientId}}', conditions: 'Condition?patient={{context.patientId}}' };
  const hooks = (['patient-view', 'order-select', 'order-sign'] as const).map((hook) => ({ hook, prefetch }));
  return discoveryAnswer([{ id: 'back', title: 'Back', description: 'Advice on backs.', hooks }]).services;
}

/** A draft order. */
export function draft(id: string, more: Json = {}): Json {
  return { resourceType: 'MedicationRequest', id, status: 'draft', ...more };
}

/** A Bundle of resources, each in an entry of its own. */
export function bundle(...resources: readonly unknown[]): Json {
  return { resourceType: 'Bundle', type: 'searchset', entry: resources.map((resource) => ({ resource })) };
}

/** A patient-view call. */
export function viewCall(context: Json = {}, more: Json = {}): Json {
  return {
    hook: 'patient-view',
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    context: { userId: 'Practitioner/1', patientId: 'p1', ...context },
    ...more,
  };
}

/** An order-sign call. */
export function signCall(context: Json = {}, more: Json = {}): Json {
  return viewCall({ draftOrders: bundle(draft('m1'), draft('m2')), ...context }, { hook: 'order-sign', ...more });
}

/** An order-select call. */
export function selectCall(context: Json = {}, more: Json = {}): Json {
  return signCall({ selections: ['MedicationRequest/m1'], ...context }, { hook: 'order-select', ...more });
}

/** A complete authorization. */
export function authorization(more: Json = {}): Json {
  return {
    access_token: 't0k3n',
    token_type: 'Bearer',
    expires_in: 300,
    scope: 'patient/*.rs',
    subject: 'us',
    ...more,
  };
}
