// StructureDefinitions as strict JSON Schemas: nothing unknown, every cardinality, one value of each choice.
import type { Definitions, ElementDefinition, StructureDefinition } from './definitions.ts';
import { invariantsOf } from './invariants.ts';
import { schemaOfPrimitive } from './primitives.ts';
import { requiredCodes } from './required-codes.ts';

/** A JSON Schema (2020-12). */
export type Schema = Readonly<Record<string, unknown>>;

interface Property {
  readonly name: string;
  readonly schema: Schema;
  readonly sibling?: Schema;
}

const SYSTEM_TYPES: Readonly<Record<string, string>> = {
  'http://hl7.org/fhirpath/System.String': 'string',
};
// A contained resource may be of any type; what matters here is that it says which.
const CONTAINED: Schema = {
  type: 'object',
  properties: { resourceType: { type: 'string', pattern: '^[A-Z][A-Za-z]+$' } },
  required: ['resourceType'],
};
const ELEMENT = { $ref: '#/$defs/Element' };

/** The schemas of the named types and of every type they reach, by name. */
export function schemaOfTypes(names: readonly string[], definitions: Definitions): Readonly<Record<string, Schema>> {
  const schemas: Record<string, Schema> = {};
  const waiting = ['Element', ...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (schemas[name]) continue;
    const schema = schemaOf(name, definitions);
    schemas[name] = schema;
    waiting.push(...referencesIn(schema));
  }
  return Object.fromEntries(Object.entries(schemas).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function referencesIn(schema: Schema): readonly string[] {
  return [...JSON.stringify(schema).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/gu)].map((match) => match[1] ?? '');
}

function schemaOf(name: string, definitions: Definitions): Schema {
  const definition = definitions.types.get(name.split('.')[0] ?? name);
  if (!definition) throw new Error(`no definition of ${name}`);
  if (definition.kind === 'primitive-type') return schemaOfPrimitive(definition);
  const path = name.replace(/^[^.]+/u, definition.type);
  const choices: (readonly string[])[] = [];
  const properties: Property[] = [];
  const required: string[] = [];
  const allOf: Schema[] = [];
  for (const element of childrenOf(path, definition)) {
    const own = propertiesOf(element, definition, definitions);
    properties.push(...own);
    if (own.length > 1) allOf.push(oneOfChoice(own, element.min > 0));
    else if (element.min > 0) required.push(...own.map((property) => property.name));
    choices.push(own.map((property) => property.name));
  }
  allOf.push(...invariantsOf(name, choices.flat()));
  return objectSchema(definition.kind === 'resource' ? name : undefined, { properties, required, allOf });
}

function objectSchema(
  resourceType: string | undefined,
  parts: {
    readonly properties: readonly Property[];
    readonly required: readonly string[];
    readonly allOf: readonly Schema[];
  },
): Schema {
  const isRoot = resourceType !== undefined && !resourceType.includes('.');
  const typed = isRoot ? { resourceType: { const: resourceType } } : {};
  const required = isRoot ? ['resourceType', ...parts.required] : parts.required;
  const siblings = parts.properties.flatMap(({ name, sibling }) => (sibling ? [[`_${name}`, sibling] as const] : []));
  return {
    type: 'object',
    minProperties: 1,
    properties: {
      ...typed,
      ...Object.fromEntries(parts.properties.map(({ name, schema }) => [name, schema])),
      ...Object.fromEntries(siblings),
    },
    ...(required.length > 0 && { required }),
    additionalProperties: false,
    ...(parts.allOf.length > 0 && { allOf: parts.allOf }),
  };
}

function childrenOf(path: string, definition: StructureDefinition): readonly ElementDefinition[] {
  return definition.snapshot.element.filter(
    (element) => element.max !== '0' && element.path.slice(0, element.path.lastIndexOf('.')) === path,
  );
}

function oneOfChoice(own: readonly Property[], isRequired: boolean): Schema {
  const each = own.map(({ name }) => ({ required: [name] }));
  return { oneOf: isRequired ? each : [...each, { not: { anyOf: each } }] };
}

function propertiesOf(
  element: ElementDefinition,
  owner: StructureDefinition,
  definitions: Definitions,
): readonly Property[] {
  const name = element.path.slice(element.path.lastIndexOf('.') + 1);
  if (element.contentReference)
    return [asProperty(name, element, { $ref: `#/$defs/${element.contentReference.slice(1)}` })];
  const types = element.type ?? [];
  return types.map((type) => {
    const typeName = type.profile?.[0]?.endsWith('/SimpleQuantity') ? 'SimpleQuantity' : type.code;
    const ownName = name.replace('[x]', `${type.code.charAt(0).toUpperCase()}${type.code.slice(1)}`);
    return propertyOfType(ownName, typeName, { element, owner, definitions });
  });
}

function propertyOfType(
  name: string,
  type: string,
  from: { readonly element: ElementDefinition; readonly owner: StructureDefinition; readonly definitions: Definitions },
): Property {
  const { element, owner, definitions } = from;
  if (type === 'Resource') return asProperty(name, element, CONTAINED);
  if (type === 'BackboneElement' || type === 'Element')
    return asProperty(name, element, { $ref: `#/$defs/${element.path}` });
  if (SYSTEM_TYPES[type] !== undefined)
    return asProperty(name, element, { $ref: `#/$defs/${systemType(element, owner, SYSTEM_TYPES[type])}` });
  const isPrimitive = definitions.types.get(type)?.kind === 'primitive-type';
  const { strength, valueSet } = element.binding ?? {};
  const isBound = type === 'code' && strength === 'required' && valueSet !== undefined;
  const codes = isBound ? requiredCodes(valueSet, definitions.terminology) : undefined;
  const schema = codes ? { type: 'string', enum: [...codes].sort() } : { $ref: `#/$defs/${type}` };
  return asProperty(name, element, schema, isPrimitive);
}

// The id of a resource is narrower than its string type says; an extension's url is a uri.
function systemType(element: ElementDefinition, owner: StructureDefinition, otherwise: string): string {
  if (owner.kind === 'resource' && element.path === `${owner.type}.id`) return 'id';
  return element.path === 'Extension.url' ? 'uri' : otherwise;
}

function asProperty(name: string, element: ElementDefinition, schema: Schema, isPrimitive = false): Property {
  if (element.max === '1') return { name, schema, ...(isPrimitive && { sibling: ELEMENT }) };
  const list = { type: 'array', minItems: Math.max(1, element.min), items: schema };
  const siblings = { type: 'array', minItems: 1, items: { anyOf: [{ type: 'null' }, ELEMENT] } };
  return { name, schema: list, ...(isPrimitive && { sibling: siblings }) };
}
