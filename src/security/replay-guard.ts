// Every token is good for one call (conformance T6).
import { createHash } from 'node:crypto';
import type { Clock } from '../base/clock.ts';

/** Remembers which tokens were used. */
export interface ReplayGuard {
  /** True for exactly one call for each issuer and `jti`, until the token has expired. */
  firstUse(issuer: string, tokenId: string, expiresAt: Date): Promise<boolean>;
}

/** One client used more tokens than can be remembered. To forget some would let them be used again. */
export class ReplayGuardFullError extends Error {
  constructor() {
    super('the memory for used tokens is full');
    this.name = 'ReplayGuardFullError';
  }
}

/** More than a client of the default 600 requests a minute can use with tokens that live for a day. */
const MOST_TOKENS = 1_000_000;
const FEWEST_BEFORE_SWEEP = 1024;
const DIGEST_BYTES = 16;

/** The used tokens of one issuer, so that a busy client fills its own memory only. */
interface UsedTokens {
  readonly expiries: Map<string, number>;
  sweepAt: number;
}

/** Remembers in this process; it forgets with it, and other instances do not share it. */
export function createMemoryReplayGuard(clock: Clock, mostTokens = MOST_TOKENS): ReplayGuard {
  const issuers = new Map<string, UsedTokens>();
  // Not async inside: between look-up and entry nothing else runs, so one of many concurrent uses wins.
  const firstUse = (issuer: string, tokenId: string, expiresAt: Date): boolean => {
    const now = clock().getTime();
    const used = issuers.get(issuer) ?? { expiries: new Map<string, number>(), sweepAt: FEWEST_BEFORE_SWEEP };
    issuers.set(issuer, used);
    const key = digest(tokenId);
    if ((used.expiries.get(key) ?? now) > now) return false;
    if (used.expiries.size >= Math.min(used.sweepAt, mostTokens)) sweep(used, now);
    if (used.expiries.size >= mostTokens) throw new ReplayGuardFullError();
    used.expiries.set(key, expiresAt.getTime());
    return true;
  };
  return {
    firstUse: (...use) =>
      new Promise((resolve) => {
        resolve(firstUse(...use));
      }),
  };
}

/** Drops what has expired. The next sweep waits until the rest has doubled, so that each entry costs little. */
function sweep(used: UsedTokens, now: number): void {
  for (const [key, expiry] of used.expiries) {
    if (expiry <= now) used.expiries.delete(key);
  }
  used.sweepAt = Math.max(FEWEST_BEFORE_SWEEP, 2 * used.expiries.size);
}

/** Long identifiers take no more memory than short ones. */
function digest(tokenId: string): string {
  return createHash('sha256').update(tokenId).digest().subarray(0, DIGEST_BYTES).toString('base64url');
}
