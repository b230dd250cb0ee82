// Tokens are good once over all instances, by way of the store (conformance T6).
import type { EventLog } from '../base/log.ts';
import type { ReplayGuard } from '../security/replay-guard.ts';
import { StoreUnavailableError } from '../store/store-errors.ts';
import type { Store } from '../store/store.ts';

/** What the guard asks: the memory of this process first, which costs nothing, then the store of all instances. */
export interface SharedReplayGuardDeps {
  readonly memory: ReplayGuard;
  readonly store: Pick<Store, 'firstUse'>;
  readonly log: EventLog;
}

/** While the store is down tokens are good once for each instance: patient care goes first, and the log says so. */
export function sharedReplayGuard({ memory, store, log }: SharedReplayGuardDeps): ReplayGuard {
  return {
    async firstUse(issuer, tokenId, expiresAt) {
      if (!(await memory.firstUse(issuer, tokenId, expiresAt))) return false;
      try {
        return await store.firstUse(issuer, tokenId, expiresAt);
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        log.event('replay.store-down', { issuer, reason: error.reason }, 'error');
        return true;
      }
    },
  };
}
