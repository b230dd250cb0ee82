// Three-valued answers: what could not be looked up is neither there nor not there.
import { expect } from 'chai';
import fc from 'fast-check';
import { allOf as all, anyOf as any, notOf, truthOf, type Truth } from '../../src/rules/truth.ts';

const truths = fc.array(fc.constantFrom<Truth>('present', 'absent', 'unknown'));

const allOf = (list: readonly Truth[]): Truth => all(list, (truth) => truth);
const anyOf = (list: readonly Truth[]): Truth => any(list, (truth) => truth);

describe('three-valued logic', () => {
  it('knows all of nothing and any of nothing', () => {
    expect(allOf([])).to.equal('present');
    expect(anyOf([])).to.equal('absent');
  });

  it('lets one absent settle all, and unknown only what nothing else settles', () => {
    expect(allOf(['unknown', 'absent'])).to.equal('absent');
    expect(allOf(['present', 'unknown'])).to.equal('unknown');
    expect(anyOf(['unknown', 'present'])).to.equal('present');
    expect(anyOf(['absent', 'unknown'])).to.equal('unknown');
  });

  it('turns a claim over, and leaves unknown unknown', () => {
    expect([truthOf(true), truthOf(false)].map(notOf)).to.deep.equal(['absent', 'present']);
    expect(notOf('unknown')).to.equal('unknown');
  });

  it('keeps to the law of De Morgan', () => {
    fc.assert(fc.property(truths, (list) => notOf(allOf(list)) === anyOf(list.map(notOf))));
  });

  it('does not ask further than it must', () => {
    const asked: Truth[] = [];
    const ask = (truth: Truth): Truth => {
      asked.push(truth);
      return truth;
    };
    expect(all(['absent', 'present'], ask)).to.equal('absent');
    expect(any(['present', 'absent'], ask)).to.equal('present');
    expect(asked).to.deep.equal(['absent', 'present']);
  });
});
