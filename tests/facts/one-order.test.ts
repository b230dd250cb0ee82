import { expect } from 'chai';
import { compareTexts, eachOnce, inOneOrder } from '../../src/facts/one-order.ts';

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

  it('is the same for those that share an id', () => {
    const twin = { ...a, code: { text: 'fever' } };
    expect(inOneOrder([a, twin])).to.deep.equal(inOneOrder([twin, a]));
  });

  it('F6 keeps resources that share an id and differ, and drops repetitions however they are written', () => {
    const twin = { ...a, code: { text: 'fever', coding: [{ code: '1' }] } };
    const again = { code: { coding: [{ code: '1' }], text: 'fever' }, id: 'a', meta: { versionId: '2' } };
    const repeated = { ...again, resourceType: 'Condition' };
    expect(eachOnce([a, twin, a, { ...a }, repeated, twin])).to.deep.equal([a, twin]);
    expect(eachOnce([nameless, nameless])).to.deep.equal([nameless, nameless]);
  });

  it('goes by code unit, whatever the language of the machine', () => {
    expect(['ä', 'z', 'Z', 'a'].toSorted(compareTexts)).to.deep.equal(['Z', 'a', 'z', 'ä']);
    expect(compareTexts('a', 'a')).to.equal(0);
  });
});
