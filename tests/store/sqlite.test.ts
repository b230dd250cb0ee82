// The store in an SQLite file.
import { expect } from 'chai';
import Libsql from 'libsql';
import { Kysely } from 'kysely';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteDialect } from '../../src/store/sqlite-dialect.ts';
import { SqliteSession } from '../../src/store/sqlite-session.ts';
import { StoreRejectedError } from '../../src/store/store-errors.ts';
import { describeOutage, describeStore, openTestStore, type TestDatabase } from './store-contract.ts';
import { call, errorOf } from './writes.ts';

describe('store in SQLite', function () {
  this.timeout(30_000);
  let folder: string;
  let made = 0;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'midback-sqlite-'));
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const newFile = (): string => join(folder, String((made += 1)), 'midback.db');

  function database(): Promise<TestDatabase> {
    const file = newFile();
    const execute = (sql: string): Promise<readonly unknown[]> => {
      const direct = new Libsql(file);
      direct.exec('pragma busy_timeout = 2000');
      const statement = direct.prepare(sql);
      const rows = statement.reader ? statement.all() : [statement.run()];
      direct.close();
      return Promise.resolve(rows);
    };
    return Promise.resolve({ url: `file:${file}`, execute });
  }

  /** Takes the file for itself, as a program that runs wild would. */
  function lock(url: string): () => Promise<void> {
    const holder = new Libsql(url.slice('file:'.length));
    holder.exec('begin exclusive');
    return () => {
      holder.exec('rollback');
      holder.close();
      return Promise.resolve();
    };
  }

  describeStore(database);
  describeOutage(database, (url) => Promise.resolve(lock(url)));

  it('waits for the file off the event loop', async () => {
    const { url } = await database();
    const store = await openTestStore(url);
    const unlock = lock(url);
    let ticks = 0;
    const ticking = setInterval(() => (ticks += 1), 10);
    await errorOf(store.issued(call()));
    clearInterval(ticking);
    expect(ticks).to.be.greaterThan(10);
    await unlock();
    await store.close();
  });

  it('makes folder and file for its own user only', async () => {
    const file = newFile();
    await (await openTestStore(`file:${file}`)).close();
    expect(statSync(file).mode & 0o077).to.equal(0);
    expect(statSync(join(file, '..')).mode & 0o077).to.equal(0);
  });

  it('refuses a file that is no database', async () => {
    const file = join(folder, 'no-database');
    writeFileSync(file, 'x'.repeat(5000));
    expect(await errorOf(openTestStore(`file:${file}`))).to.include({
      name: 'StoreUnavailableError',
      reason: 'SQLITE_NOTADB',
    });
  });

  it('says why the file cannot be made', async () => {
    const noFolder = join(folder, 'no-folder');
    writeFileSync(noFolder, '');
    const error = await errorOf(openTestStore(`file:${noFolder}/midback.db`));
    expect(error).to.have.property('name', 'StoreUnusableError');
    expect(error)
      .to.have.property('message')
      .that.matches(/cannot be made or written \(E[A-Z]+\)/);
  });

  it('writes to the disk before it tells of a commit, and finds cards by an index', async () => {
    const { url, execute } = await database();
    await (await openTestStore(url)).close();
    const session = await SqliteSession.open(url.slice('file:'.length), 100);
    const settings = ['journal_mode', 'synchronous', 'foreign_keys'].map((name) => session.run(`pragma ${name}`));
    const values = (await Promise.all(settings)).map(({ rows: [row] }) => Object.values(row ?? {})[0] as unknown);
    expect(values).to.deep.equal(['wal', 2, 1]);
    await session.close();
    const plan = await execute("explain query plan select * from cards where uuid in ('a', 'b')");
    expect(JSON.stringify(plan)).to.include('USING INDEX cards_by_uuid');
  });

  it('commits nothing of a transaction whose thread is lost, and goes on in a new one', async () => {
    const file = join(folder, 'lost.db');
    const sessions: SqliteSession[] = [];
    const open = async (path: string, waitMs: number): Promise<SqliteSession> => {
      const session = await SqliteSession.open(path, waitMs);
      sessions.push(session);
      return session;
    };
    const db = new Kysely<{ readonly t: { readonly a: string } }>({ dialect: sqliteDialect({ file }, open) });
    await db.schema.createTable('t').addColumn('a', 'text').execute();
    const lost = db.transaction().execute(async (transaction) => {
      await transaction.insertInto('t').values({ a: 'before' }).execute();
      sessions[0]?.discard();
      await transaction.insertInto('t').values({ a: 'after' }).execute();
    });
    expect(await errorOf(lost)).to.include({ code: 'SESSION_LOST' });
    expect(await db.selectFrom('t').selectAll().execute()).to.deep.equal([]);
    await db.insertInto('t').values({ a: 'next' }).execute();
    expect(sessions).to.have.length(2);
    await db.destroy();
  });

  it('tells of a statement under way when its thread is lost', async () => {
    const session = await SqliteSession.open(join(folder, 'under-way.db'), 100);
    const running = session.run('create table t (a text)');
    session.discard();
    expect(await errorOf(running)).to.include({ code: 'SESSION_LOST' });
    expect(await errorOf(session.run('select 1'))).to.include({ code: 'SESSION_LOST' });
  });

  it('keeps what a driver says of a refused row to itself', async () => {
    const { url } = await database();
    const store = await openTestStore(url);
    const error = await errorOf(store.issued(call({ milliseconds: Number.NaN, patientHash: 'not-to-be-told' })));
    expect(error).to.be.instanceOf(StoreRejectedError).with.property('reason', 'SQLITE_CONSTRAINT_NOTNULL');
    expect(String((error as Error).stack) + JSON.stringify(error)).to.not.include('not-to-be-told');
    await store.close();
  });
});
