// Whether a resource has the shape of its release: known elements, lists where the release has lists, scalars of the right
// kind, and what the types that the service sends must have. The shapes are those of the releases' own definitions.
import r5 from 'fhirpath/fhir-context/r5';
import stu3 from 'fhirpath/fhir-context/stu3';
import { isObject } from '../../../src/fhir/lenient.ts';
import type { JsonObject } from '../../../src/fhir/types.ts';

/** The releases other than R4 in which the service answers. */
export type OtherRelease = 'STU3' | 'R5';

interface Definitions {
  readonly path2Type: Readonly<Record<string, string>>;
  readonly path2Repeating: Readonly<Record<string, unknown>>;
  readonly type2Parent: Readonly<Record<string, string>>;
}

const DEFINITIONS: Readonly<Record<OtherRelease, Definitions>> = {
  STU3: stu3,
  R5: r5,
};

const REQUIRED: Readonly<Record<OtherRelease, Readonly<Record<string, readonly string[]>>>> = {
  STU3: {
    MedicationRequest: ['intent', 'subject'],
    ProcedureRequest: ['status', 'intent', 'code', 'subject'],
    ReferralRequest: ['status', 'intent', 'subject'],
  },
  R5: {
    MedicationRequest: ['status', 'intent', 'medication', 'subject'],
    ServiceRequest: ['status', 'intent', 'subject'],
  },
};

const SCALARS: Readonly<Record<string, (value: unknown) => boolean>> = {
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  decimal: (value) => typeof value === 'number',
  positiveInt: (value) => Number.isInteger(value) && Number(value) > 0,
  unsignedInt: (value) => Number.isInteger(value) && Number(value) >= 0,
};

/** Everything in which the resource differs from what its release allows. */
export function shapeProblems(resource: unknown, release: OtherRelease): readonly string[] {
  if (!isObject(resource) || typeof resource['resourceType'] !== 'string') return ['no resource'];
  const type = resource['resourceType'];
  const elements = Object.fromEntries(Object.entries(resource).filter(([name]) => name !== 'resourceType'));
  const missing = (REQUIRED[release][type] ?? []).filter((element) => resource[element] === undefined);
  return [...missing.map((element) => `${type}.${element} is missing`), ...partProblems(elements, type, release)];
}

function partProblems(part: JsonObject, path: string, release: OtherRelease): readonly string[] {
  return Object.entries(part).flatMap(([name, value]) => {
    const at = `${path}.${name}`;
    if (name.startsWith('_')) return [];
    const type = typeOf(path, name, release);
    if (type === undefined) return [`${at} is not in ${release}`];
    const repeats = DEFINITIONS[release].path2Repeating[at] !== undefined;
    if (repeats !== Array.isArray(value)) return [`${at} is ${repeats ? 'no' : 'a'} list`];
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    return items.flatMap((item) => valueProblems(item, at, type, release));
  });
}

/** The type of an element, looked for in the types that its own is derived from. */
function typeOf(path: string, name: string, release: OtherRelease): string | undefined {
  const { path2Type, type2Parent } = DEFINITIONS[release];
  for (let owner: string | undefined = path; owner !== undefined; owner = type2Parent[owner]) {
    const type = path2Type[`${owner}.${name}`];
    if (type !== undefined) return type;
  }
  return undefined;
}

function valueProblems(value: unknown, at: string, type: string, release: OtherRelease): readonly string[] {
  if (type === 'Resource') return shapeProblems(value, release);
  const isPrimitive = /^[a-z]/.test(type) || type.startsWith('System.');
  if (isPrimitive) {
    const fits = SCALARS[type] ?? ((scalar: unknown): boolean => typeof scalar === 'string');
    return fits(value) ? [] : [`${at} is no ${type}`];
  }
  if (!isObject(value)) return [`${at} is no ${type}`];
  return partProblems(value, ['BackboneElement', 'Element'].includes(type) ? at : type, release);
}
