// One open SQLite file in its thread, seen from the event loop.
import { Worker } from 'node:worker_threads';

/** What a statement gave. */
export interface SqliteAnswer {
  readonly rows: readonly unknown[];
  readonly changes: number;
}

/** A failed statement or a lost thread, by SQLite's name for it. The message is left out, as it may quote a row. */
export class SqliteError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`SQLite failed (${code})`);
    this.name = 'SqliteError';
    this.code = code;
  }
}

/** The file cannot be opened, or its thread has ended. */
export const SESSION_LOST = 'SESSION_LOST';
/** A text holds U+0000: libsql would cut it off there, and PostgreSQL refuses it. */
export const TEXT_REFUSED = 'TEXT_REFUSED';

type Message = { readonly id: number } & (SqliteAnswer | { readonly code: string });

/** The first message tells whether the file is open. */
const OPENING = 0;

interface Waiting {
  readonly resolve: (answer: SqliteAnswer) => void;
  readonly reject: (error: SqliteError) => void;
}

/** Statements are run one after another, in the order in which they come. */
export class SqliteSession {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exit: Promise<unknown>;
  #lastId = OPENING;
  #ended = false;

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.#exit = new Promise((resolve) => worker.once('exit', resolve));
    worker.on('message', (message: Message) => {
      this.#settle(message);
    });
    worker.on('error', () => {
      this.#end();
    });
    worker.on('exit', () => {
      this.#end();
    });
  }

  /** Opens the file; it must exist. */
  static async open(file: string, busyTimeoutMs: number): Promise<SqliteSession> {
    const workerData = { file, busyTimeoutMs };
    const worker = new Worker(new URL('./sqlite-worker.js', import.meta.url), { workerData, execArgv: [] });
    const session = new SqliteSession(worker);
    try {
      await new Promise((resolve, reject) => session.#waiting.set(OPENING, { resolve, reject }));
      return session;
    } catch (error) {
      session.discard();
      throw error;
    }
  }

  /** True when nothing can be run any more. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Runs one statement. */
  run(sql: string, parameters: readonly unknown[] = []): Promise<SqliteAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#ended) throw new SqliteError(SESSION_LOST);
      if (parameters.some((value) => typeof value === 'string' && value.includes('\0'))) {
        throw new SqliteError(TEXT_REFUSED);
      }
      this.#lastId += 1;
      const id = this.#lastId;
      this.#worker.postMessage({ id, sql, parameters });
      this.#waiting.set(id, { resolve, reject });
      this.#worker.ref();
    });
  }

  /** Ends the thread at once, whatever it does. */
  discard(): void {
    this.#end();
    void this.#worker.terminate();
  }

  /** Closes the file after what was sent before. */
  async close(): Promise<void> {
    if (this.#ended) return;
    this.#worker.ref();
    this.#worker.postMessage('close');
    await this.#exit;
  }

  #settle(message: Message): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    // An idle store keeps no process alive; one with a statement under way does.
    if (this.#waiting.size === 0) this.#worker.unref();
    if ('code' in message) waiting?.reject(new SqliteError(message.code));
    else waiting?.resolve(message);
  }

  #end(): void {
    this.#ended = true;
    const lost = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of lost) reject(new SqliteError(SESSION_LOST));
  }
}
