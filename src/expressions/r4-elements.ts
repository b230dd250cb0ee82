// What R4 says about elements: which exist, of which types they can be, which can repeat.
// A type is the name of an R4 type, or for elements that are defined in place their path (`Condition.evidence`).
import r4 from 'fhirpath/fhir-context/r4';

/** What an element can be. */
export interface ElementDefinition {
  readonly types: readonly string[];
  readonly repeats: boolean;
}

/** The element of that name in a type, its own or inherited. */
export function elementOf(type: string, name: string): ElementDefinition | undefined {
  // `.value` of a primitive exists on paper only: the library finds nothing there.
  if (isPrimitive(type) && name !== 'id' && name !== 'extension') return undefined;
  if (choiceMeantBy(type, name) !== undefined) return undefined;
  for (const owner of lineage(type)) {
    const found = ownElement(`${owner}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function ownElement(written: string): ElementDefinition | undefined {
  const elsewhere = r4.pathsDefinedElsewhere[written];
  const path = elsewhere ?? written;
  const choices = r4.choiceTypePaths[path];
  const types = choices?.map((suffix) => typeAt(path + suffix)) ?? [typeAt(path)];
  const known = types.filter((type) => type !== undefined);
  if (known.length === 0) return undefined;
  // Elements defined elsewhere repeat in R4, but the model only knows whether their definition does.
  return { types: known, repeats: elsewhere !== undefined || r4.path2Repeating[path] === true };
}

function typeAt(path: string): string | undefined {
  const type = r4.path2Type[path];
  return type === 'BackboneElement' || type === 'Element' ? path : type;
}

/** The type, what it is a kind of, and so on up. */
export function lineage(type: string): readonly string[] {
  const types = [type];
  for (let next = parentOf(type); next !== undefined; next = parentOf(next)) types.push(next);
  return types;
}

function parentOf(type: string): string | undefined {
  const { type2Parent, path2Type } = r4;
  if (Object.hasOwn(type2Parent, type)) return type2Parent[type];
  return type.includes('.') ? path2Type[type] : undefined;
}

/** True for a type of R4 that has a name. */
export function isNamedType(name: string): boolean {
  return Object.hasOwn(r4.type2Parent, name);
}

/** True for a resource type of R4 that a record can hold. */
export function isResourceType(name: string): boolean {
  return name !== 'DomainResource' && lineage(name).slice(1).includes('Resource');
}

/** True for types such as code, date and boolean. */
export function isPrimitive(type: string): boolean {
  return /^(?:[a-z]|System\.)/u.test(type);
}

/** The choice element that somebody meant who wrote `valueQuantity` as JSON does. */
export function choiceMeantBy(
  type: string,
  name: string,
): { readonly base: string; readonly type: string } | undefined {
  for (const owner of lineage(type)) {
    for (const base of choiceBases(owner)) {
      const chosen = isChoice(owner, base, name) ? typeAt(`${owner}.${name}`) : undefined;
      if (chosen !== undefined) return { base, type: chosen };
    }
  }
  return undefined;
}

/** The names of the elements that a type itself defines, as FHIRPath writes them. */
export function elementNames(type: string): readonly string[] {
  const bases = choiceBases(type);
  const parents = lineage(type).slice(1);
  const single = childrenIn(r4.path2Type, type).filter(
    (name) =>
      !bases.some((base) => isChoice(type, base, name)) &&
      !parents.some((parent) => ownElement(`${parent}.${name}`) !== undefined),
  );
  return [...single, ...bases, ...childrenIn(r4.pathsDefinedElsewhere, type)].sort();
}

function isChoice(type: string, base: string, name: string): boolean {
  return r4.choiceTypePaths[`${type}.${base}`]?.some((suffix) => name === base + suffix) ?? false;
}

function choiceBases(type: string): readonly string[] {
  return childrenIn(r4.choiceTypePaths, type);
}

function childrenIn(paths: Readonly<Record<string, unknown>>, type: string): readonly string[] {
  const start = `${type}.`;
  return Object.keys(paths)
    .filter((path) => path.startsWith(start) && !path.includes('.', start.length))
    .map((path) => path.slice(start.length));
}
