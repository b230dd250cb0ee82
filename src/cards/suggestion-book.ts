// The suggestions by id, each with the actions of those that it uses in their place.
import type { Knowledge } from '../knowledge/knowledge.ts';
import { byId, found } from '../knowledge/registry.ts';
import type { Place, Placed } from '../knowledge/source-file.ts';
import { compileNode, compileText } from './suggestion-template.ts';
import type { ActionSource, Offer, OfferedAction, SuggestionSource } from './suggestions.ts';

/** A suggestion that is ready to be offered. */
export type KnownSuggestion = Pick<Offer, 'source' | 'label' | 'actions'>;

/** Reads hooks/suggestions. Throws KnowledgeError. */
export function suggestionBook(knowledge: Knowledge): ReadonlyMap<string, KnownSuggestion> {
  const parts: readonly Placed<SuggestionSource>[] = knowledge.parts<SuggestionSource>('suggestions');
  const all = byId(parts, 'id');
  return new Map(
    parts.map(({ source, place }): [string, KnownSuggestion] => {
      const actions = source.actions.flatMap((action, index) => expand(action, all, place.at('actions', index)));
      return [source.id, { source, label: compileText(source.label), actions: actions.map(compileAction) }];
    }),
  );
}

type OwnAction = Exclude<ActionSource, { readonly use: string }>;

function expand(
  action: ActionSource,
  suggestions: ReadonlyMap<string, SuggestionSource>,
  place: Place,
): readonly OwnAction[] {
  if (!('use' in action)) return [action];
  return found(suggestions, action.use, place.at('use')).actions.flatMap((inner) => {
    if ('use' in inner) throw place.error(`"${action.use}" uses another suggestion itself; one step is the limit`);
    return [inner];
  });
}

function compileAction(action: OwnAction): OfferedAction {
  if ('create' in action) {
    const { description, resource } = action.create;
    return { type: 'create', description: compileText(description), resource: compileNode(resource) };
  }
  if ('delete' in action) return { type: 'delete', description: compileText(action.delete.description) };
  const { description, note, extension = [] } = action.update;
  return {
    type: 'update',
    description: compileText(description),
    note: compileText(note),
    extension: extension.map(compileNode),
  };
}
