// What is wrong with a call, told by place and rule. The value itself is never told: it may be patient data.
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Problem } from '../base/errors.ts';
import type { HookName } from './hook-request.ts';
import { FORMATS } from './schemas/formats.ts';
import { ENVELOPE_SCHEMA, HOOK_SCHEMAS } from './schemas/hook-request-schemas.ts';

// Compiled once, when the module loads, never per call.
const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true, formats: ajvFormats() });
const validateEnvelope = ajv.compile(ENVELOPE_SCHEMA);
const validators: Readonly<Record<HookName, ValidateFunction>> = {
  'patient-view': ajv.compile(HOOK_SCHEMAS['patient-view']),
  'order-select': ajv.compile(HOOK_SCHEMAS['order-select']),
  'order-sign': ajv.compile(HOOK_SCHEMAS['order-sign']),
};

/** Everything in which a call breaks the definition of its hook; without a hook, of a call in general. */
export function requestProblems(body: unknown, hook: HookName | undefined): readonly Problem[] {
  const validate = hook === undefined ? validateEnvelope : validators[hook];
  if (validate(body)) return [];
  // "if" only says that its "then" failed, which has an error of its own.
  return (validate.errors ?? []).filter((error) => error.keyword !== 'if').map(problemOf);
}

function problemOf(error: ErrorObject): Problem {
  if (error.keyword === 'required') {
    return { pointer: `${error.instancePath}/${String(error.params['missingProperty'])}`, message: 'is required' };
  }
  return { pointer: error.instancePath, message: messageOf(error) };
}

function messageOf(error: ErrorObject): string {
  if (error.keyword === 'format') {
    return `must be ${FORMATS[String(error.params['format'])]?.words ?? 'well-formed'}`;
  }
  if (error.keyword === 'minItems') return 'must have at least one entry';
  const types = [error.params['type']].flat().map(String);
  return `must be ${types.map((type) => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`)).join(' or ')}`;
}

function ajvFormats(): Record<string, RegExp> {
  return Object.fromEntries(Object.entries(FORMATS).map(([name, { pattern }]) => [name, pattern]));
}
