import { expect } from 'chai';
import fc from 'fast-check';
import { brokenLimit } from '../../src/base/json-limits.ts';

const bytes = (json: string): Buffer => Buffer.from(json);
const ofDepth = (depth: number) => ({ depth, stringBytes: Infinity });
const ofStrings = (stringBytes: number) => ({ depth: Infinity, stringBytes });

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

/** Bytes of the longest string between its quotes, as JSON writes it. */
function longestIn(value: unknown): number {
  if (typeof value === 'string') return bytes(JSON.stringify(value)).length - 2;
  if (typeof value !== 'object' || value === null) return 0;
  const names = Array.isArray(value) ? [] : Object.keys(value);
  return Math.max(0, ...names.map(longestIn), ...Object.values(value).map(longestIn));
}

describe('brokenLimit', () => {
  it('agrees with the depth and the longest string of the parsed value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }), (value) => {
        const json = bytes(JSON.stringify(value));
        const [depth, longest] = [depthOf(value), longestIn(value)];
        expect(brokenLimit(json, { depth, stringBytes: longest })).to.equal(undefined);
        if (depth > 0) expect(brokenLimit(json, ofDepth(depth - 1))).to.equal('depth');
        if (longest > 0) expect(brokenLimit(json, ofStrings(longest - 1))).to.equal('stringBytes');
      }),
      { seed: 4711 },
    );
  });

  it('does not count brackets inside strings, nor a quote that is escaped', () => {
    expect(brokenLimit(bytes('{"[[[[":"]]\\"{{{{\\\\"}'), ofDepth(1))).to.equal(undefined);
  });

  it('counts the bytes of names as of values', () => {
    expect(brokenLimit(bytes('{"äö":1}'), ofStrings(4))).to.equal(undefined);
    expect(brokenLimit(bytes('{"äö":1}'), ofStrings(3))).to.equal('stringBytes');
  });

  it('measures text that is no JSON', () => {
    expect(brokenLimit(bytes('['.repeat(1_000_000)), ofDepth(64))).to.equal('depth');
    expect(brokenLimit(bytes('"'.repeat(1001)), { depth: 64, stringBytes: 8 })).to.equal(undefined);
    expect(brokenLimit(bytes(`"${'x'.repeat(1000)}`), ofStrings(999))).to.equal('stringBytes');
    expect(brokenLimit(bytes('"\\'), ofStrings(8))).to.equal(undefined);
  });
});
