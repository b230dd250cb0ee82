// From an address to an open database with the tables of today.
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type { EventLog } from '../base/log.ts';
import { migrate } from './migrations.ts';
import { postgresFailure, postgresPool } from './postgres-pool.ts';
import { sqliteDialect, sqliteFailure } from './sqlite-dialect.ts';
import type { StoreAddress } from './store-address.ts';
import { StoreUnusableError, type FailureOf } from './store-errors.ts';
import type { Database, Tables } from './tables.ts';

/** An open database, and how to read its failures. */
export interface OpenDatabase {
  readonly db: Database;
  readonly failureOf: FailureOf;
}

const CONNECT_MS = 5000;
const STATEMENT_MS = 10_000;
const OLDEST_POSTGRES = 140_000;

/** Opens the database and brings its tables up to date. */
export async function openDatabase(address: StoreAddress, log: EventLog, patienceMs?: number): Promise<OpenDatabase> {
  if (address.kind === 'sqlite') return openSqlite(address.file, patienceMs);
  return openPostgres(address.connectionString, log, patienceMs);
}

async function openSqlite(file: string, patienceMs?: number): Promise<OpenDatabase> {
  makeFile(file);
  const db = new Kysely<Tables>({ dialect: sqliteDialect({ file, busyTimeoutMs: patienceMs }) });
  return whenReady({ db, failureOf: sqliteFailure }, () => migrate(db));
}

/** Nobody but the service's own user reads what the service keeps. */
function makeFile(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new StoreUnusableError(`the file of the store cannot be made or written (${reason}): ${file}`);
  }
}

async function openPostgres(connectionString: string, log: EventLog, patienceMs = STATEMENT_MS): Promise<OpenDatabase> {
  // A migration, or the wait for another instance's, takes the time that it takes.
  const patient = connected(connectionString, 0);
  await whenReady(patient, async () => {
    await checkServer(patient.db, log);
    await migrate(patient.db);
  });
  await patient.db.destroy();
  return connected(connectionString, patienceMs);
}

function connected(connectionString: string, statementMs: number): OpenDatabase {
  const pool = postgresPool(connectionString, { connectMs: CONNECT_MS, statementMs });
  return { db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }), failureOf: postgresFailure };
}

async function whenReady(open: OpenDatabase, prepare: () => Promise<void>): Promise<OpenDatabase> {
  try {
    await prepare();
    return open;
  } catch (error) {
    await open.db.destroy();
    throw error instanceof StoreUnusableError ? error : open.failureOf(error);
  }
}

/** Refuses a server that is too old, and warns about one that tells of commits before they are on disk. */
async function checkServer(db: Database, log: EventLog): Promise<void> {
  const { rows } = await sql<{ version: number; fsync: string; commit: string }>`
    select current_setting('server_version_num')::int as version, current_setting('fsync') as fsync,
      current_setting('synchronous_commit') as commit`.execute(db);
  const [server] = rows;
  if (server === undefined || server.version < OLDEST_POSTGRES) {
    throw new StoreUnusableError('the database server must be PostgreSQL 14 or newer');
  }
  if (server.fsync === 'off') log.event('store.not-durable', { reason: 'fsync is off' }, 'warn');
  if (server.commit === 'off') log.event('store.not-durable', { reason: 'synchronous_commit is off' }, 'warn');
}
