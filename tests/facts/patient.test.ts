// The person: catalogue 1.1.
import { expect } from 'chai';
import { readPatient } from '../../src/facts/patient.ts';
import { clinicalCalendar } from '../support/observations.ts';
import { ago, person } from '../support/facts.ts';

const read = (more: Readonly<Record<string, unknown>> = {}) => readPatient(person(more), clinicalCalendar);

describe('the patient', () => {
  it('has the age of a whole birth date, and two ages for a partial one', () => {
    expect(read({ birthDate: '2008-03-02' }).age).to.deep.equal({ youngest: 18, oldest: 18 });
    expect(read({ birthDate: '2008-03-03' }).age).to.deep.equal({ youngest: 17, oldest: 17 });
    expect(read({ birthDate: '2008' }).age).to.deep.equal({ youngest: 17, oldest: 18 });
  });

  it('has no age without a birth date of the past', () => {
    for (const birthDate of [undefined, null, 1980, '', 'long ago', ago(-9)]) {
      expect(read({ birthDate }).age).to.equal(undefined);
    }
  });

  it('is dead by flag or by any date of death, not by null', () => {
    expect(read({ deceasedBoolean: true }).deceased).to.equal(true);
    expect(read({ deceasedDateTime: '2025' }).deceased).to.equal(true);
    expect(read({ deceasedDateTime: 'unknown' }).deceased).to.equal(true);
    expect(read({ deceasedBoolean: false }).deceased).to.equal(false);
    expect(read({ deceasedDateTime: null }).deceased).to.equal(false);
  });

  it('is female, male or other', () => {
    expect(['female', 'male', 'unknown', undefined, 3].map((gender) => read({ gender }).gender)).to.deep.equal([
      ...['female', 'male', 'other', 'other', 'other'],
    ]);
  });
});
