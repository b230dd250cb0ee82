import { expect } from 'chai';
import fc from 'fast-check';
import { nestsDeeperThan } from '../../src/base/json-depth.ts';

const bytes = (json: string): Buffer => Buffer.from(json);

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('nestsDeeperThan', () => {
  it('agrees with the depth of the parsed value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const json = bytes(JSON.stringify(value));
        const depth = depthOf(value);
        expect(nestsDeeperThan(depth, json)).to.equal(false);
        if (depth > 0) expect(nestsDeeperThan(depth - 1, json)).to.equal(true);
      }),
    );
  });

  it('does not count brackets inside strings, nor a quote that is escaped', () => {
    expect(nestsDeeperThan(1, bytes('{"[[[[":"]]\\"{{{{\\\\"}'))).to.equal(false);
  });

  it('sees depth in text that is no JSON', () => {
    expect(nestsDeeperThan(64, bytes('['.repeat(1_000_000)))).to.equal(true);
    expect(nestsDeeperThan(64, bytes('"'.repeat(1001)))).to.equal(false);
  });
});
