// The suggestions by id, each with the actions of those that it uses in their place.
import type { Knowledge, Placed } from '../knowledge/knowledge.ts';
import { byId, found } from '../knowledge/registry.ts';
import type { Place } from '../knowledge/source-file.ts';
import type { ActionSource, Offer, SuggestionSource } from './suggestions.ts';

/** A suggestion that is ready to be offered. */
export type KnownSuggestion = Pick<Offer, 'source' | 'actions'>;

/** Reads hooks/suggestions. Throws KnowledgeError. */
export function suggestionBook(knowledge: Knowledge): ReadonlyMap<string, KnownSuggestion> {
  const parts: readonly Placed<SuggestionSource>[] = knowledge.parts<SuggestionSource>('suggestions');
  const all = byId(parts, 'id');
  return new Map(
    parts.map(({ source, place }): [string, KnownSuggestion] => {
      const actions = source.actions.flatMap((action, index) => expand(action, all, place.at('actions', index)));
      return [source.id, { source, actions }];
    }),
  );
}

function expand(
  action: ActionSource,
  suggestions: ReadonlyMap<string, SuggestionSource>,
  place: Place,
): Offer['actions'] {
  if (!('use' in action)) return [action];
  return found(suggestions, action.use, place.at('use')).actions.flatMap((inner) => {
    if ('use' in inner) throw place.error(`"${action.use}" uses another suggestion itself; one step is the limit`);
    return [inner];
  });
}
