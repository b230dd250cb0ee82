// hooks/code-systems.yaml: a code in a system that nobody uses would never match, and nobody would notice.
import { canonicalSystem } from '../fhir/systems.ts';
import { byId, placed } from './registry.ts';
import { Place, type SourceFile } from './source-file.ts';

/** A code system as written. */
interface CodeSystemSource {
  readonly id: string;
  readonly url: string;
  readonly withoutDisplays?: true;
}

interface Coding {
  readonly system: string;
  readonly display?: string;
}

/** The code systems of the knowledge by address. */
export type CodeSystems = ReadonlyMap<string, CodeSystemSource>;

/** Reads the code systems. Throws KnowledgeError for one that is there twice, or under a name that is not its own. */
export function readCodeSystems(file: SourceFile): CodeSystems {
  const { systems } = file.data as { readonly systems: readonly CodeSystemSource[] };
  const parts = placed(systems, new Place(file, ['systems']));
  byId(parts, 'id');
  for (const { source, place } of parts) refuseAlias(source.url, place.at('url'));
  return byId(parts, 'url');
}

/** Throws KnowledgeError at the first code system of a value set that is unknown, and at a concept without a display. */
export function checkValueSet(file: SourceFile, systems: CodeSystems): void {
  const { compose } = file.data as {
    readonly compose: Readonly<Record<string, readonly (Coding & { readonly concept?: readonly Coding[] })[]>>;
  };
  for (const [side, includes] of Object.entries(compose)) {
    for (const { source, place } of placed(includes, new Place(file, ['compose', side]))) {
      const system = knownSystem(source, systems, place);
      if (system.withoutDisplays === true) continue;
      const bare = (source.concept ?? []).findIndex(({ display }) => display === undefined);
      if (bare >= 0) throw place.at('concept', bare).error('a concept needs a display');
    }
  }
}

/** The same for the codes of the measurements. */
export function checkItemCodings(file: SourceFile, systems: CodeSystems): void {
  const { items } = file.data as { readonly items: readonly Readonly<Record<string, unknown>>[] };
  for (const { source, place } of placed(items, new Place(file, ['items']))) {
    for (const list of ['codings', 'panels']) {
      for (const { source: coding, place: at } of placed(source[list] as readonly Coding[] | undefined, place.at(list)))
        knownSystem(coding, systems, at);
    }
  }
}

function knownSystem({ system }: Coding, systems: CodeSystems, place: Place): CodeSystemSource {
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
