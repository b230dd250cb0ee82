// What a client's configured compatibility switches change in an answer.
import type { Action, Card, HookAnswer, Suggestion } from '../cards/card.ts';
import type { RawResource } from '../fhir/types.ts';

type Orders = ReadonlyMap<string, RawResource>;

/**
 * Gives every delete its order in the old form too (`action.resource`), for clients that cannot do with `resourceId`
 * alone (spec/interop.md, "What clients do with the answer"). Deletes of anything but a draft order stay as they are.
 */
export function withDeletedResources(answer: HookAnswer, draftOrders: readonly RawResource[]): HookAnswer {
  const orders = new Map(draftOrders.map((order) => [`${order.resourceType}/${String(order.id)}`, order]));
  return { ...answer, cards: answer.cards.map((card) => inCard(card, orders)) };
}

function inCard(card: Card, orders: Orders): Card {
  if (card.suggestions === undefined) return card;
  return { ...card, suggestions: card.suggestions.map((suggestion) => inSuggestion(suggestion, orders)) };
}

function inSuggestion(suggestion: Suggestion, orders: Orders): Suggestion {
  return { ...suggestion, actions: suggestion.actions.map((action) => inAction(action, orders)) };
}

function inAction(action: Action, orders: Orders): Action {
  const resource = action.type === 'delete' ? orders.get(action.resourceId) : undefined;
  return action.type === 'delete' && resource !== undefined ? { ...action, resource } : action;
}
