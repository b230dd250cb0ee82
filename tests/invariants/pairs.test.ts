// Every two facts side by side on patient-view, and every fact with every order: no contradiction in any answer.
import { expect } from 'chai';
import type { HookName } from '../../src/cds/hook-request.ts';
import type { Engine } from '../../src/cds/engine.ts';
import { shippedEngine } from '../support/service.ts';
import { addsContraindicated, digestOf, removalRaisesFlag, type Digest } from './added-facts.ts';
import { drafts, type Draft } from './draft-orders.ts';
import { facts, type Fact } from './facts.ts';
import { brokenBy, invariantNames } from './invariants.ts';
import { ask } from './oracle.ts';
import { caseOf, factPairs, nameOf, requestFor, settings, type Case, type Setting } from './patients.ts';

const MOST_SHOWN = 10;
const allButForm = invariantNames.filter((name) => name !== 'isValid');

describe('every pair of facts and orders', function () {
  this.timeout(120_000);
  let engine: Engine;
  const broken: string[] = [];

  before(() => {
    engine = shippedEngine();
  });
  beforeEach(() => {
    broken.length = 0;
  });

  /** Asks, and files what is wrong under the name of the case. */
  function digest(one: Case, names = invariantNames): Digest {
    const asked = ask(engine, requestFor(one));
    broken.push(...brokenBy(one, asked, names).map((problem) => `${nameOf(one)}: ${problem}`));
    return digestOf(asked);
  }

  /** One fact leaves a contradiction behind when the other joins it. */
  function compare(one: Case, fact: Fact, without: Digest, withIt: Digest): void {
    const problems = [...addsContraindicated(fact, without, withIt), ...removalRaisesFlag(fact, without, withIt)];
    broken.push(...problems.map((problem) => `${nameOf(one)}: ${problem}`));
  }

  it(`${String(factPairs().length)} pairs of facts on patient-view, over ${String(settings.length)} settings in turn`, () => {
    const alone = new Map<string, Digest>();
    const single = (setting: Setting, fact: Fact): Digest => {
      const key = `${setting.id} ${fact.id}`;
      const known = alone.get(key) ?? digest(caseOf({ setting, facts: [fact] }));
      alone.set(key, known);
      return known;
    };
    for (const [i, j] of factPairs()) {
      const [first, second, setting] = [facts[i], facts[j], settings[(i + j) % settings.length]];
      if (first === undefined || second === undefined || setting === undefined) continue;
      const one = caseOf({ setting, facts: [first, second] });
      // The form of an answer hangs on the cards, and they are seen in every eighth pair often enough.
      const both = digest(one, (i + 2 * j) % 8 === 0 ? invariantNames : allButForm);
      compare(one, second, single(setting, first), both);
      compare(one, first, single(setting, second), both);
    }
    expect(broken.slice(0, MOST_SHOWN)).to.deep.equal([]);
  });

  const orders = drafts.filter((_, index) => index % 2 === 0).length;
  it(`${String(facts.length)} facts with ${String(orders)} orders each, on order-sign and order-select in turn`, () => {
    facts.forEach((fact, row) => {
      drafts.forEach((draft, column) => {
        // The neighbours of a fact meet the other half of the orders.
        if ((row + column) % 2 === 0) digest(order(row + column, [fact], [draft]));
      });
    });
    expect(broken.slice(0, MOST_SHOWN)).to.deep.equal([]);
  });

  it(`${String((drafts.length * (drafts.length - 1)) / 2)} pairs of orders at once`, () => {
    drafts.forEach((first, row) => {
      drafts.slice(row + 1).forEach((second, offset) => {
        digest({ ...order(row + offset, [], [first, second]), selected: 1 + (offset % 2) });
      });
    });
    expect(broken.slice(0, MOST_SHOWN)).to.deep.equal([]);
  });
});

function order(turn: number, list: readonly Fact[], ordered: readonly Draft[]): Case {
  const hook: HookName = turn % 3 === 0 ? 'order-select' : 'order-sign';
  const setting = settings[turn % settings.length];
  return caseOf({ hook, facts: list, drafts: ordered, ...(setting === undefined ? {} : { setting }) });
}
