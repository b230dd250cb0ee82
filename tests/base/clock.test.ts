import { expect } from 'chai';
import { fixedClock, systemClock } from '../../src/base/clock.ts';

describe('clock', () => {
  it('tells the same instant again and again when fixed', () => {
    const clock = fixedClock('2026-03-02T10:00:00-05:00');
    clock().setFullYear(1999);
    expect(clock().toISOString()).to.equal('2026-03-02T15:00:00.000Z');
  });

  it('refuses an instant that does not exist', () => {
    expect(() => fixedClock('yesterday')).to.throw(RangeError);
  });

  it('does not run backwards on the machine', () => {
    const earlier = systemClock();
    expect(systemClock().getTime()).to.be.at.least(earlier.getTime());
  });
});
