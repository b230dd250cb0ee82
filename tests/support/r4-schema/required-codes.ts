// The codes that a required binding allows, as far as HL7's definitions hold them.
import type { Concept, ConceptSetDefinition, Terminology } from './definitions.ts';

type Codes = ReadonlySet<string> | undefined;

function withDescendants(concepts: readonly Concept[]): readonly string[] {
  return concepts.flatMap((concept) => [concept.code, ...withDescendants(concept.concept ?? [])]);
}

function union(parts: readonly Codes[]): Codes {
  const all = new Set<string>();
  for (const part of parts) {
    if (part === undefined) return undefined;
    for (const code of part) all.add(code);
  }
  return all;
}

function codesOfSystem(url: string | undefined, terminology: ReadonlyMap<string, Terminology>): Codes {
  const system = terminology.get(`CodeSystem ${url ?? ''}`);
  return system?.concept && new Set(withDescendants(system.concept));
}

function codesOfPart(part: ConceptSetDefinition, terminology: ReadonlyMap<string, Terminology>): Codes {
  if (part.filter) return undefined;
  if (part.concept) return new Set(part.concept.map((concept) => concept.code));
  if (part.valueSet) return union(part.valueSet.map((url) => requiredCodes(url, terminology)));
  return codesOfSystem(part.system, terminology);
}

/** The codes of a value set; undefined where it reaches outside HL7's own definitions (media types, languages). */
export function requiredCodes(canonical: string, terminology: ReadonlyMap<string, Terminology>): Codes {
  const compose = terminology.get(`ValueSet ${canonical.replace(/\|.*$/u, '')}`)?.compose;
  if (!compose) return undefined;
  const included = union(compose.include.map((part) => codesOfPart(part, terminology)));
  const excluded = union((compose.exclude ?? []).map((part) => codesOfPart(part, terminology)));
  if (!included || !excluded) return undefined;
  return new Set([...included].filter((code) => !excluded.has(code)));
}
