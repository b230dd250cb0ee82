// The code systems that answers refer to, as FHIR resources of their own.
import type { OverrideReason } from '../cards/override-reasons.ts';
import type { SuggestionSource } from '../cards/suggestions.ts';
import type { Engine } from './engine.ts';

/** Documents by path: the rules (`card.source.topic`) and the override reasons (catalogue Annex C). */
export function codeSystems(engine: Engine, baseUrl: string): ReadonlyMap<string, object> {
  const rules = [...engine.book.cards.values()]
    .filter(({ id, rule }) => id === rule)
    .map(({ id, title }) => ({ code: id, display: title }));
  const sections = [...engine.book.sections.values()].flatMap(({ source }) =>
    source.rule === undefined ? [] : [{ code: source.rule, display: source.title ?? source.rule }],
  );
  return new Map([
    codeSystem('rules', 'Rules of Midback CDS', distinct([...sections, ...rules]), engine, baseUrl),
    codeSystem('suggestions', 'Suggestions of Midback CDS', suggestionConcepts(engine), engine, baseUrl),
    codeSystem('override-reasons', 'Override reasons of Midback CDS', engine.book.overrideReasons, engine, baseUrl),
  ]);
}

/** What a suggestion orders where no public code system has a code for it. */
function suggestionConcepts({ knowledge }: Engine): readonly OverrideReason[] {
  const suggestions = knowledge.parts<SuggestionSource>('suggestions');
  return distinct(
    suggestions.map(({ source }) => ({ code: source.id, display: source.label.replaceAll(/[{}]/g, '') })),
  );
}

/** One concept for a code: a card tells its rule by its own title, whatever a section says beside it. */
function distinct(concepts: readonly OverrideReason[]): readonly OverrideReason[] {
  return [...new Map(concepts.map((concept) => [concept.code, concept])).values()];
}

function codeSystem(
  id: string,
  title: string,
  concept: readonly OverrideReason[],
  engine: Engine,
  baseUrl: string,
): [string, object] {
  const path = `/CodeSystem/${id}`;
  return [
    path,
    {
      resourceType: 'CodeSystem',
      id,
      url: `${baseUrl}${path}`,
      version: engine.service.version,
      name: title.replaceAll(' ', ''),
      title,
      status: 'draft',
      content: 'complete',
      count: concept.length,
      concept,
    },
  ];
}
