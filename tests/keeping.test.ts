// Cards and what users did with them, from the address to the file and back.
import { expect } from 'chai';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { dirname, join } from 'node:path';
import { systemClock } from '../src/base/clock.ts';
import { createLog } from '../src/base/log.ts';
import type { Card } from '../src/cards/card.ts';
import { loadConfig } from '../src/config.ts';
import { ConfigError, type Environment } from '../src/environment.ts';
import { createApp } from '../src/http/app.ts';
import { close, listen } from '../src/http/listen.ts';
import { openKeeping, type Keeping } from '../src/keeping.ts';
import { openStore } from '../src/store/open-store.ts';
import type { ExportRow } from '../src/store/store.ts';
import { viewCall } from './cds/calls.ts';
import { appDeps, caller, post, refusalOf, SERVICE } from './http/served-app.ts';
import { scratchDatabase } from './support/scratch-database.ts';

const CARD = {
  uuid: 'card-1',
  summary: 'Start with a topical NSAID.',
  indicator: 'info',
  source: {
    label: 'x',
    url: 'https://x.example',
    topic: { system: 'x', code: 'topical-nsaid-first-line', display: 'x' },
  },
  suggestions: [
    { uuid: 'suggestion-1', label: 'Gel', actions: [], extension: { 'com.midback-cds.id': 'topical-diclofenac-1' } },
  ],
  selectionBehavior: 'any',
  extension: {
    'com.midback-cds.why': { rule: 'topical-nsaid-first-line', knowledgeVersion: '1.0.0', review: 'draft' },
  },
} satisfies Card;

const TIME = '2026-03-02T15:00:00Z';
const taken = {
  card: 'card-1',
  outcome: 'accepted',
  outcomeTimestamp: TIME,
  acceptedSuggestions: [{ id: 'suggestion-1' }],
};
const dismissed = (more: object = {}): object => ({
  card: 'card-1',
  outcome: 'overridden',
  outcomeTimestamp: TIME,
  ...more,
});

