// The same call with more in it that must not matter: extensions, unknown fields, drafts that no rule reads.
import { isObject } from '../../src/fhir/lenient.ts';
import type { JsonObject } from '../../src/fhir/types.ts';
import type { HookRequestBody } from '../support/case-request.ts';

/** Where the added extensions of FHIR resources point. */
export const ADDED_URL = 'https://ehr.example/StructureDefinition/added';

/** Whatever a client may put where the specification keeps a place for it; also what would be an error elsewhere. */
const NOISE: JsonObject = {
  extension: { 'com.ehr.example.note': { cards: [], nothing: null, hook: 'order-sign' } },
  unknownField: [null, '', [], {}, 'context'],
  'com.ehr.example.flag': true,
};

/** Draft orders of types that no rule reads, one of them of a type that FHIR does not know. */
export const OTHER_DRAFTS: readonly JsonObject[] = [
  { resourceType: 'NutritionOrder', id: 'other-1', status: 'draft', intent: 'order' },
  {
    resourceType: 'DeviceRequest',
    id: 'other-2',
    status: 'draft',
    intent: 'order',
    codeCodeableConcept: { text: 'brace' },
  },
  { resourceType: 'VisionPrescription', id: 'other-3', status: 'draft' },
  { resourceType: 'CommunicationRequest', id: 'other-4', status: 'draft' },
  { resourceType: 'Task', id: 'other-5', status: 'draft', intent: 'order' },
  { resourceType: 'SomethingNew', id: 'other-6', status: 'draft', medicationCodeableConcept: { text: 'tramadol' } },
];

/** The call with extensions and unknown fields at every place of the protocol, and extensions in every resource. */
export function withExtensions(request: HookRequestBody): JsonObject {
  const { context, prefetch } = request;
  return {
    ...NOISE,
    ...request,
    context: { ...NOISE, ...extended(context) },
    prefetch: { ...NOISE, ...extended(prefetch) },
  };
}

function extended(members: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, inResources(value)]));
}

function inResources(value: unknown): unknown {
  if (!isObject(value)) return value;
  if (Array.isArray(value['entry'])) {
    const entry = (value['entry'] as readonly JsonObject[]).map((one) => ({
      ...one,
      resource: inResources(one['resource']),
    }));
    return { ...value, entry };
  }
  const added = { url: ADDED_URL, valueString: 'tramadol, cauda equina' };
  const own = Array.isArray(value['extension']) ? (value['extension'] as readonly unknown[]) : [];
  return value['resourceType'] === undefined ? value : { ...value, extension: [...own, added] };
}

/** An answer without the extensions that came with the drafts, which an update gives back. */
export function withoutAdded(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer), (name, value: unknown) => {
    if (name !== 'extension' || !Array.isArray(value)) return value;
    const own = (value as readonly JsonObject[]).filter(({ url }) => url !== ADDED_URL);
    return own.length === 0 ? undefined : own;
  });
}

/** The call with further drafts; on order-select they are not selected. */
export function withOtherDrafts(request: HookRequestBody): JsonObject {
  const { draftOrders = {} } = request.context;
  const entries = (draftOrders['entry'] ?? []) as readonly unknown[];
  const entry = [...OTHER_DRAFTS.map((resource) => ({ resource })), ...entries];
  return { ...request, context: { ...request.context, draftOrders: { ...draftOrders, entry } } };
}

/** The call with the whole record about another patient; the Patient stays. */
export function aboutSomebodyElse(request: HookRequestBody): JsonObject {
  const { patient, encounter, ...record } = request.prefetch;
  const own = JSON.stringify(`Patient/${request.context.patientId}`);
  const other: unknown = JSON.parse(JSON.stringify(record).replaceAll(own, '"Patient/somebody-else"'));
  const known = { patient, ...(encounter === undefined ? {} : { encounter }) };
  return { ...request, prefetch: { ...known, ...(other as JsonObject) } };
}
