// What both databases keep to: one suite, run against each.
import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { fixedClock, type Clock } from '../../src/base/clock.ts';
import { createLog } from '../../src/base/log.ts';
import { openStore } from '../../src/store/open-store.ts';
import { StoreRejectedError } from '../../src/store/store-errors.ts';
import type { Store } from '../../src/store/store.ts';
import { accepted, AT, call, card, errorOf, firstCard, overridden, rowOf, rowsSince } from './writes.ts';

/** A database of a test, and ways around the store. */
export interface TestDatabase {
  readonly url: string;
  /** Runs SQL that is the same in both dialects. */
  readonly execute: (sql: string) => Promise<readonly unknown[]>;
}

/** Opens a store on an address for a test. */
export function openTestStore(
  url: string,
  { clock = fixedClock(AT), lines = [] as string[], patienceMs = 300 } = {},
): Promise<Store> {
  const log = createLog('info', { write: (line) => lines.push(line) });
  return openStore(url, { clock, log, patienceMs });
}

/** Describes the contract; `database` makes an empty one. */
export function describeStore(database: () => Promise<TestDatabase>): void {
  let shared: TestDatabase;
  let store: Store;
  // A second instance of the service.
  let other: Store;

  before(async () => {
    shared = await database();
    [store, other] = await Promise.all([openTestStore(shared.url), openTestStore(shared.url)]);
  });

  after(async () => {
    await Promise.all([store.close(), other.close()]);
  });

  /** A store of the test's own. */
  async function withEmpty(use: (empty: Store, own: TestDatabase) => Promise<void>, clock?: Clock): Promise<void> {
    const own = await database();
    const empty = await openTestStore(own.url, clock === undefined ? {} : { clock });
    await use(empty, own);
    await empty.close();
  }

  describe('calls', () => {
    it('keeps a call with its cards, suggestions and silent rules', async () => {
      const issued = call({
        cards: [card({ rule: 'a' }), card({ rule: 'b', suggestions: [] })],
        silentRules: ['c', 'd'],
      });
      await store.issued(issued);
      const { id, cards, ...rest } = await rowOf(store, issued);
      expect(id).to.match(/^[0-9a-f-]{36}$/);
      expect({
        ...rest,
        cards: cards.map(({ outcomes, ...one }) => (outcomes.length === 0 ? one : outcomes)),
      }).to.deep.equal(issued);
    });

    it('keeps a call without cards, of a caller without issuer and tenant', async () => {
      const issued = call({ cards: [], issuer: undefined, tenant: undefined });
      await store.issued(issued);
      expect(await rowOf(store, issued)).to.deep.include(issued);
    });

    it('takes the same call again, at the same moment and from another instance, as one', async () => {
      const issued = call({ silentRules: ['silent'] });
      await Promise.all([store.issued(issued), other.issued(issued), store.issued(issued)]);
      await other.issued({ ...issued, issuedAt: new Date(AT.getTime() + 5000) });
      expect((await rowOf(store, issued)).cards).to.have.length(1);
    });

    it('adds what the same call brings anew', async () => {
      const issued = call();
      await store.issued(issued);
      await store.issued({ ...issued, cards: [...issued.cards, card({ rule: 'later' })] });
      expect((await rowOf(store, issued)).cards.map(({ rule }) => rule)).to.have.members([
        'topical-nsaid-first-line',
        'later',
      ]);
    });

    it('keeps the calls of a client apart that has one hook instance for two patients', async () => {
      const issued = call();
      const second = { ...issued, patientHash: randomUUID(), cards: [card()] };
      await Promise.all([store.issued(issued), store.issued(second)]);
      const rows = (await rowsSince(store)).filter(({ hookInstance }) => hookInstance === issued.hookInstance);
      expect(rows.map(({ patientHash }) => patientHash)).to.have.members([issued.patientHash, second.patientHash]);
      expect(rows.map(({ cards }) => cards.length)).to.deep.equal([1, 1]);
    });

    it('keeps the calls of two issuers apart, whatever ids they use', async () => {
      const issued = call();
      const foreign = { ...issued, issuer: 'https://other.example' };
      await Promise.all([store.issued(issued), store.issued(foreign)]);
      await store.outcomes([overridden(foreign)]);
      expect(firstCard(await rowOf(store, foreign)))
        .to.have.property('outcomes')
        .with.length(1);
      expect(firstCard(await rowOf(store, issued)))
        .to.have.property('outcomes')
        .with.length(0);
    });

    it('keeps what came with a call that the database refuses', async () => {
      const good = Array.from({ length: 20 }, () => call());
      const bad = [call({ cards: [card({ indicator: 'loud' })] }), call({ milliseconds: Number.NaN })];
      const writes = [...good.slice(0, 10), ...bad, ...good.slice(10)].map((one) => store.issued(one));
      const results = await Promise.allSettled(writes);
      expect(results.filter(({ status }) => status === 'rejected')).to.have.length(2);
      const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
      for (const reason of reasons) expect(reason).to.be.instanceOf(StoreRejectedError);
      const kept = new Set((await rowsSince(store)).map(({ hookInstance }) => hookInstance));
      expect(good.every(({ hookInstance }) => kept.has(hookInstance))).to.equal(true);
      expect(bad.some(({ hookInstance }) => kept.has(hookInstance))).to.equal(false);
    });

    it('refuses a text that one of the databases would cut off', async () => {
      expect(await errorOf(store.issued(call({ tenant: 'a\0b' })))).to.be.instanceOf(StoreRejectedError);
    });
  });

  describe('outcomes', () => {
    it('B1 keeps a batch over many calls, the same card more than once', async () => {
      const calls = [call(), call({ tenant: 'south' }), call()] as const;
      await Promise.all(calls.map((one) => store.issued(one)));
      const later = new Date(AT.getTime() + 60_000);
      const batch = [...calls.map((one) => overridden(one)), accepted(calls[0], { outcomeAt: later })];
      expect(await store.outcomes(batch)).to.deep.equal(['stored', 'stored', 'stored', 'stored']);
      const { outcomes } = (await rowOf(store, calls[0])).cards[0] ?? { outcomes: [] };
      expect(outcomes.map(({ outcome, outcomeAt }) => [outcome, outcomeAt])).to.deep.equal([
        ['overridden', AT],
        ['accepted', later],
      ]);
    });

    it('B2 keeps suggestions, reason and encrypted comment', async () => {
      const issued = call();
      await store.issued(issued);
      const comment = Buffer.from([0, 255, 1, 128, 0]);
      const reason = { code: 'patient-preference', system: 'https://midback-cds.com/CodeSystem/override-reasons' };
      await store.outcomes([overridden(issued, { reason, comment }), accepted(issued)]);
      const { outcomes } = (await rowOf(other, issued)).cards[0] ?? { outcomes: [] };
      expect(outcomes).to.have.deep.members([
        { outcome: 'overridden', outcomeAt: AT, receivedAt: AT, acceptedSuggestions: [], reason, comment },
        {
          outcome: 'accepted',
          outcomeAt: AT,
          receivedAt: AT,
          acceptedSuggestions: firstCard(issued).suggestions.slice(0, 1),
        },
      ]);
    });

    it('keeps a reason of the client without a system', async () => {
      const issued = call();
      await store.issued(issued);
      await store.outcomes([overridden(issued, { reason: { code: 'not-now' } })]);
      const { outcomes } = (await rowOf(store, issued)).cards[0] ?? { outcomes: [] };
      expect(outcomes[0]?.reason).to.deep.equal({ code: 'not-now' });
    });

    it('B4 stores what is sent again once, within a batch, at the same moment and over instances', async () => {
      const issued = call();
      await store.issued(issued);
      const outcome = accepted(issued);
      const same = await Promise.all([
        store.outcomes([outcome, outcome]),
        other.outcomes([outcome]),
        store.outcomes([outcome]),
      ]);
      expect(same.flat().sort()).to.deep.equal(['duplicate', 'duplicate', 'duplicate', 'stored']);
      expect(await other.outcomes([outcome])).to.deep.equal(['duplicate']);
      const { outcomes } = (await rowOf(store, issued)).cards[0] ?? { outcomes: [] };
      expect(outcomes).to.have.length(1);
      expect(outcomes[0]?.acceptedSuggestions).to.have.length(1);
    });

    it('B4 stores none of a batch with an unknown card or suggestion, and says which', async () => {
      const [first, second] = [call(), call()];
      await Promise.all([store.issued(first), store.issued(second)]);
      const foreign = firstCard(second)
        .suggestions.slice(0, 1)
        .map(({ uuid }) => uuid);
      const batch = [
        overridden(first),
        overridden(first, { card: randomUUID() }),
        accepted(second, { acceptedSuggestions: [randomUUID()] }),
        accepted(first, { acceptedSuggestions: foreign }),
      ];
      const [refused, taken] = await Promise.all([store.outcomes(batch), store.outcomes([overridden(second)])]);
      expect(refused).to.deep.equal(['withheld', 'unknown-card', 'unknown-suggestion', 'unknown-suggestion']);
      expect(taken).to.deep.equal(['stored']);
      expect(firstCard(await rowOf(store, first)))
        .to.have.property('outcomes')
        .with.length(0);
    });

    it("does not know another issuer's card, nor one of the time without authentication", async () => {
      const [named, anonymous] = [call(), call({ issuer: undefined })];
      await Promise.all([store.issued(named), store.issued(anonymous)]);
      expect(await store.outcomes([overridden(named, { issuer: 'https://other.example' })])).to.deep.equal([
        'unknown-card',
      ]);
      expect(await store.outcomes([overridden(named, { issuer: undefined })])).to.deep.equal(['unknown-card']);
      expect(await store.outcomes([overridden(anonymous, { issuer: 'https://ehr.example' })])).to.deep.equal([
        'unknown-card',
      ]);
      expect(await store.outcomes([overridden(anonymous)])).to.deep.equal(['stored']);
    });

    it('finds the card of a call that is committed in the same moment', async () => {
      const issued = call();
      const [, results] = await Promise.all([store.issued(issued), store.outcomes([overridden(issued)])]);
      expect(results).to.deep.equal(['stored']);
    });

    it('stores the batch that comes with one that the database refuses', async () => {
      const issued = call();
      await store.issued(issued);
      const bad = overridden(issued, { outcomeAt: new Date(Number.NaN) });
      const [refused, good] = await Promise.allSettled([store.outcomes([bad]), store.outcomes([overridden(issued)])]);
      expect(refused.status === 'rejected' && (refused.reason as unknown)).to.be.instanceOf(StoreRejectedError);
      expect(good).to.deep.equal({ status: 'fulfilled', value: ['stored'] });
    });
  });

  describe('used tokens', () => {
    const expiry = new Date(AT.getTime() + 300_000);

    it('T6 lets exactly one of fifty uses at once through, on two instances', async () => {
      const jti = randomUUID();
      const uses = Array.from({ length: 50 }, (_, index) =>
        (index % 2 === 0 ? store : other).firstUse('i', jti, expiry),
      );
      expect((await Promise.all(uses)).filter(Boolean)).to.have.length(1);
      expect(await store.firstUse('i', jti, expiry)).to.equal(false);
    });

    it('T6 tells tokens apart by issuer and id, however long', async () => {
      const jti = 'x'.repeat(5000);
      const uses = [
        store.firstUse('a', jti, expiry),
        store.firstUse('b', jti, expiry),
        store.firstUse('a', `${jti}y`, expiry),
      ];
      expect(await Promise.all(uses)).to.deep.equal([true, true, true]);
    });

    it('T6 forgets tokens after they have expired, not before', async () => {
      let now = AT.getTime();
      await withEmpty(
        async (empty, { execute }) => {
          await empty.firstUse('i', 'short', new Date(now + 1000));
          await empty.firstUse('i', 'long', new Date(now + 600_000));
          now += 120_000;
          await empty.firstUse('i', 'next', new Date(now + 600_000));
          expect(await execute('select token from used_tokens')).to.have.length(2);
          expect(await empty.firstUse('i', 'long', new Date(now))).to.equal(false);
        },
        () => new Date(now),
      );
    });
  });

  describe('retention and export', () => {
    it('removes calls from before with all that hangs on them, and tokens expired before', async () => {
      await withEmpty(async (empty, { execute }) => {
        const old = Array.from({ length: 600 }, () =>
          call({ issuedAt: new Date(AT.getTime() - 1), silentRules: ['s'] }),
        );
        const kept = call();
        const [first = kept] = old;
        await Promise.all([...old, kept].map((one) => empty.issued(one)));
        await empty.outcomes([accepted(first), accepted(kept)]);
        await Promise.all([empty.firstUse('i', 'old', new Date(AT.getTime() - 1)), empty.firstUse('i', 'kept', AT)]);
        expect(await empty.purge(AT)).to.equal(600);
        expect((await rowsSince(empty)).map(({ hookInstance }) => hookInstance)).to.deep.equal([kept.hookInstance]);
        const counts = ['cards', 'outcomes', 'accepted_suggestions'].map((table) => execute(`select * from ${table}`));
        expect((await Promise.all(counts)).map(({ length }) => length)).to.deep.equal([1, 1, 1]);
        expect(await execute('select * from silent_rules')).to.have.length(0);
        expect(await empty.outcomes([overridden(first)])).to.deep.equal(['unknown-card']);
        expect(await empty.purge(AT)).to.equal(0);
      });
    });

    it('exports page by page, newest last, each call once, many of one instant too', async () => {
      await withEmpty(async (empty) => {
        const at = (index: number): Date => new Date(AT.getTime() - (index % 3) * 1000);
        const calls = Array.from({ length: 1100 }, (_, index) => call({ issuedAt: at(index), cards: [] }));
        await Promise.all(calls.map((one) => empty.issued(one)));
        const rows = await rowsSince(empty);
        expect(new Set(rows.map(({ id }) => id)).size).to.equal(1100);
        const times = rows.map(({ issuedAt }) => issuedAt.getTime());
        expect(times).to.deep.equal([...times].sort((a, b) => a - b));
        expect(await rowsSince(empty, AT)).to.have.length(calls.filter(({ issuedAt }) => issuedAt >= AT).length);
      });
    });
  });

  describe('switches', () => {
    it('switches a rule for all instances and notes who did it, each time', async () => {
      let now = AT.getTime();
      await withEmpty(
        async (empty, { url }) => {
          const second = await openTestStore(url);
          await empty.setSwitch('a', 'off', 'operator');
          await empty.setSwitch('b', 'silent', 'operator');
          now += 1000;
          await empty.setSwitch('a', 'on', 'second operator');
          expect([...(await second.switches())].sort()).to.deep.equal([
            ['a', 'on'],
            ['b', 'silent'],
          ]);
          expect((await second.switchHistory()).filter(({ rule }) => rule === 'a')).to.deep.equal([
            { rule: 'a', status: 'off', at: AT, by: 'operator' },
            { rule: 'a', status: 'on', at: new Date(now), by: 'second operator' },
          ]);
          await second.close();
        },
        () => new Date(now),
      );
    });
  });

  describe('opening and closing', () => {
    it('makes the tables once when instances start together', async () => {
      const { url, execute } = await database();
      const stores = await Promise.all(Array.from({ length: 4 }, () => openTestStore(url)));
      expect(await execute('select name from midback_migration')).to.have.length(1);
      await Promise.all(stores.map((one) => one.close()));
    });

    it('refuses a database that a newer version used, and says what to do', async () => {
      const { url, execute } = await database();
      await (await openTestStore(url)).close();
      await execute(
        "insert into midback_migration (name, timestamp) values ('9999-later', '2099-01-01T00:00:00.000Z')",
      );
      const error = await errorOf(openTestStore(url));
      expect(error).to.have.property('name', 'StoreUnusableError');
      expect(error)
        .to.have.property('message')
        .that.matches(/newer version .*9999-later.*restore a backup/);
    });

    it('keeps what was written when it is opened again', async () => {
      const { url } = await database();
      const issued = call();
      const first = await openTestStore(url);
      await first.issued(issued);
      await first.close();
      const second = await openTestStore(url);
      expect((await rowOf(second, issued)).cards).to.have.length(1);
      await second.close();
    });

    it('leaves the rest of a purge to the next one when it closes', async () => {
      const { url } = await database();
      const closing = await openTestStore(url);
      await Promise.all(Array.from({ length: 1200 }, () => closing.issued(call({ cards: [] }))));
      const [purged] = await Promise.all([closing.purge(new Date(AT.getTime() + 1)), closing.close()]);
      expect(purged).to.equal(500);
      const next = await openTestStore(url);
      expect(await rowsSince(next)).to.have.length(700);
      await next.close();
    });

    it('commits what waits before it closes, and takes nothing afterwards', async () => {
      const { url } = await database();
      const closing = await openTestStore(url);
      const writes = Array.from({ length: 20 }, () => closing.issued(call()));
      expect(closing.queued()).to.equal(20);
      await Promise.all([closing.close(), ...writes]);
      expect(await errorOf(closing.issued(call()))).to.include({ name: 'StoreUnavailableError', reason: 'closed' });
      expect(await closing.ready()).to.equal(false);
      expect(closing.queued()).to.equal(0);
    });
  });
}

