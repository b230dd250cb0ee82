import { expect } from 'chai';
import { compareTexts, inOneOrder } from '../../src/facts/one-order.ts';

describe('one order for resources', () => {
  const b = { resourceType: 'Condition', id: 'b' };
  const a = { resourceType: 'Condition', id: 'a' };
  const capital = { resourceType: 'Condition', id: 'B' };
  const nameless = { resourceType: 'Condition', code: { text: 'fever' } };
  const other = { resourceType: 'Condition', code: { text: 'cough' } };

  it('is the same however they came, with or without an id', () => {
    const expected = [other, nameless, capital, a, b];
    expect(inOneOrder([b, nameless, a, other, capital])).to.deep.equal(expected);
    expect(inOneOrder([other, capital, b, a, nameless])).to.deep.equal(expected);
  });

  it('goes by code unit, whatever the language of the machine', () => {
    expect(['ä', 'z', 'Z', 'a'].toSorted(compareTexts)).to.deep.equal(['Z', 'a', 'z', 'ä']);
    expect(compareTexts('a', 'a')).to.equal(0);
  });
});
