// Facts by value set.
import { expect } from 'chai';
import { FactIndex } from '../../src/facts/fact-index.ts';
import type { Fact } from '../../src/facts/fact.ts';
import { resource } from '../support/facts.ts';

const fact = (reference: string, ...sets: readonly string[]): Fact => ({
  ...{ resource: resource('Basic'), reference, sets, freeText: false, label: '', date: undefined },
});

describe('an index of facts', () => {
  const first = fact('Basic/1', 'a', 'b', 'a');
  const second = fact('Basic/2', 'b', '__proto__');
  const index = new FactIndex([first, second]);

  it('finds the facts of a set, in the order in which they came', () => {
    expect(index.inAny(['b'])).to.deep.equal([first, second]);
    expect(index.inAny(['a'])).to.deep.equal([first]);
    expect(index.inAny(['c'])).to.deep.equal([]);
  });

  it('finds each fact once for several sets, and all facts for none', () => {
    expect(index.inAny(['a', 'b', 'c'])).to.deep.equal([first, second]);
    expect(index.inAny([])).to.deep.equal([first, second]);
  });

  it('takes any name for a set', () => {
    expect(index.inAny(['__proto__'])).to.deep.equal([second]);
    expect(index.inAny(['constructor'])).to.deep.equal([]);
  });
});
