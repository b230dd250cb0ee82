// A draft goes back whole (spec/interop.md): what is wrong inside it came from the client.
import type { HookAnswer } from '../../src/cards/card.ts';

/** The faults of an answer, which begin with their JSON pointer, save for those of drafts that it gives back. */
export function faultsOutsideDrafts(faults: readonly string[], answer: unknown): readonly string[] {
  const { cards } = answer as HookAnswer;
  return faults.filter((fault) => {
    const [, card, suggestion, action] =
      /^\/cards\/(\d+)\/suggestions\/(\d+)\/actions\/(\d+)\/resource\b/.exec(fault) ?? [];
    return cards[Number(card)]?.suggestions?.[Number(suggestion)]?.actions[Number(action)]?.type !== 'update';
  });
}
