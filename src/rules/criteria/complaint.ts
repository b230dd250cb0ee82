// "Is there a qualifying back-pain condition?" Catalogue 1.1, 1.2.
import { datesOf, type Tier } from '../../facts/complaint.ts';
import type { Place } from '../../knowledge/source-file.ts';
import { search, type Criterion } from '../criterion.ts';
import { factMatch } from './care.ts';
import { isComplete } from './facts-known.ts';
import { compileWindow, type WindowSource } from './window.ts';

/** A question about the qualifying conditions. */
export interface ComplaintSource extends WindowSource {
  readonly complaint: Tier | readonly Tier[];
  /** Only those that were diagnosed in the encounter of the call. */
  readonly inEncounter?: true;
}

/** Compiles the question. The window looks at the newer of onset and recorded date. */
export function complaintCriterion(source: ComplaintSource, place: Place): Criterion {
  const tiers: readonly string[] = [source.complaint].flat();
  const window = compileWindow(source, place);
  return search(
    false,
    (situation) =>
      situation.record.complaints
        .filter(({ tier, fact }) => {
          if (!tiers.includes(tier)) return false;
          if (source.inEncounter && fact.encounter !== (situation.record.encounter ?? null)) return false;
          const dates = datesOf(fact);
          return dates.length === 0 ? window(undefined, situation) : dates.some((date) => window(date, situation));
        })
        .map(({ fact }) => factMatch(fact)),
    ({ record }) => isComplete(record, 'conditions'),
  );
}
