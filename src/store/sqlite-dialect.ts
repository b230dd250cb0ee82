// kysely over SQLite in its thread. A session that is lost or that meets a damaged file is given up, and the next use opens anew.
import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import { SESSION_LOST, SqliteError, SqliteSession, type SqliteAnswer } from './sqlite-session.ts';
import { StoreRejectedError, StoreUnavailableError } from './store-errors.ts';

const BUSY_TIMEOUT_MS = 5000;

const REFUSED = /^SQLITE_(?:CONSTRAINT|MISMATCH|TOOBIG|RANGE)|^TEXT_REFUSED$/;
// Not SQLITE_BUSY: libsql leaves the refused statement active, and SQLite then refuses to commit anything else.
const PASSING = /^SQLITE_(?:FULL|NOMEM|INTERRUPT)/;

/** A failed statement in the terms of the store. */
export function sqliteFailure(error: unknown): Error {
  if (!(error instanceof SqliteError)) return new StoreUnavailableError(SESSION_LOST);
  return REFUSED.test(error.code) ? new StoreRejectedError(error.code) : new StoreUnavailableError(error.code);
}

/** One file, and how long a statement waits for another process, such as an export, to let go of it. */
export interface SqliteFile {
  readonly file: string;
  readonly busyTimeoutMs?: number | undefined;
}

/** The dialect for one file. */
export function sqliteDialect(
  { file, busyTimeoutMs = BUSY_TIMEOUT_MS }: SqliteFile,
  open = (path: string, waitMs: number) => SqliteSession.open(path, waitMs),
): Dialect {
  return {
    createDriver: () => new ThreadDriver(() => open(file, busyTimeoutMs)),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new TransactionalAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

/** SQLite undoes DDL too, so a migration is whole or not there. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** A turn at the file: until it is released, nobody else's statements come between. */
class ThreadConnection implements DatabaseConnection {
  readonly #session: SqliteSession;

  constructor(session: SqliteSession) {
    this.#session = session;
  }

  /** True when the session is given up, and with it what was not committed. */
  get ended(): boolean {
    return this.#session.ended;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, changes } = await this.run(sql, parameters);
    return { rows: rows as R[], numAffectedRows: BigInt(changes) };
  }

  async run(sql: string, parameters: readonly unknown[] = []): Promise<SqliteAnswer> {
    try {
      return await this.#session.run(sql, parameters);
    } catch (error) {
      if (isLasting(error)) this.#session.discard();
      throw error;
    }
  }

  streamQuery(): never {
    throw new Error('rows are read page by page');
  }
}

/** A failure that the open file will not recover from. */
function isLasting(error: unknown): boolean {
  return !(error instanceof SqliteError) || (!REFUSED.test(error.code) && !PASSING.test(error.code));
}

class ThreadDriver implements Driver {
  readonly #open: () => Promise<SqliteSession>;
  #session: SqliteSession | undefined;
  #turn: Promise<void> = Promise.resolve();
  readonly #ends = new WeakMap<DatabaseConnection, () => void>();

  constructor(open: () => Promise<SqliteSession>) {
    this.#open = open;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  async acquireConnection(): Promise<ThreadConnection> {
    const before = this.#turn;
    const { promise, resolve } = turn();
    this.#turn = before.then(() => promise);
    await before;
    try {
      if (this.#session === undefined || this.#session.ended) this.#session = await this.#open();
      const connection = new ThreadConnection(this.#session);
      this.#ends.set(connection, resolve);
      return connection;
    } catch (error) {
      resolve();
      throw error;
    }
  }

  // Not deferred: a reader that becomes a writer half way is refused when another process wrote in between.
  async beginTransaction(connection: ThreadConnection): Promise<void> {
    await connection.run('begin immediate');
  }

  async commitTransaction(connection: ThreadConnection): Promise<void> {
    await connection.run('commit');
  }

  async rollbackTransaction(connection: ThreadConnection): Promise<void> {
    if (!connection.ended) await connection.run('rollback');
  }

  releaseConnection(connection: ThreadConnection): Promise<void> {
    this.#ends.get(connection)?.();
    return Promise.resolve();
  }

  async destroy(): Promise<void> {
    await this.#turn;
    await this.#session?.close();
  }
}

function turn(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
