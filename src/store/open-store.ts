// The store: group commit in front of a database, SQLite or PostgreSQL.
import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/log.ts';
import { DatabaseStore } from './database-store.ts';
import { openDatabase } from './open-database.ts';
import { parseStoreAddress, STORE_ADDRESS_FORMS } from './store-address.ts';
import type { Store } from './store.ts';
import { StoreUnusableError } from './store-errors.ts';

/** What a store is made of. */
export interface StoreParts {
  readonly clock: Clock;
  readonly log: EventLog;
  /** Writes that may wait; 10,000 unless told. */
  readonly mostWaiting?: number;
  /** How long a statement may take, and SQLite wait for another process to let go of the file. */
  readonly patienceMs?: number;
}

const GATHER_MS = 2;
const MOST_ROWS = 2000;
const MOST_WAITING = 10_000;

/**
 * Opens the store at an address and brings its tables up to date. Rejects with StoreUnusableError when that cannot be, such
 * as for tables newer than this program, and with StoreUnavailableError when the database does not answer.
 */
export async function openStore(url: string, { clock, log, mostWaiting, patienceMs }: StoreParts): Promise<Store> {
  const address = parseStoreAddress(url);
  if (address === undefined) throw new StoreUnusableError(`the store's address must be ${STORE_ADDRESS_FORMS}`);
  const database = await openDatabase(address, log, patienceMs);
  log.event('store.opened', { reason: address.kind });
  const grouping = { gatherMs: GATHER_MS, mostRows: MOST_ROWS, mostWaiting: mostWaiting ?? MOST_WAITING };
  return new DatabaseStore({ ...database, clock, log, grouping });
}
