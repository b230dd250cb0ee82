// What was acknowledged survives SIGKILL under load: the process is killed twenty times, on two files in turn.
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { SqliteSession } from '../../src/store/sqlite-session.ts';
import type { Store } from '../../src/store/store.ts';
import { openTestStore } from './store-contract.ts';
import { AT, rowsSince } from './writes.ts';
import { writeJavaScript } from '../support/plain-javascript.ts';

const ROUNDS = 10;

/** Lets a process write until it has told of that many commits, kills it, and returns all that it told. */
function killedAfter(commits: number, writer: string, url: string): Promise<readonly string[]> {
  const child = spawn(execPath, [writer, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  let lines = 0;
  child.stdout.on('data', (text: Buffer) => {
    told += text.toString();
    lines += text.toString().split('\n').length - 1;
    if (lines >= commits) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.once('close', (_code, signal) => {
      // The last line may have been cut off by the kill.
      if (signal === 'SIGKILL') resolve(told.split('\n').slice(0, -1));
      else reject(new Error('the writer ended by itself'));
    });
  });
}

/** What the store holds, in the words of the writer; a thing that is there twice is told twice. */
async function held(store: Store): Promise<readonly string[]> {
  const cards = (await rowsSince(store)).flatMap((row) => row.cards);
  return cards.flatMap(({ uuid, outcomes }) => [`card ${uuid}`, ...outcomes.map(() => `outcome ${uuid}`)]);
}

describe('store in SQLite, killed', function () {
  this.timeout(60_000);
  let folder: string;
  let writer: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'midback-killed-'));
    writeJavaScript(['src/base', 'src/store', 'tests/store'], folder);
    writer = join(folder, 'tests/store/writer-to-kill.js');
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function killAgainAndAgain(name: string): Promise<void> {
    const file = join(folder, name);
    const told: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      // Sometimes soon after the start, sometimes in full swing.
      told.push(...(await killedAfter(1 + round * 60, writer, `file:${file}`)));
    }
    const store = await openTestStore(`file:${file}`);
    const there = await held(store);
    const tokens = told.filter((line) => line.startsWith('token ')).map((line) => line.slice('token '.length));
    const again = await Promise.all(tokens.map((token) => store.firstUse('i', token, AT)));
    await store.close();
    const written = new Set(there);
    expect(told.filter((line) => !line.startsWith('token ') && !written.has(line))).to.deep.equal([]);
    expect(there).to.have.length(written.size);
    expect(again.filter(Boolean)).to.deep.equal([]);
    expect(told.length).to.be.greaterThan(ROUNDS * 100);
    const session = await SqliteSession.open(file, 1000);
    expect((await session.run('pragma integrity_check')).rows).to.deep.equal([{ integrity_check: 'ok' }]);
    await session.close();
  }

  it('lets a process end that forgets to close it, but not before a write is committed', async () => {
    const url = `file:${join(folder, 'forgotten.db')}`;
    const child = spawn(execPath, [writer, url, 'once'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let told = '';
    child.stdout.on('data', (text: Buffer) => (told += text.toString()));
    expect(await new Promise((resolve) => child.once('close', resolve))).to.equal(0);
    const store = await openTestStore(url);
    expect(told.split('\n').slice(0, -1)).to.deep.equal(await held(store));
    expect(told).to.match(/^card /);
    await store.close();
  });

  it('loses nothing that it acknowledged, and holds nothing twice', async () => {
    await Promise.all(['one.db', 'two.db'].map(killAgainAndAgain));
  });
});
