// Strict check of the R4 resources that the service sends; the schema is generated (generate-r4-schema.ts).
import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';

const SCHEMA_FILE = new URL('./r4-schema/r4.schema.json', import.meta.url);
const RESOURCE_TYPES = ['CodeSystem', 'MedicationRequest', 'OperationOutcome', 'ServiceRequest', 'ValueSet'] as const;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the date part of a FHIR date or dateTime exists in the calendar (there is no 30 February). */
export function isCalendarDate(text: string): boolean {
  const [year = 0, month = 1, day = 1] = text.slice(0, 10).split('-').map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function compiled(): Ajv2020 {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, verbose: false });
  ajv.addFormat('calendar-date', isCalendarDate);
  ajv.addSchema(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as Readonly<Record<string, unknown>>, 'r4');
  return ajv;
}

const ajv = compiled();

/** One line per ajv error: where and what. */
export function describeError(error: ErrorObject): string {
  const params = error.params as Readonly<Record<string, unknown>>;
  const extra = params['additionalProperty'] ?? params['unevaluatedProperty'];
  const named = typeof extra === 'string' ? ` '${extra}'` : '';
  return `${error.instancePath || '/'} ${error.message ?? error.keyword}${named}`;
}

/** Everything in which the resource is not valid FHIR R4; empty when it is valid. Knows the types that the service sends. */
export function validateR4(resource: unknown): string[] {
  if (!isObject(resource)) return ['/ must be a resource'];
  const type = RESOURCE_TYPES.find((name) => name === resource['resourceType']);
  if (type === undefined) return [`/resourceType must be one of ${RESOURCE_TYPES.join(', ')}`];
  const validate = ajv.getSchema(`r4#/$defs/${type}`);
  if (!validate) throw new Error(`no schema of ${type}`);
  return validate(resource) === true ? [] : (validate.errors ?? []).map(describeError);
}
