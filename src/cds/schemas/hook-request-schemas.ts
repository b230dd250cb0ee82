// JSON Schemas of the calls (CDS Hooks 2.0, "HTTP Request"; the hook library's pages; conformance C1 to C7).
// Members that are not named here are allowed and ignored (W3), whatever they hold.
import type { HookName } from '../hook-request.ts';

/** The part of JSON Schema that is used here. */
export interface RequestSchema {
  readonly type?: 'object' | 'array' | 'string' | 'number' | readonly ('object' | 'array')[];
  readonly nullable?: true;
  readonly format?: string;
  readonly minItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, RequestSchema>>;
  readonly if?: RequestSchema;
  readonly then?: RequestSchema;
}

const FHIR_AUTHORIZATION: RequestSchema = {
  type: 'object',
  nullable: true,
  required: ['access_token', 'token_type', 'expires_in', 'scope', 'subject'],
  properties: {
    // An open server's client sends an empty token: not an error by itself.
    access_token: { type: 'string' },
    token_type: { type: 'string', format: 'bearer-type' },
    expires_in: { type: 'number' },
    scope: { type: 'string' },
    subject: { type: 'string' },
    patient: { type: 'string', nullable: true },
  },
};

const PATIENT_CONTEXT: RequestSchema = {
  type: 'object',
  required: ['userId', 'patientId'],
  properties: {
    userId: { type: 'string', format: 'user-reference' },
    patientId: { type: 'string', format: 'patient-id' },
    encounterId: { type: 'string', nullable: true, format: 'encounter-id' },
  },
};

const SIGN_CONTEXT: RequestSchema = {
  ...PATIENT_CONTEXT,
  required: ['userId', 'patientId', 'draftOrders'],
  // What the Bundle holds is read leniently, not by schema.
  properties: { ...PATIENT_CONTEXT.properties, draftOrders: { type: ['object', 'array'] } },
};

const SELECT_CONTEXT: RequestSchema = {
  ...SIGN_CONTEXT,
  required: ['userId', 'patientId', 'draftOrders', 'selections'],
  properties: { ...SIGN_CONTEXT.properties, selections: { type: 'array', minItems: 1 } },
};

/** The schema of a call whose hook is not known: what all hooks have in common. */
export const ENVELOPE_SCHEMA: RequestSchema = envelope({ type: 'object' });

/** The schema of a call, by hook. */
export const HOOK_SCHEMAS: Readonly<Record<HookName, RequestSchema>> = {
  'patient-view': envelope(PATIENT_CONTEXT),
  'order-select': envelope(SELECT_CONTEXT),
  'order-sign': envelope(SIGN_CONTEXT),
};

function envelope(context: RequestSchema): RequestSchema {
  return {
    type: 'object',
    required: ['hook', 'hookInstance', 'context'],
    properties: {
      hook: { type: 'string' },
      hookInstance: { type: 'string', format: 'hook-instance' },
      context,
      prefetch: { type: 'object', nullable: true },
      fhirServer: { type: 'string', nullable: true, format: 'http-url' },
      fhirAuthorization: FHIR_AUTHORIZATION,
    },
    if: { required: ['fhirAuthorization'], properties: { fhirAuthorization: { type: 'object' } } },
    then: { required: ['fhirServer'], properties: { fhirServer: { type: 'string' } } },
  };
}
