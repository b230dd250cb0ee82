// The pain that the service is about: qualifying conditions, their stage, and which one is primary. Catalogue 1.1, 7.
import { maxDays, minDays, type Calendar, type DayRange } from '../base/calendar.ts';
import type { ConditionFact } from './fact.ts';
import type { Onset } from './onset.ts';
import type { ComplaintSettings } from './settings.ts';

/** Which part of the service a condition opens (catalogue 1.1). */
export type Tier = 'A' | 'B' | 'C';

/** Catalogue 7.2. */
export type Stage = 'acute' | 'subacute' | 'chronic' | 'unknown';

/** A qualifying condition with what time makes of it. */
export interface Complaint {
  readonly fact: ConditionFact;
  readonly tier: Tier;
  readonly onset: Onset | undefined;
  /** Days since the latest possible onset. */
  readonly minDays: number | undefined;
  readonly stage: Stage;
  /** The onset could lie in more than one stage: the younger one is used, and it is said. */
  readonly stageUncertain: boolean;
}

/** The tier of a concept by its sets and body site; `undefined` when it is outside the population. */
export function tierOf(
  sets: readonly string[],
  bodySites: readonly string[],
  settings: ComplaintSettings,
): Tier | undefined {
  for (const site of settings.bodySites) {
    if (sets.includes(site.set) && bodySites.includes(site.bodySite)) return site.tier;
  }
  return settings.tiers.find((tier) => tier.sets.some((set) => sets.includes(set)))?.tier;
}

/** What a Condition is as a complaint; `undefined` outside the population. Does not ask whether it is live. */
export function complaintOf(
  fact: ConditionFact,
  onset: Onset | undefined,
  calendar: Calendar,
  settings: ComplaintSettings,
): Complaint | undefined {
  const tier = tierOf(fact.sets, fact.bodySiteSets, settings);
  if (tier === undefined || isGuarded(fact)) return undefined;
  if (fact.seventhCharacters.some((character) => settings.sequelaCharacters.includes(character))) return undefined;
  const least = onset && minDays(onset.range, calendar.today);
  const most = onset && maxDays(onset.range, calendar.today);
  const stage = stageAt(least, settings);
  return { fact, tier, onset, minDays: least, stage, stageUncertain: isUncertain(stage, most, settings) };
}

/** An onset with an unknown beginning may lie in any later stage; chronic is the last one. */
function isUncertain(stage: Stage, mostDays: number | null | undefined, settings: ComplaintSettings): boolean {
  if (mostDays === undefined) return false;
  return mostDays === null ? stage !== 'chronic' : stageAt(mostDays, settings) !== stage;
}

function isGuarded(fact: ConditionFact): boolean {
  return fact.guards.general || fact.guards.population;
}

/** Catalogue 7.2 by the least number of days. */
export function stageAt(days: number | undefined, settings: ComplaintSettings): Stage {
  if (days === undefined) return 'unknown';
  if (days <= settings.acuteUpToDays) return 'acute';
  return days <= settings.subacuteUpToDays ? 'subacute' : 'chronic';
}

/** Whether a complaint is a present matter for the population: live, believed, and no stale encounter diagnosis (0.2). */
export function isQualifying(
  complaint: Complaint,
  encounter: string | undefined,
  calendar: Calendar,
  settings: ComplaintSettings,
): boolean {
  const { fact } = complaint;
  if (complaint.tier === 'C' || fact.status !== 'live' || fact.certainty === 'differential') return false;
  if (!fact.encounterDiagnosisOnly) return true;
  if (encounter !== undefined && fact.encounter === encounter) return true;
  return datesOf(fact).some((date) => minDays(date, calendar.today) <= settings.encounterDiagnosisDays);
}

/** The dates that a Condition carries; a new one of either kind makes it a present matter. */
export function datesOf({ onset, recorded }: ConditionFact): readonly DayRange[] {
  return [onset?.range, recorded].filter((date) => date !== undefined);
}

/** Catalogue 7.3: named by the order, of this encounter, most recent; Tier A first, then the lowest id. */
export function primaryComplaint(
  complaints: readonly Complaint[],
  named: ReadonlySet<string>,
  encounter: string | undefined,
): Complaint | undefined {
  const rank = (complaint: Complaint): readonly (number | string)[] => [
    named.has(complaint.fact.reference) ? 0 : 1,
    encounter !== undefined && complaint.fact.encounter === encounter ? 0 : 1,
    complaint.minDays ?? Number.MAX_SAFE_INTEGER,
    complaint.tier,
    complaint.fact.reference,
  ];
  return [...complaints].sort((a, b) => compareRanks(rank(a), rank(b)))[0];
}

function compareRanks(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined || left === right) continue;
    return left < right ? -1 : 1;
  }
  return 0;
}

/** No complaint of any tier, live or past, dated more than the gap before this onset (catalogue 3.2, MA3). */
export function isFirstEpisode(
  primary: Complaint,
  everRecorded: readonly Complaint[],
  settings: ComplaintSettings,
): boolean {
  const onset = primary.onset?.range.hi;
  if (onset === undefined) return false;
  return !everRecorded.some(
    ({ fact }) => fact !== primary.fact && fact.date && onset - fact.date.hi > settings.firstEpisodeGapDays,
  );
}