/** Describes an outage; `outage` makes the database fail until the returned function has mended it. */
export function describeOutage(
  database: () => Promise<TestDatabase>,
  outage: (url: string) => Promise<() => Promise<void>>,
  patienceMs = 300,
): void {
  it('fails writes while the database is away, says so once, and goes on by itself when it is back', async () => {
    const { url } = await database();
    const lines: string[] = [];
    const store = await openTestStore(url, { lines, patienceMs });
    await store.issued(call());
    const mend = await outage(url);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const failed = await Promise.all([errorOf(store.issued(call())), errorOf(store.firstUse('i', randomUUID(), AT))]);
      expect(failed.map((error) => (error as Error).name)).to.deep.equal([
        'StoreUnavailableError',
        'StoreUnavailableError',
      ]);
    }
    expect(await store.ready()).to.equal(false);
    await mend();
    // A server that was just started may be slow at first.
    for (let attempt = 0; attempt < 5 && !(await store.ready()); attempt += 1) continue;
    expect(await store.ready()).to.equal(true);
    const issued = call();
    await store.issued(issued);
    expect((await rowOf(store, issued)).cards).to.have.length(1);
    await store.close();
    const events = lines.map((line) => (JSON.parse(line) as { readonly event: string }).event);
    expect(events).to.deep.equal(['store.opened', 'store.unavailable', 'store.available']);
  });
}
