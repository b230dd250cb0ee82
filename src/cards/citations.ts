// Where statements come from: the source of a card, its links, and that every source named anywhere is known.
import type { Knowledge, PartKind } from '../knowledge/knowledge.ts';
import { byId, found, placed } from '../knowledge/registry.ts';
import { Place, type Placed } from '../knowledge/source-file.ts';
import type { CriterionSource } from '../rules/compile-criterion.ts';
import type { Situation } from '../rules/criterion.ts';
import type { Rulebook } from '../rules/rulebook.ts';
import type { ScaleFileSource } from '../rules/scale.ts';

/** Where a card's statement comes from. */
export interface CitedSource {
  readonly label: string;
  readonly url: string;
}

/** A source as a card names it. */
export interface WrittenSource {
  readonly when?: CriterionSource;
  readonly label: string;
  readonly of: string;
}

/** A source by id, or the sources of the rows that reached a level. */
export type WrittenLink = string | { readonly rows: string; readonly atLeast: string };

/** What citations are looked up in. */
interface Cited {
  readonly rulebook: Rulebook;
  readonly sources: ReadonlyMap<string, CitedSource>;
}

interface Citing {
  readonly source?: readonly string[];
}

const CITING_KINDS: readonly PartKind[] = ['findings', 'tallies', 'tables', 'sections'];

/** All sources by id. Throws KnowledgeError when a part of the knowledge names one that is not there. */
export function citedSources(knowledge: Knowledge): ReadonlyMap<string, CitedSource> {
  const file = knowledge.single('sources');
  const { sources } = file.data as { readonly sources: readonly (CitedSource & { readonly id: string })[] };
  const map = byId(placed(sources, new Place(file, ['sources'])), 'id');
  const rows = knowledge
    .parts<ScaleFileSource>('scales')
    .flatMap(({ source, place }) => placed<Citing>(source.rows, place.at('rows')));
  const citing: readonly Placed<Citing>[] = [...CITING_KINDS.flatMap((kind) => knowledge.parts<Citing>(kind)), ...rows];
  for (const { source, place } of citing) {
    for (const { source: id, place: at } of placed(source.source, place.at('source'))) found(map, id, at);
  }
  return new Map([...map].map(([id, { label, url }]) => [id, { label, url }]));
}

/** The source of a card: the first whose condition holds. Throws KnowledgeError. */
export function compileSource(
  source: WrittenSource | readonly WrittenSource[],
  { rulebook, sources }: Cited,
  place: Place,
): (situation: Situation) => CitedSource {
  const written = 'of' in source ? [{ source, place }] : placed(source, place);
  const choices = written.map(({ source: { when, label, of }, place: at }) => ({
    when: when === undefined ? undefined : rulebook.compile(when, at.at('when')),
    cited: { label, url: found(sources, of, at.at('of')).url },
  }));
  const last = choices.at(-1);
  if (last === undefined || last.when !== undefined) throw place.error('the last source must have no condition');
  return (situation) => (choices.find(({ when }) => (when?.ask(situation) ?? 'present') === 'present') ?? last).cited;
}

/** The links of a card. Throws KnowledgeError. */
export function compileLinks(
  written: readonly WrittenLink[],
  { rulebook, sources }: Cited,
  place: Place,
): (situation: Situation) => readonly CitedSource[] {
  const parts = placed(written, place).map(({ source: link, place: at }) =>
    typeof link === 'string' ? constant([found(sources, link, at)]) : rowLinks(link, rulebook, sources, at),
  );
  return (situation) => [...new Set(parts.flatMap((part) => part(situation)))];
}

function constant<T>(value: T): () => T {
  return () => value;
}

function rowLinks(
  { rows, atLeast }: Exclude<WrittenLink, string>,
  rulebook: Rulebook,
  sources: ReadonlyMap<string, CitedSource>,
  place: Place,
): (situation: Situation) => readonly CitedSource[] {
  const file = rulebook.scaleFiles.find(({ scales }) => scales.some(({ id }) => id === rows));
  const least = file?.scales.find(({ id }) => id === rows)?.levels.indexOf(atLeast) ?? -1;
  if (file === undefined || least < 0) throw place.error(`there is no level "${atLeast}" of a scale "${rows}"`);
  return (situation) =>
    file
      .ranked(rows, situation)
      .filter(({ rank }) => rank >= least)
      .flatMap(({ row }) => (row.source.source ?? []).flatMap((id) => sources.get(id) ?? []));
}
