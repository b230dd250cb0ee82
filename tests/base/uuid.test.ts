import { expect } from 'chai';
import fc from 'fast-check';
import { uuidFor } from '../../src/base/uuid.ts';

describe('uuidFor', () => {
  it('gives a version 5 UUID', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (names) => {
        expect(uuidFor(...names)).to.match(/^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      }),
    );
  });

  it('gives the same names the same UUID, today and tomorrow', () => {
    expect(uuidFor('instance', 'rule')).to.equal('d02aa92a-2ecb-5aea-97a8-07a62a61b66f');
  });

  it('keeps the border between two names', () => {
    expect(uuidFor('ab', 'c')).to.not.equal(uuidFor('a', 'bc'));
  });
});
