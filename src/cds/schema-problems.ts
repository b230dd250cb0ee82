// What a JSON Schema finds wrong, told by place and rule. The value itself is never told: it may be patient data.
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Problem } from '../base/errors.ts';
import { FORMATS } from './schemas/formats.ts';

const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true, formats: ajvFormats() });

/** Compiles a schema: once, when a module loads, never per call. */
export function compileSchema(schema: object): ValidateFunction {
  return ajv.compile(schema);
}

/** Everything in which a value breaks a schema. */
export function schemaProblems(value: unknown, validate: ValidateFunction): readonly Problem[] {
  if (validate(value)) return [];
  // "if" only says that its "then" failed, which has an error of its own.
  return (validate.errors ?? []).filter((error) => error.keyword !== 'if').map(problemOf);
}

function problemOf(error: ErrorObject): Problem {
  if (error.keyword === 'required') {
    return { pointer: `${error.instancePath}/${String(error.params['missingProperty'])}`, message: 'is required' };
  }
  return { pointer: error.instancePath, message: messageOf(error) };
}

function messageOf({ keyword, params }: ErrorObject): string {
  if (keyword === 'format') return `must be ${FORMATS[String(params['format'])]?.words ?? 'well-formed'}`;
  if (keyword === 'minItems') return 'must have at least one entry';
  if (keyword === 'maxItems') return `must have at most ${String(params['limit'])} entries`;
  if (keyword === 'enum') return `must be one of ${[params['allowedValues']].flat().join(', ')}`;
  const types = [params['type']].flat().map(String);
  return `must be ${types.map((type) => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`)).join(' or ')}`;
}

function ajvFormats(): Record<string, RegExp> {
  return Object.fromEntries(Object.entries(FORMATS).map(([name, { pattern }]) => [name, pattern]));
}
