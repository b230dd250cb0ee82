// Which release a request is written in, told from the shape of its resources: one shallow pass, nothing copied.
import type { RawResource } from '../types.ts';
import { RELEASE_BITS } from './release-sign.ts';
import { releasesOf } from './release-signs.ts';
import type { FhirRelease } from './release.ts';

/** What a request may be written in; R4B looks like R4, and DSTU2 is told apart in order to be refused. */
export type SeenRelease = Exclude<FhirRelease, 'R4B'> | 'DSTU2';

/** How many resources agree with which releases, which are bits. */
export type ReleaseTally = Map<number, number>;

/** Most telling first: of equal counts the older of two foreign releases wins, and both over R4, whose shapes pass anyway. */
const CANDIDATES = ['STU3', 'R5', 'DSTU2', 'R4'] as const satisfies readonly SeenRelease[];

/**
 * The release that agrees with the most resources; another one than R4 only when some resource cannot be R4. A resource
 * that contradicts itself, or is alike in all releases, says nothing.
 */
export function releaseOf(resources: Iterable<RawResource>): SeenRelease {
  const tally: ReleaseTally = new Map();
  countReleases(resources, tally);
  return releaseIn(tally);
}

/** Adds the resources to the tally. */
export function countReleases(resources: Iterable<RawResource>, tally: ReleaseTally): void {
  for (const resource of resources) {
    const releases = releasesOf(resource);
    tally.set(releases, (tally.get(releases) ?? 0) + 1);
  }
}

/** As `releaseOf`, for resources that were counted. */
export function releaseIn(agreeing: ReadonlyMap<number, number>): SeenRelease {
  let [best, most]: [SeenRelease, number] = ['R4', -1];
  for (const release of CANDIDATES) {
    const count = agreement(agreeing, RELEASE_BITS[release]);
    if (count > most && (release === 'R4' || cannotBeR4(agreeing, RELEASE_BITS[release]))) {
      [best, most] = [release, count];
    }
  }
  return best;
}

/** Whether nothing about the resource speaks against the release. */
export function mayBe(resource: RawResource, release: SeenRelease): boolean {
  const releases = releasesOf(resource);
  return releases === 0 || (releases & RELEASE_BITS[release]) !== 0;
}

function agreement(agreeing: ReadonlyMap<number, number>, bit: number): number {
  let sum = 0;
  for (const [releases, count] of agreeing) if ((releases & bit) !== 0) sum += count;
  return sum;
}

function cannotBeR4(agreeing: ReadonlyMap<number, number>, bit: number): boolean {
  for (const releases of agreeing.keys()) if ((releases & bit) !== 0 && (releases & RELEASE_BITS.R4) === 0) return true;
  return false;
}
