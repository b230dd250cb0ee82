// The store in PostgreSQL, in a server that the test starts by itself.
import { expect } from 'chai';
import pg from 'pg';
import {
  mustHavePostgres,
  NO_POSTGRES,
  postgresPrograms,
  startPostgres,
  type PostgresServer,
} from '../support/postgres-server.ts';
import { describeOutage, describeStore, openTestStore, type TestDatabase } from './store-contract.ts';
import { call, errorOf, overridden, rowsSince } from './writes.ts';

// Where it may be missing it is left out by name; in CI it may not, and then starting it fails.
const present = postgresPrograms() !== undefined || mustHavePostgres;

describe(present ? 'store in PostgreSQL' : `store in PostgreSQL, left out: ${NO_POSTGRES}`, function () {
  this.timeout(60_000);
  let started: PostgresServer | undefined;
  let server: PostgresServer;
  let made = 0;

  before(async function () {
    if (!present) this.skip();
    started = await startPostgres();
    server = started;
  });

  after(() => started?.remove());

  async function database(): Promise<TestDatabase> {
    const url = await server.createDatabase(`midback_${String((made += 1))}`);
    const execute = async (sql: string): Promise<readonly unknown[]> => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      const { rows } = await client.query(sql);
      await client.end();
      return rows as unknown[];
    };
    return { url, execute };
  }

  async function stop(): Promise<() => Promise<void>> {
    await server.stopImmediately();
    return () => server.start();
  }

  describeStore(database);
  describeOutage(database, stop, 3000);

  /** Holds what every transaction needs, as a server that hangs would. */
  async function hang(url: string): Promise<() => Promise<void>> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('begin; lock table calls, used_tokens');
    return () => client.end();
  }

  describe('that does not answer in time', () => {
    describeOutage(database, hang);
  });

  it('loses nothing that it acknowledged when the server is stopped at once, three times under load', async () => {
    const { url } = await database();
    const store = await openTestStore(url);
    const acknowledged = new Set<string>();
    let writing = true;
    const write = async (): Promise<void> => {
      while (writing) {
        const issued = call();
        try {
          await store.issued(issued);
          await store.outcomes([overridden(issued)]);
          acknowledged.add(issued.hookInstance);
        } catch (error) {
          expect(error).to.have.property('name', 'StoreUnavailableError');
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
    };
    const writers = Array.from({ length: 16 }, write);
    for (let round = 1; round <= 3; round += 1) {
      const enough = acknowledged.size + 200;
      while (acknowledged.size < enough) await new Promise((resolve) => setTimeout(resolve, 10));
      await server.stopImmediately();
      await server.start();
    }
    writing = false;
    await Promise.all(writers);
    const rows = await rowsSince(store);
    const found = rows.filter(({ cards }) => cards[0]?.outcomes.length === 1).map(({ hookInstance }) => hookInstance);
    expect(found.filter((instance) => acknowledged.has(instance))).to.have.length(acknowledged.size);
    expect(new Set(rows.map(({ hookInstance }) => hookInstance)).size).to.equal(rows.length);
    await store.close();
  });

  it('warns of a server that tells of commits before they are on disk', async () => {
    const { url, execute } = await database();
    await execute(`alter database ${url.split('/').at(-1) ?? ''} set synchronous_commit = off`);
    const lines: string[] = [];
    await (await openTestStore(url, { lines })).close();
    expect(lines.join('')).to.include('"event":"store.not-durable","reason":"synchronous_commit is off"');
  });

  it('keeps what a driver says of a refused row to itself, and the address too', async () => {
    const { url } = await database();
    const store = await openTestStore(url);
    const error = await errorOf(store.issued(call({ milliseconds: Number.NaN, patientHash: 'not-to-be-told' })));
    expect(error).to.include({ name: 'StoreRejectedError', reason: '22P02' });
    expect(String((error as Error).stack) + JSON.stringify(error)).to.not.include('not-to-be-told');
    await store.close();
    const refused = await errorOf(openTestStore('postgres://someone:secret@127.0.0.1:1/nowhere'));
    expect(refused).to.include({ name: 'StoreUnavailableError', reason: 'ECONNREFUSED' });
    expect(String((refused as Error).stack) + JSON.stringify(refused)).to.not.include('secret');
  });
});
