// hooks/code-systems.yaml: a code in a system that nobody uses would never match, and nobody would notice.
import { canonicalSystem } from '../fhir/systems.ts';
import { compileCodeShape, type CodeShape, type CodeShapeSource } from './code-shapes.ts';
import { byId, placed } from './registry.ts';
import { Place, type SourceFile } from './source-file.ts';

/** A code system as written. */
interface CodeSystemSource extends CodeShapeSource {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly withoutDisplays?: true;
}

interface CodeSystem {
  readonly source: CodeSystemSource;
  readonly shape: CodeShape;
}

interface Coding {
  readonly system: string;
  readonly code: string;
}

interface Include {
  readonly system: string;
  readonly concept?: readonly { readonly code: string; readonly display?: string }[];
  readonly filter?: readonly { readonly value: string }[];
}

/** The code systems of the knowledge by address. */
export type CodeSystems = ReadonlyMap<string, CodeSystem>;

/** Reads the code systems. Throws KnowledgeError for one that is there twice, or under a name that is not its own. */
export function readCodeSystems(file: SourceFile): CodeSystems {
  const { systems } = file.data as { readonly systems: readonly CodeSystemSource[] };
  const parts = placed(systems, new Place(file, ['systems']));
  byId(parts, 'id');
  for (const { source, place } of parts) refuseAlias(source.url, place.at('url'));
  byId(parts, 'url');
  return new Map(parts.map(({ source, place }) => [source.url, { source, shape: compileCodeShape(source, place) }]));
}

/**
 * Throws KnowledgeError at the first code system of a value set that is unknown, at a concept without a display, and at a code
 * that its system does not have, that is listed twice, or that is taken out though it is not in.
 */
export function checkValueSet(file: SourceFile, systems: CodeSystems): void {
  const { compose } = file.data as {
    readonly compose: { readonly include: readonly Include[]; readonly exclude?: readonly Include[] };
  };
  for (const side of ['include', 'exclude'] as const) {
    for (const { source, place } of placed(compose[side], new Place(file, ['compose', side]))) {
      checkInclude(source, knownSystem(source.system, systems, place), place);
    }
  }
  for (const { source, place } of placed(compose.exclude, new Place(file, ['compose', 'exclude']))) {
    refuseIdleExclude(source, compose.include, place);
  }
}

function checkInclude({ concept = [], filter = [] }: Include, { source, shape }: CodeSystem, place: Place): void {
  const seen = new Set<string>();
  concept.forEach(({ code, display }, index) => {
    const at = place.at('concept', index);
    if (display === undefined && source.withoutDisplays !== true) throw at.error('a concept needs a display');
    if (!shape.fits(code)) throw at.at('code').error(notOne(code, source));
    if (seen.has(code)) throw at.at('code').error(`the code "${code}" is there twice`);
    seen.add(code);
  });
  filter.forEach(({ value }, index) => {
    if (!shape.fitsFilter(value)) throw place.at('filter', index, 'value').error(notOne(value, source));
  });
}

function notOne(code: string, { title, checkDigit }: CodeSystemSource): string {
  return `"${code}" is no code of ${title}${checkDigit === undefined ? '' : ': its shape or its check digit is wrong'}`;
}

/** A code is taken out of what is in: of a list the code itself, of a hierarchy what is below it, or around it. */
function refuseIdleExclude({ system, concept = [], filter = [] }: Include, included: readonly Include[], place: Place) {
  const own = included.filter((include) => include.system === system);
  const codes = new Set(own.flatMap((include) => (include.concept ?? []).map(({ code }) => code)));
  const roots = own.flatMap((include) => (include.filter ?? []).map(({ value }) => value));
  const isBelow = (code: string): boolean => roots.some((root) => code.startsWith(root));
  concept.forEach(({ code }, index) => {
    if (codes.has(code) || isBelow(code)) return;
    throw place.at('concept', index, 'code').error(`"${code}" is not in the value set, so it cannot be taken out`);
  });
  filter.forEach(({ value }, index) => {
    if (isBelow(value) || [...codes, ...roots].some((code) => code.startsWith(value))) return;
    throw place.at('filter', index, 'value').error(`nothing below "${value}" is in the value set to be taken out`);
  });
}

/** The same for the codes of the measurements. */
export function checkItemCodings(file: SourceFile, systems: CodeSystems): void {
  const { items } = file.data as { readonly items: readonly Readonly<Record<string, unknown>>[] };
  for (const { source, place } of placed(items, new Place(file, ['items']))) {
    for (const list of ['codings', 'panels']) {
      for (const { source: coding, place: at } of placed(
        source[list] as readonly Coding[] | undefined,
        place.at(list),
      )) {
        const { source: system, shape } = knownSystem(coding.system, systems, at);
        if (!shape.fits(coding.code)) throw at.at('code').error(notOne(coding.code, system));
      }
    }
  }
}

function knownSystem(system: string, systems: CodeSystems, place: Place): CodeSystem {
  const known = systems.get(system);
  if (known !== undefined) return known;
  refuseAlias(system, place.at('system'));
  throw place.at('system').error(`the code system "${system}" is unknown; a site names its own in code-systems.yaml`);
}

/** Codes of clients are looked up under the one name of their system. */
function refuseAlias(system: string, place: Place): void {
  const canonical = canonicalSystem(system);
  if (canonical !== system) throw place.error(`the code system "${system}" is written "${canonical}"`);
}
