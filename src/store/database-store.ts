// The port over a database: writes go through the group commit, reads straight to it.
import { sql } from 'kysely';
import type { EventLog } from '../base/log.ts';
import { committer, type CommitParts, type Write } from './commit-writes.ts';
import { GroupCommit, type CommitGroup, type Grouping } from './group-commit.ts';
import { purgeBefore } from './purge.ts';
import { readRows } from './read-rows.ts';
import { readSwitches, readSwitchHistory, writeSwitch } from './rule-switches.ts';
import { isOutage } from './store-errors.ts';
import type { ExportRow, IssuedCall, Outcome, OutcomeResult, Store, SwitchChange, SwitchStatus } from './store.ts';
import type { Database } from './tables.ts';
import { usedToken } from './write-tokens.ts';

/** What the store is made of. */
export interface DatabaseStoreParts extends CommitParts {
  readonly log: EventLog;
  readonly grouping: Grouping;
}

/** Longer than any statement should take, shorter than the patience of whoever asks whether we are ready. */
const READY_MS = 2000;

/** A store in a database with today's tables. */
export class DatabaseStore implements Store {
  readonly #parts: DatabaseStoreParts;
  readonly #writes: GroupCommit<Write>;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();
  #down = false;

  constructor(parts: DatabaseStoreParts) {
    this.#parts = parts;
    this.#writes = new GroupCommit(this.#watched(committer(parts)), parts.grouping);
  }

  issued(call: IssuedCall): Promise<void> {
    const rows = 1 + call.cards.length + call.silentRules.length;
    return new Promise((done, fail) => {
      this.#writes.add({ kind: 'call', call, rows, done, fail });
    });
  }

  outcomes(outcomes: readonly Outcome[]): Promise<readonly OutcomeResult[]> {
    const batch = { outcomes, receivedAt: this.#parts.clock() };
    return new Promise((done, fail) => {
      this.#writes.add({ kind: 'outcomes', batch, rows: outcomes.length, done, fail });
    });
  }

  firstUse(issuer: string, tokenId: string, expiresAt: Date): Promise<boolean> {
    const token = usedToken(issuer, tokenId, expiresAt);
    return new Promise((done, fail) => {
      this.#writes.add({ kind: 'token', token, rows: 1, done, fail });
    });
  }

  purge(before: Date): Promise<number> {
    return this.#at((db) => purgeBefore(db, before, this.#closing.signal));
  }

  async *rows(since: Date): AsyncGenerator<ExportRow> {
    try {
      yield* readRows(this.#parts.db, since);
    } catch (error) {
      throw this.#parts.failureOf(error);
    }
  }

  switches(): Promise<ReadonlyMap<string, SwitchStatus>> {
    return this.#at(readSwitches);
  }

  setSwitch(rule: string, status: SwitchStatus, by: string): Promise<void> {
    const change = { rule, status, by, at: this.#parts.clock() };
    return this.#at((db) => db.transaction().execute((transaction) => writeSwitch(transaction, change)));
  }

  switchHistory(): Promise<readonly SwitchChange[]> {
    return this.#at(readSwitchHistory);
  }

  async ready(): Promise<boolean> {
    const late = new Promise<boolean>((resolve) => setTimeout(resolve, READY_MS, false).unref());
    return Promise.race([late, this.#probe().catch(() => false)]);
  }

  queued(): number {
    return this.#writes.length;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled([this.#writes.close(), ...this.#underWay]);
    await this.#parts.db.destroy();
  }

  async #probe(): Promise<boolean> {
    await sql`select 1`.execute(this.#parts.db);
    // A full disk or a standby is still read. Only a write that succeeds ends an outage; the sweep removes this one.
    const now = this.#parts.clock();
    if (this.#down) await this.firstUse('', `ready at ${now.toISOString()}`, now);
    return true;
  }

  /** Works at the database, which stays open until that is done. */
  async #at<T>(work: (db: Database) => Promise<T>): Promise<T> {
    const done = work(this.#parts.db);
    this.#underWay.add(done);
    try {
      return await done;
    } catch (error) {
      throw this.#parts.failureOf(error);
    } finally {
      this.#underWay.delete(done);
    }
  }

  /** Tells the log of the beginning and the end of an outage, not of every write in it. */
  #watched(commit: CommitGroup<Write>): CommitGroup<Write> {
    const { log } = this.#parts;
    return async (group) => {
      try {
        const committed = await commit(group);
        if (this.#down) log.event('store.available', {}, 'warn');
        this.#down = false;
        return committed;
      } catch (error) {
        if (isOutage(error)) {
          if (!this.#down) log.event('store.unavailable', { reason: error.reason }, 'error');
          this.#down = true;
        }
        throw error;
      }
    };
  }
}
