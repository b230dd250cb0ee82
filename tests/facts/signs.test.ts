// Observations that affirm a sign: catalogue 0.4 (status, date), 3.2 (CE2).
import { expect } from 'chai';
import { readSigns } from '../../src/facts/signs.ts';
import { ago, coded, day, reading, resource, SNOMED, words } from '../support/facts.ts';

type Elements = Readonly<Record<string, unknown>>;
const SADDLE = coded(SNOMED, '449813001');
const PRESENT = coded(SNOMED, '52101004');
const read = (more: Elements) =>
  readSigns(
    resource('Observation', { status: 'final', code: SADDLE, effectiveDateTime: ago(2), ...more }),
    reading(),
  )[0];

describe('a sign', () => {
  it('is there when the answer affirms it', () => {
    const answers = [
      { valueBoolean: true },
      { valueCodeableConcept: PRESENT },
      { interpretation: [coded('x', 'POS')] },
    ];
    for (const answer of answers) {
      expect(read(answer)).to.deep.include({
        sets: ['saddle-anaesthesia'].concat(read(answer)?.sets.slice(1) ?? []),
        preliminary: false,
      });
    }
  });

  it('is there when it is the answer itself', () => {
    expect(read({ code: words('Examination'), valueCodeableConcept: SADDLE })?.sets).to.include('saddle-anaesthesia');
    expect(read({ code: words('Examination'), valueCodeableConcept: words('No saddle anesthesia') })).to.equal(
      undefined,
    );
  });

  it('is not there when it is denied, or nothing is said', () => {
    for (const answer of [
      {},
      { valueBoolean: false },
      { valueBoolean: 'true' },
      { valueCodeableConcept: words('Absent') },
    ]) {
      expect(read(answer)).to.equal(undefined);
    }
    expect(read({ valueBoolean: true, dataAbsentReason: words('not asked') })).to.equal(undefined);
  });

  it('counts when it is final, amended or corrected; preliminary is marked', () => {
    expect(read({ valueBoolean: true, status: 'corrected' })?.preliminary).to.equal(false);
    expect(read({ valueBoolean: true, status: 'preliminary' })?.preliminary).to.equal(true);
    for (const status of ['registered', 'cancelled', 'entered-in-error', undefined]) {
      expect(read({ valueBoolean: true, status })).to.equal(undefined);
    }
  });

  it('needs a usable date, the first that can be read', () => {
    const dated = (more: Elements) => read({ valueBoolean: true, effectiveDateTime: undefined, ...more })?.date?.hi;
    expect(dated({ effectivePeriod: { end: ago(3) } })).to.equal(day(3));
    expect(dated({ effectiveInstant: `${ago(4)}T10:00:00-05:00` })).to.equal(day(4));
    expect(dated({ effectiveDateTime: 20260301, issued: ago(5) })).to.equal(day(5));
    expect(dated({})).to.equal(undefined);
    expect(dated({ effectiveDateTime: ago(-5), issued: ago(5) })).to.equal(undefined);
  });
});
