// JSON Schemas of the knowledge files: what ajv enforces at start and editors complete from.
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { JsonObject } from '../fhir/types.ts';
import { Place, type SourceFile } from './source-file.ts';

/** Checks parsed files against the schema of their kind. */
export class KnowledgeSchemas {
  readonly #validators = new Map<string, ValidateFunction>();

  /** `schemas` by name, as in hooks/schemas/<name>.schema.json. */
  constructor(schemas: ReadonlyMap<string, JsonObject>) {
    const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, code: { optimize: false } });
    for (const [name, schema] of schemas) ajv.addSchema(schema, `${name}.schema.json`);
    for (const name of schemas.keys()) {
      const validate = ajv.getSchema(`${name}.schema.json`);
      if (validate !== undefined) this.#validators.set(name, validate as ValidateFunction);
    }
  }

  /** Throws KnowledgeError with the line of the first violation. */
  check(kind: string, file: SourceFile): void {
    const validate = this.#validators.get(kind);
    if (validate === undefined) throw new Place(file).error(`there is no schema "${kind}"`);
    if (validate(file.data)) return;
    const error = mostTelling(validate.errors ?? []);
    const path = (error?.instancePath ?? '').split('/').slice(1).map(stepOf);
    const extra = unknownKeyOf(error);
    const at = new Place(file, extra === undefined ? path : [...path, extra]);
    throw at.error(`${path.join('.')} ${messageOf(error)}`.trim());
  }
}

function stepOf(step: string): string | number {
  const plain = step.replaceAll('~1', '/').replaceAll('~0', '~');
  return /^\d+$/.test(plain) ? Number(plain) : plain;
}

/** The deepest error says most; the wrappers around it only repeat that something inside failed. */
function mostTelling(errors: readonly ErrorObject[]): ErrorObject | undefined {
  return [...errors].sort((a, b) => b.instancePath.length - a.instancePath.length)[0];
}

function unknownKeyOf(error: ErrorObject | undefined): string | undefined {
  return (error?.params as { readonly additionalProperty?: string } | undefined)?.additionalProperty;
}

function messageOf(error: ErrorObject | undefined): string {
  const extra = unknownKeyOf(error);
  if (extra !== undefined) return `has the unknown key "${extra}"`;
  const { allowedValues } = (error?.params ?? {}) as { readonly allowedValues?: unknown };
  const allowed = Array.isArray(allowedValues) ? `: ${allowedValues.join(', ')}` : '';
  return `${error?.message ?? 'does not fit its schema'}${allowed}`;
}
