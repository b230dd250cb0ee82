// Connections to PostgreSQL. One that failed or did not answer in time is given up, and the next use opens another.
import pg from 'pg';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { StoreConflictError, StoreRejectedError, StoreUnavailableError } from './store-errors.ts';

/** Bounds of waiting, in milliseconds. */
export interface PostgresWaits {
  readonly connectMs: number;
  /** 0: as long as it takes, such as for a migration that another instance is at. */
  readonly statementMs: number;
}

/** The transactions of a store follow one another; the others serve reports and the export. */
const MOST_CONNECTIONS = 8;
const INT8 = 20;
const parserOf = pg.types.getTypeParser as (oid: number, format?: string) => (value: string) => unknown;

// Data exceptions and broken constraints; a serialisation failure or deadlock.
const REFUSED = /^2[23]/;
const CONFLICT = /^40/;

/** A failed statement in the terms of the store. */
export function postgresFailure(error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'CONNECTION_LOST';
  if (REFUSED.test(code)) return new StoreRejectedError(code);
  return CONFLICT.test(code) ? new StoreConflictError(code) : new StoreUnavailableError(code);
}

/** A pool for kysely. Counts come as numbers: none of ours leaves the range in which they are exact. */
export function postgresPool(connectionString: string, { connectMs, statementMs }: PostgresWaits): PostgresPool {
  const pool = new pg.Pool({
    connectionString,
    application_name: 'midback-cds',
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: connectMs,
    query_timeout: statementMs,
    keepAlive: true,
    allowExitOnIdle: true,
    types: { getTypeParser: (oid: number, format?: string) => (oid === INT8 ? Number : parserOf(oid, format)) },
  });
  // A connection that breaks while nobody uses it would end the process; the pool drops it by itself.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return { connect: async () => new CheckedClient(await pool.connect()), end: () => pool.end() };
}

/** A connection that is not used again once the server failed on it. */
class CheckedClient implements PostgresPoolClient {
  readonly #client: pg.PoolClient;
  #lost: Error | undefined;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query(): never;
  async query(sql?: string, parameters?: readonly unknown[]): Promise<unknown> {
    // Behind a statement that was given up the next would wait as long again.
    if (this.#lost !== undefined) throw this.#lost;
    try {
      return await this.#client.query(sql ?? '', [...(parameters ?? [])]);
    } catch (error) {
      const failure = postgresFailure(error);
      if (failure instanceof StoreUnavailableError && !(failure instanceof StoreConflictError)) this.#lost = failure;
      throw error;
    }
  }

  release(): void {
    this.#client.release(this.#lost);
  }
}
