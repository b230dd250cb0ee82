// Why a clinician may set a card aside: catalogue Annex C.
import type { Knowledge } from '../knowledge/knowledge.ts';
import { byId, found, placed } from '../knowledge/registry.ts';
import { Place } from '../knowledge/source-file.ts';

/** An override reason (catalogue Annex C). */
export interface OverrideReason {
  readonly code: string;
  readonly display: string;
}

/** All reasons, and those that every card offers. */
export interface OverrideReasons {
  readonly common: readonly string[];
  readonly all: ReadonlyMap<string, OverrideReason>;
}

/** Reads hooks/override-reasons.yaml. Throws KnowledgeError. */
export function overrideReasons(knowledge: Knowledge): OverrideReasons {
  const file = knowledge.single('override-reasons');
  const { common, reasons } = file.data as {
    readonly common: readonly string[];
    readonly reasons: readonly OverrideReason[];
  };
  const place = new Place(file);
  const all = byId(placed(reasons, place.at('reasons')), 'code');
  for (const { source: code, place: at } of placed(common, place.at('common'))) found(all, code, at);
  return { common, all };
}
