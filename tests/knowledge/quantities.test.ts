// A number without its unit says nothing.
import { expect } from 'chai';
import { parseDays, parseQuantity, parseThreshold } from '../../src/knowledge/quantities.ts';
import { parseSource, Place } from '../../src/knowledge/source-file.ts';
import { faultOf } from '../support/small-knowledge.ts';

const place = new Place(parseSource('findings/x.yaml', 'a: 1\n'), ['a']);

describe('a quantity', () => {
  it('is a number and a unit', () => {
    expect(parseQuantity('38.0 Cel', place)).to.deep.equal({ value: 38, unit: 'Cel' });
    expect(parseQuantity('-2.5 mL/min/1.73 m2', place)).to.deep.equal({ value: -2.5, unit: 'mL/min/1.73 m2' });
  });

  for (const written of ['30', '30d', 'd', '', '1,5 g', '1e3 g', '30  d', '1. g', '.5 g', '30 ']) {
    it(`is not "${written}"`, () => {
      expect(faultOf(() => parseQuantity(written, place))).to.equal(
        `hooks/findings/x.yaml line 1: expected a number with its unit, such as "30 d", got "${written}"`,
      );
    });
  }
});

describe('a window', () => {
  it('counts days, and 365 of them a year', () => {
    expect(parseDays('30 d', place)).to.equal(30);
    expect(parseDays('2 a', place)).to.equal(730);
  });

  it('has no other unit', () => {
    for (const written of ['2 wk', '1 mo', '24 h', '30 days']) {
      expect(
        faultOf(() => parseDays(written, place)),
        written,
      ).to.contain('expected days (d) or years (a)');
    }
  });
});

describe('a threshold', () => {
  it('is written in the unit of what it is compared with', () => {
    expect(parseThreshold('38.0 Cel', 'Cel', place)).to.equal(38);
    expect(faultOf(() => parseThreshold('100.4 [degF]', 'Cel', place))).to.contain('expected the unit Cel');
  });
});
