// Larger patients at random (always the same ones): the invariants of one answer, and relations between two.
import { expect } from 'chai';
import * as fc from 'fast-check';
import type { Engine } from '../../src/cds/engine.ts';
import { shippedEngine } from '../support/service.ts';
import { addsContraindicated, digestOf, removalRaisesFlag } from './added-facts.ts';
import { brokenBy } from './invariants.ts';
import { ask } from './oracle.ts';
import { anyCase, nameOf, requestFor, type Case } from './patients.ts';
import { brokenByGap, brokenByRetelling, brokenByStatements, gaps, retellings } from './retold.ts';

const SEED = 20260302;

describe(`patients at random, seed ${String(SEED)}`, function () {
  this.timeout(120_000);
  let engine: Engine;

  before(() => {
    engine = shippedEngine();
  });

  /** Nothing is wrong with so many patients; fast-check names the smallest one with whom something is. */
  function holds(numRuns: number, problems: (one: Case) => readonly string[], cases = anyCase()): void {
    const named = (one: Case) => problems(one).map((problem) => `${nameOf(one)}: ${problem}`);
    fc.assert(
      fc.property(cases, (one) => {
        expect(named(one)).to.deep.equal([]);
      }),
      { seed: SEED, numRuns },
    );
  }

  it('700 patients at the three hooks: every invariant holds', () => {
    holds(450, (one) => brokenBy(one, ask(engine, requestFor(one))));
  });

  it('150 calls, each twice: the same bytes, uuids included', () => {
    holds(150, (one) => {
      const [first, second] = [1, 2].map(() => JSON.stringify(ask(engine, requestFor(one)).cards));
      return first === second ? [] : ['another answer'];
    });
  });

  for (const [way, retell] of Object.entries(retellings)) {
    it(`90 records ${way}: the same cards`, () => {
      holds(90, (one) => brokenByRetelling(one, retell, engine));
    });
  }

  it('90 records with statements in place of prescriptions: the same rules, indicators and suggestions', () => {
    holds(90, (one) => brokenByStatements(one, engine));
  });

  it(`45 records, ${String(gaps.length)} gaps each: unknown data adds no recommendation and hides no red flag`, () => {
    holds(45, (one) => gaps.flatMap((keys) => brokenByGap(one, keys, engine)));
  });

  it('250 records less one fact: no red flag rises, and no drug was proposed for its contraindication', () => {
    holds(
      250,
      (one) => {
        const [fact, ...rest] = one.facts;
        if (fact === undefined) return [];
        const [without, withIt] = [{ ...one, facts: rest }, one].map((each) => digestOf(ask(engine, requestFor(each))));
        if (without === undefined || withIt === undefined) return [];
        return [...addsContraindicated(fact, without, withIt), ...removalRaisesFlag(fact, without, withIt)];
      },
      anyCase(['patient-view']),
    );
  });
});
