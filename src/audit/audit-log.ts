// What was answered is kept before the answer leaves. A store that is down delays nobody for long, and is told loudly.
import type { EventLog } from '../base/log.ts';
import { StoreRejectedError } from '../store/store-errors.ts';
import type { IssuedCall, Store } from '../store/store.ts';

/** Keeps calls. */
export interface AuditLog {
  /** Resolves when the answer may leave: strictly once the call is committed, or at once when that is the operator's choice. Never rejects. */
  issued(call: IssuedCall): Promise<void>;
  /** Calls that are not committed yet. */
  waiting(): number;
  /** Tries once more to commit what waits, then gives up. */
  close(): Promise<void>;
}

/** `strict`: a card leaves only after its row is committed. `best-effort`: it does not wait. */
export type AuditMode = 'strict' | 'best-effort';

/** What the log needs. */
export interface AuditDeps {
  readonly store: Pick<Store, 'issued'>;
  readonly mode: AuditMode;
  readonly log: EventLog;
  /** Milliseconds that an answer waits for its row when the store is slow: patient care goes first. */
  readonly patience?: number;
  /** Milliseconds between attempts while the store is down. */
  readonly retryEvery?: number;
  /** Calls that are kept in memory while the store is down. */
  readonly mostWaiting?: number;
}

const PATIENCE = 500;
const RETRY_EVERY = 1000;
const MOST_WAITING = 10_000;

/** Opens the log. */
export function openAuditLog(deps: AuditDeps): AuditLog {
  return new QueueingAuditLog(deps);
}

class QueueingAuditLog implements AuditLog {
  readonly #deps: Required<AuditDeps>;
  /** Calls that the store refused for now, oldest first. */
  readonly #refused: IssuedCall[] = [];
  #underWay = 0;
  #retry: NodeJS.Timeout | undefined;

  constructor(deps: AuditDeps) {
    this.#deps = { patience: PATIENCE, retryEvery: RETRY_EVERY, mostWaiting: MOST_WAITING, ...deps };
  }

  async issued(call: IssuedCall): Promise<void> {
    const committed = this.#commit(call);
    if (this.#deps.mode === 'strict') await this.#within(committed);
  }

  waiting(): number {
    return this.#underWay + this.#refused.length;
  }

  async close(): Promise<void> {
    clearTimeout(this.#retry);
    await Promise.all(this.#refused.splice(0).map((call) => this.#attempt(call)));
    if (this.#refused.length > 0) this.#tell('audit.lost', this.#refused.length);
    clearTimeout(this.#retry);
  }

  /** While the store is down calls line up behind those that wait, and are not tried one by one. */
  async #commit(call: IssuedCall): Promise<void> {
    if (this.#refused.length > 0) this.#enqueue(call);
    else await this.#attempt(call);
  }

  async #attempt(call: IssuedCall): Promise<void> {
    this.#underWay += 1;
    try {
      await this.#deps.store.issued(call);
    } catch (error) {
      // What the database refuses once it refuses for ever; to keep trying would hold up the rest.
      if (error instanceof StoreRejectedError) this.#tell('audit.rejected', 1);
      else this.#enqueue(call);
    } finally {
      this.#underWay -= 1;
    }
  }

  #enqueue(call: IssuedCall): void {
    const { mostWaiting, retryEvery } = this.#deps;
    if (this.#refused.length >= mostWaiting) {
      this.#tell('audit.lost', 1);
      return;
    }
    this.#refused.push(call);
    if (this.#retry !== undefined) return;
    this.#tell('audit.store-down', this.#refused.length);
    this.#retry = setTimeout(() => void this.#tryAgain(), retryEvery).unref();
  }

  async #tryAgain(): Promise<void> {
    const waiting = this.#refused.splice(0);
    this.#retry = undefined;
    await Promise.all(waiting.map((call) => this.#attempt(call)));
    if (this.#refused.length === 0) this.#deps.log.event('audit.store-up', { count: waiting.length });
  }

  async #within(committed: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, this.#deps.patience, 'late');
    });
    const first = await Promise.race([committed, late]);
    clearTimeout(timer);
    if (first === 'late') this.#tell('audit.late', this.waiting());
  }

  #tell(event: string, count: number): void {
    this.#deps.log.event(event, { count }, 'error');
  }
}
