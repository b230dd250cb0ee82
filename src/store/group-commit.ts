// Group commit: what arrives within a few milliseconds is one transaction, since the disk takes as long for one row as for many.
import { isOutage, StoreFullError, StoreUnavailableError } from './store-errors.ts';

/** A write that waits. */
export interface Waiting {
  /** About how many rows it is. */
  readonly rows: number;
  /** Tells the caller that it was not committed. */
  fail(error: Error): void;
}

/** How writes are grouped. */
export interface Grouping {
  /** How long the first of a group waits for others. */
  readonly gatherMs: number;
  /** Rows of one transaction, so that readers and other instances need not wait long. */
  readonly mostRows: number;
  /** Writes that may wait. */
  readonly mostWaiting: number;
}

/**
 * Commits a group and returns what is to be done once it is committed: telling the callers. When it rejects, nothing of the
 * group was committed, or nobody knows.
 */
export type CommitGroup<W extends Waiting> = (group: readonly W[]) => Promise<() => void>;

/** The queue in front of the database. */
export class GroupCommit<W extends Waiting> {
  readonly #commit: CommitGroup<W>;
  readonly #grouping: Grouping;
  #waiting: W[] = [];
  #underWay = 0;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(commit: CommitGroup<W>, grouping: Grouping) {
    this.#commit = commit;
    this.#grouping = grouping;
  }

  /** Writes that wait, those under way included. */
  get length(): number {
    return this.#waiting.length + this.#underWay;
  }

  /** Takes a write, or fails it at once. */
  add(write: W): void {
    if (this.#closed) write.fail(new StoreUnavailableError('closed'));
    else if (this.length >= this.#grouping.mostWaiting) write.fail(new StoreFullError());
    else {
      this.#waiting.push(write);
      this.#running ??= this.#run();
    }
  }

  /** Takes no more, and resolves when nothing waits. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.#grouping.gatherMs));
    while (this.#waiting.length > 0) {
      const group = this.#nextGroup();
      this.#underWay = group.length;
      await this.#commitOrFail(group);
      this.#underWay = 0;
    }
    this.#running = undefined;
  }

  #nextGroup(): readonly W[] {
    let rows = 0;
    const beyond = this.#waiting.findIndex((write) => {
      rows += write.rows;
      return rows > this.#grouping.mostRows;
    });
    // A write larger than the bound goes alone.
    return this.#waiting.splice(0, beyond < 0 ? this.#waiting.length : Math.max(1, beyond));
  }

  async #commitOrFail(group: readonly W[]): Promise<void> {
    const error = await this.#attempt(group);
    if (error === undefined) return;
    if (group.length > 1 && !isOutage(error)) await this.#oneByOne(group);
    else for (const write of group) write.fail(error);
  }

  /** One bad row must not take the others down with it. */
  async #oneByOne(group: readonly W[]): Promise<void> {
    let outage: Error | undefined;
    for (const write of group) {
      const error = outage ?? (await this.#attempt([write]));
      if (error !== undefined && isOutage(error)) outage = error;
      if (error !== undefined) write.fail(error);
    }
  }

  async #attempt(group: readonly W[]): Promise<Error | undefined> {
    try {
      const committed = await this.#commit(group);
      committed();
      return undefined;
    } catch (error) {
      return error instanceof Error ? error : new StoreUnavailableError('unknown');
    }
  }
}
