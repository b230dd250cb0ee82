import { expect } from 'chai';
import { openAuditLog, type AuditDeps, type AuditLog } from '../../src/audit/audit-log.ts';
import { createLog } from '../../src/base/log.ts';
import { StoreRejectedError, StoreUnavailableError } from '../../src/store/store-errors.ts';
import type { IssuedCall } from '../../src/store/store.ts';

function callOf(hookInstance: string): IssuedCall {
  return {
    issuedAt: new Date('2026-03-02T15:00:00Z'),
    service: 'back',
    hook: 'patient-view',
    hookInstance,
    knowledgeVersion: '1.0.0',
    issuer: undefined,
    tenant: undefined,
    patientHash: 'p',
    userHash: 'u',
    milliseconds: 1,
    cards: [],
    silentRules: [],
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('audit log', () => {
  let kept: string[];
  let lines: string[];
  let store: (call: IssuedCall) => Promise<void>;
  let audit: AuditLog;

  const open = (more: Partial<AuditDeps> = {}): AuditLog => {
    audit = openAuditLog({
      store: { issued: (call) => store(call) },
      mode: 'strict',
      log: createLog('info', { write: (line) => lines.push(line) }),
      retryEvery: 10,
      ...more,
    });
    return audit;
  };
  const keep = (call: IssuedCall): Promise<void> => {
    kept.push(call.hookInstance);
    return Promise.resolve();
  };
  const down = (): Promise<void> => Promise.reject(new StoreUnavailableError('down'));

  beforeEach(() => {
    kept = [];
    lines = [];
    store = keep;
  });
  afterEach(() => audit.close());

  it('lets an answer leave once its row is committed, and not before', async () => {
    let commit = (): void => undefined;
    store = () => new Promise((resolve) => (commit = resolve));
    let left = false;
    const leaving = open()
      .issued(callOf('a'))
      .then(() => (left = true));
    await pause(20);
    expect([left, audit.waiting()]).to.deep.equal([false, 1]);
    commit();
    await leaving;
    expect(audit.waiting()).to.equal(0);
  });

  it('lets it leave at once where the operator chose best effort, and keeps it all the same', async () => {
    store = async (call) => {
      await pause(10);
      await keep(call);
    };
    await open({ mode: 'best-effort' }).issued(callOf('a'));
    expect(kept).to.deep.equal([]);
    await pause(40);
    expect(kept).to.deep.equal(['a']);
  });

  it('does not hold an answer up for a store that hangs, and says so', async () => {
    store = () => new Promise(() => undefined);
    await open({ patience: 20 }).issued(callOf('a'));
    expect(lines.join('')).to.contain('audit.late').and.to.contain('"level":"error"');
  });

  it('keeps calls while the store is down, answers them, and commits them in order when it is back', async () => {
    store = down;
    open();
    for (const id of ['a', 'b', 'c']) await audit.issued(callOf(id));
    expect(audit.waiting()).to.equal(3);
    expect(lines.join('')).to.contain('audit.store-down');
    store = keep;
    await pause(60);
    expect(kept).to.deep.equal(['a', 'b', 'c']);
    expect(lines.join('')).to.contain('audit.store-up');
    expect(audit.waiting()).to.equal(0);
  });

  it('keeps no more than it may, and tells of each that is lost', async () => {
    store = down;
    open({ mostWaiting: 2, retryEvery: 10_000 });
    for (const id of ['a', 'b', 'c', 'd']) await audit.issued(callOf(id));
    expect(audit.waiting()).to.equal(2);
    expect(lines.filter((line) => line.includes('audit.lost'))).to.have.length(2);
  });

  it('does not try for ever what the database refuses', async () => {
    store = () => Promise.reject(new StoreRejectedError('too-long'));
    await open().issued(callOf('a'));
    expect(audit.waiting()).to.equal(0);
    expect(lines.join('')).to.contain('audit.rejected');
  });

  it('tries once more when it closes', async () => {
    store = down;
    await open({ retryEvery: 10_000 }).issued(callOf('a'));
    store = keep;
    await audit.close();
    expect(kept).to.deep.equal(['a']);
  });
});
