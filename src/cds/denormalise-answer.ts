// The answer in the release of the client: its server takes back no other.
import type { Action, Card, HookAnswer, Suggestion } from '../cards/card.ts';
import { fromR4 } from '../fhir/releases/convert.ts';
import type { FhirRelease } from '../fhir/releases/release.ts';
import { referenceToStu3 } from '../fhir/releases/request-reference.ts';

/** Brings resources and references of an answer to the release; towards R4 and R4B it is the same object. */
export function denormaliseAnswer(answer: HookAnswer, release: FhirRelease): HookAnswer {
  if (release === 'R4' || release === 'R4B') return answer;
  return { ...answer, cards: answer.cards.map((card) => inCard(card, release)) };
}

function inCard(card: Card, release: FhirRelease): Card {
  const suggestions = card.suggestions?.map((suggestion) => inSuggestion(suggestion, release));
  const told = suggestions === undefined ? card : { ...card, suggestions };
  return release === 'STU3' ? withEvidenceOfStu3(told) : told;
}

/** Evidence names what the client sent, so it is named as the client named it. */
function withEvidenceOfStu3(card: Card): Card {
  const why = card.extension['com.midback-cds.why'];
  if (why.evidence === undefined) return card;
  const evidence = why.evidence.map((item) => ({ ...item, reference: referenceToStu3(item.reference) }));
  return { ...card, extension: { ...card.extension, 'com.midback-cds.why': { ...why, evidence } } };
}

function inSuggestion(suggestion: Suggestion, release: FhirRelease): Suggestion {
  return { ...suggestion, actions: suggestion.actions.map((action) => inAction(action, release)) };
}

function inAction(action: Action, release: FhirRelease): Action {
  if (action.type !== 'delete') return { ...action, resource: fromR4(action.resource, release) };
  const { resource } = action;
  return {
    ...action,
    resourceId: release === 'STU3' ? referenceToStu3(action.resourceId) : action.resourceId,
    ...(resource === undefined ? {} : { resource: fromR4(resource, release) }),
  };
}
