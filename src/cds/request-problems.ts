// What is wrong with a call, by the definition of its hook.
import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { Problem } from '../base/errors.ts';
import type { HookName } from './hook-request.ts';
import { compileSchema, schemaProblems } from './schema-problems.ts';
import { ENVELOPE_SCHEMA, HOOK_SCHEMAS } from './schemas/hook-request-schemas.ts';

const validateEnvelope = compileSchema(ENVELOPE_SCHEMA);
const validators: Readonly<Record<HookName, ValidateFunction>> = {
  'patient-view': compileSchema(HOOK_SCHEMAS['patient-view']),
  'order-select': compileSchema(HOOK_SCHEMAS['order-select']),
  'order-sign': compileSchema(HOOK_SCHEMAS['order-sign']),
};

/** Everything in which a call breaks the definition of its hook; without a hook, of a call in general. */
export function requestProblems(body: unknown, hook: HookName | undefined): readonly Problem[] {
  return schemaProblems(body, hook === undefined ? validateEnvelope : validators[hook]);
}