describe('what the service keeps', () => {
  let url: string;
  let keeping: Keeping;
  let server: Server;
  let database: string;
  let lines: string[];

  const open = async (environment: Environment = {}): Promise<void> => {
    database = scratchDatabase();
    lines = [];
    const log = createLog('debug', { write: (line) => lines.push(line) });
    keeping = await openKeeping(loadConfig({ DATABASE_URL: database, ...environment }), '1.0.0', log);
    const app = createApp(
      appDeps({
        log,
        // Whoever the test says it is.
        authenticate: (issuer) => Promise.resolve(caller({ issuer: issuer ?? 'https://ehr.example' })),
        answerHook: () => ({ cards: [CARD], silentRules: ['stay-active'] }),
        keepAnswer: (call) => keeping.keepAnswer(call),
        recordFeedback: (items, by) => keeping.recordFeedback(items, by),
      }),
    );
    server = createServer(app);
    url = `http://127.0.0.1:${String(await listen(server, { host: '127.0.0.1', port: 0 }))}${SERVICE}`;
  };
  const shut = async (): Promise<void> => {
    await close(server, 0);
    await keeping.close();
  };

  /** What another program reads from the file once the service has ended. */
  async function rows(): Promise<readonly ExportRow[]> {
    await shut();
    const store = await openStore(database, { clock: systemClock, log: createLog('silent') });
    const found: ExportRow[] = [];
    for await (const row of store.rows(new Date(0))) found.push(row);
    await store.close();
    return found;
  }

  const feedback = (items: readonly object[], issuer?: string): Promise<Response> =>
    post(`${url}/feedback`, { feedback: items }, issuer === undefined ? {} : { authorization: issuer });

  it('B1 B4 keeps the card and every outcome of it, once, however often it is told', async () => {
    await open();
    await post(url, viewCall());
    expect(await (await feedback([taken])).json()).to.deep.equal({ stored: 1, repeated: 0 });
    const reason = { reason: { code: 'own-reason', system: 'https://ehr.example/reasons' } };
    expect(await (await feedback([taken, dismissed({ overrideReason: reason })])).json()).to.deep.equal({
      stored: 1,
      repeated: 1,
    });
    const [row] = await rows();
    expect(row).to.include({ hook: 'patient-view', knowledgeVersion: '1.0.0', issuer: 'https://ehr.example' });
    expect(row?.silentRules).to.deep.equal(['stay-active']);
    expect(row?.cards.map(({ uuid, rule, indicator }) => [uuid, rule, indicator])).to.deep.equal([
      ['card-1', 'topical-nsaid-first-line', 'info'],
    ]);
    expect(
      row?.cards[0]?.outcomes.map(({ outcome, acceptedSuggestions }) => [
        outcome,
        acceptedSuggestions.map(({ id }) => id),
      ]),
    ).to.deep.equal([
      ['accepted', ['topical-diclofenac-1']],
      ['overridden', []],
    ]);
  });

  it('B4 stores nothing of feedback that names a card or a suggestion nobody got', async () => {
    await open();
    await post(url, viewCall());
    for (const bad of [dismissed({ card: 'other' }), { ...taken, acceptedSuggestions: [{ id: 'other' }] }]) {
      expect(await refusalOf(await feedback([dismissed(), bad]))).to.equal('404 CARD_UNKNOWN');
    }
    const [row] = await rows();
    expect(row?.cards[0]?.outcomes).to.deep.equal([]);
  });

  it('B3 takes silence for nothing at all: a card without feedback has no outcome', async () => {
    await open();
    await post(url, viewCall());
    const [row] = await rows();
    expect(row?.cards.map(({ uuid, outcomes }) => [uuid, outcomes])).to.deep.equal([['card-1', []]]);
  });

  it('B4 takes no feedback on the card of another client', async () => {
    await open();
    await post(url, viewCall());
    expect(await refusalOf(await feedback([dismissed()], 'https://evil.example'))).to.equal('404 CARD_UNKNOWN');
    await shut();
  });

  it('C2 writes no id of a patient or a user, and no comment, into the file or the log', async () => {
    await open();
    const call = viewCall(
      { patientId: 'CANARY-p', userId: 'Practitioner/CANARY-u' },
      { fhirServer: 'https://x.example/CANARY' },
    );
    await post(url, call);
    await feedback([dismissed({ overrideReason: { userComment: 'CANARY comment' } })]);
    await shut();
    const folder = dirname(database.slice('file:'.length));
    const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    expect(bytes.join('').length).to.be.greaterThan(1000);
    expect(`${bytes.join('')}${lines.join('')}`).to.not.contain('CANARY');
  });

  it('keeps comments encrypted where an operator asks for them', async () => {
    const key = `${scratchDatabase().slice('file:'.length)}.comments`;
    writeFileSync(key, Buffer.alloc(32, 5).toString('base64'));
    await open({ CDS_STORE_COMMENTS: 'on', CDS_COMMENT_KEY_FILE: key });
    await post(url, viewCall());
    await feedback([dismissed({ overrideReason: { userComment: 'CANARY comment' } })]);
    const [row] = await rows();
    const comment = row?.cards[0]?.outcomes[0]?.comment;
    expect(comment).to.have.length.greaterThan(20);
    expect(Buffer.from(comment ?? []).toString('latin1')).to.not.contain('CANARY');
  });

  it('T6 refuses a token that was used before the service was started again', async () => {
    await open();
    const expires = new Date(Date.UTC(2100, 0));
    expect(await keeping.replayGuard.firstUse('https://ehr.example', 'token-1', expires)).to.equal(true);
    await shut();
    keeping = await openKeeping(loadConfig({ DATABASE_URL: database }), '1.0.0', createLog('silent'));
    expect(await keeping.replayGuard.firstUse('https://ehr.example', 'token-1', expires)).to.equal(false);
    await keeping.close();
  });

  it('makes a key of its own beside the file, for nobody else to read, and keeps it', async () => {
    await open();
    const file = `${database.slice('file:'.length)}.key`;
    const [first, mode] = [readFileSync(file, 'utf8'), statSync(file).mode & 0o777];
    await shut();
    keeping = await openKeeping(loadConfig({ DATABASE_URL: database }), '1.0.0', createLog('silent'));
    await keeping.close();
    expect([first.length >= 32, mode]).to.deep.equal([true, 0o600]);
    expect(readFileSync(file, 'utf8')).to.equal(first);
  });

  for (const [name, environment] of Object.entries<Environment>({
    'PostgreSQL without a key that all instances share': { DATABASE_URL: 'postgres://me@127.0.0.1:1/cds' },
    'a key that is too short': { CDS_AUDIT_KEY_FILE: 'package.json.short' },
    'a comment key of the wrong length': { CDS_STORE_COMMENTS: 'on', CDS_COMMENT_KEY_FILE: 'README.md' },
  })) {
    it(`stops the start for ${name}`, async () => {
      const short = `${scratchDatabase().slice('file:'.length)}.short`;
      writeFileSync(short, 'short');
      const asked = environment['CDS_AUDIT_KEY_FILE'] === undefined ? environment : { CDS_AUDIT_KEY_FILE: short };
      const config = loadConfig({ DATABASE_URL: scratchDatabase(), ...asked });
      const failed = await openKeeping(config, '1.0.0', createLog('silent')).catch((error: unknown) => error);
      expect(failed).to.be.instanceOf(ConfigError);
    });
  }
});
