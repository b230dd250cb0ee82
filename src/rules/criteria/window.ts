// Windows in time on a fact's date: catalogue 0.1, "within N days" uses the latest possible date.
import type { DayRange } from '../../base/calendar.ts';
import { parseDays } from '../../knowledge/quantities.ts';
import type { Place } from '../../knowledge/source-file.ts';
import type { Situation } from '../criterion.ts';

/** How the knowledge writes a window. */
export interface WindowSource {
  readonly within?: string;
  readonly olderThan?: string;
  /** `complaint`: since the onset of the primary complaint; `orWithin` when that is unknown. */
  readonly since?: 'complaint';
  readonly orWithin?: string;
  /** Whether something without a date counts; by default it does, since it may be recent. */
  readonly undated?: 'include' | 'exclude';
}

/** Whether a date lies in the window. */
export type Window = (date: DayRange | undefined, situation: Situation) => boolean;

/** Compiles a window; without any bound everything is inside. */
export function compileWindow(source: WindowSource, place: Place): Window {
  const within = source.within === undefined ? Infinity : parseDays(source.within, place.at('within'));
  const older = source.olderThan === undefined ? -Infinity : parseDays(source.olderThan, place.at('olderThan'));
  const orWithin = source.orWithin === undefined ? Infinity : parseDays(source.orWithin, place.at('orWithin'));
  if (older >= within) throw place.at('olderThan').error('nothing is both older than that and within the window');
  const bounded = [source.within, source.olderThan, source.since].some((bound) => bound !== undefined);
  const undated = !bounded || source.undated !== 'exclude';
  return (date, situation) => {
    if (date === undefined) return undated;
    const days = situation.record.reading.calendar.today - date.hi;
    if (days > within || days <= older) return false;
    if (source.since === undefined) return true;
    return days <= (situation.record.primary?.minDays ?? orWithin);
  };
}
