// When a medication began and ended: catalogue 0.3, start(m).
import { expect } from 'chai';
import { medicationEnd, medicationStart } from '../../src/facts/medication-dates.ts';
import type { RawResource } from '../../src/fhir/types.ts';
import { ago, day, reading, request, statement } from '../support/facts.ts';

const startOf = (resource: RawResource) => medicationStart(resource, reading())?.hi;
const endOf = (resource: RawResource) => medicationEnd(resource, medicationStart(resource, reading()), reading());
const repeat = (elements: object) => [{ timing: { repeat: elements } }];

describe('the start of a medication', () => {
  it('is the first of period, date, bounds, order date and assertion', () => {
    const all = {
      effectivePeriod: { start: ago(1) },
      effectiveDateTime: ago(2),
      dosageInstruction: repeat({ boundsPeriod: { start: ago(3) } }),
      authoredOn: ago(4),
      dateAsserted: ago(5),
    };
    const starts = Object.keys(all).map((_, index) =>
      startOf(request({ authoredOn: undefined, ...Object.fromEntries(Object.entries(all).slice(index)) })),
    );
    expect(starts).to.deep.equal([day(1), day(2), day(3), day(4), day(5)]);
  });

  it('is read from the dosage of a statement as well', () => {
    const dosage = repeat({ boundsPeriod: { start: ago(6) } });
    expect(startOf(statement({ effectivePeriod: undefined, dosage }))).to.equal(day(6));
    expect(startOf(statement({ effectivePeriod: undefined }))).to.equal(undefined);
  });
});

describe('the end of a medication', () => {
  it('is the recorded one, alike for statements and requests', () => {
    expect(endOf(statement({ effectivePeriod: { start: ago(20), end: ago(5) } }))).to.equal(day(5));
    const dosageInstruction = repeat({ boundsPeriod: { start: ago(20), end: ago(5) } });
    expect(endOf(request({ dosageInstruction }))).to.equal(day(5));
    expect(endOf(request({ dispenseRequest: { validityPeriod: { end: ago(2) } } }))).to.equal(day(2));
  });

  it('is the start and the ordered length, today at the latest', () => {
    const week = repeat({ boundsDuration: { value: 7, code: 'd' } });
    expect(endOf(request({ dosageInstruction: week }))).to.equal(day(3));
    expect(endOf(statement({ dosage: week }))).to.equal(day(3));
    const dispenseRequest = { expectedSupplyDuration: { value: 4, unit: 'days' }, numberOfRepeatsAllowed: 1 };
    expect(endOf(request({ dispenseRequest }))).to.equal(day(2));
    expect(endOf(request({ dispenseRequest: { expectedSupplyDuration: { value: 90, code: 'd' } } }))).to.equal(day(0));
  });

  it('is unknown when nothing tells', () => {
    expect(endOf(request())).to.equal(undefined);
    expect(endOf(statement({ effectivePeriod: undefined }))).to.equal(undefined);
  });
});

describe('dates of a plan', () => {
  it('may lie in the future without a note; the date of an order may not', () => {
    const plan = request({
      dosageInstruction: repeat({ boundsPeriod: { start: ago(-5), end: ago(-15) } }),
      dispenseRequest: { validityPeriod: { end: ago(-100) } },
    });
    const noted = reading();
    expect(medicationStart(plan, noted)?.hi).to.equal(day(10));
    expect(medicationEnd(plan, undefined, noted)).to.equal(undefined);
    expect(noted.notes).to.deep.equal([]);
    medicationStart(request({ authoredOn: ago(-5) }), noted);
    expect(noted.notes).to.deep.equal([{ code: 'future-date', reference: 'MedicationRequest/m1' }]);
  });
});
