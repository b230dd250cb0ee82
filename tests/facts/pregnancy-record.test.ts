// Pregnancy by the codes of a record: catalogue 4.4.
import { expect } from 'chai';
import { observation } from '../support/observations.ts';
import { ago, coded, condition, icd, person, recordOf, resource, SNOMED } from '../support/facts.ts';

type Elements = Readonly<Record<string, unknown>>;
const entry = (code: string, days: number, more: Elements = {}) =>
  condition({ id: code, code: icd(code), onsetDateTime: ago(days), ...more });
const answer = (code: string, days: number) =>
  observation('82810-3', { id: code, effectiveDateTime: ago(days), valueCodeableConcept: coded(SNOMED, code) });
const stateOf = (...resources: readonly unknown[]) => recordOf(resources).pregnancy.state;
const [PREGNANT, NOT_PREGNANT] = ['77386006', '60001007'];

describe('a pregnancy of the record', () => {
  it('is a live, believed code of the last 300 days, or one without a date', () => {
    for (const code of ['Z33.1', 'Z34.01', 'O26.891', 'O9A.211'])
      expect(stateOf(entry(code, 50)), code).to.equal('pregnant');
    expect(stateOf(entry('Z33.1', 301))).to.equal('not-pregnant');
    expect(stateOf(entry('Z33.1', 0, { onsetDateTime: undefined }))).to.equal('pregnant');
    expect(stateOf(entry('Z33.1', 50, { clinicalStatus: 'resolved' }))).to.equal('not-pregnant');
    expect(stateOf(entry('Z33.1', 50, { verificationStatus: 'differential' }))).to.equal('not-pregnant');
    expect(stateOf(entry('O80', 50))).to.equal('not-pregnant');
  });

  it('is a coded answer, and cancelled by a newer one', () => {
    expect(stateOf(answer(PREGNANT, 20))).to.equal('pregnant');
    expect(stateOf(answer(PREGNANT, 20), answer(NOT_PREGNANT, 5))).to.equal('not-pregnant');
    expect(stateOf(answer(PREGNANT, 5), answer(NOT_PREGNANT, 20))).to.equal('pregnant');
  });

  it('is cancelled by a newer delivery, as Condition or as Procedure', () => {
    expect(stateOf(entry('Z34.01', 50), entry('O80', 5))).to.equal('not-pregnant');
    const delivery = resource('Procedure', {
      status: 'completed',
      code: coded(SNOMED, '48782003'),
      performedDateTime: ago(5),
    });
    expect(stateOf(entry('Z34.01', 50), delivery)).to.equal('not-pregnant');
    expect(stateOf(entry('Z34.01', 3), delivery)).to.equal('pregnant');
  });

  it('stands for a male gender, with one note', () => {
    const { pregnancy, reading } = recordOf([entry('Z34.01', 50)], { patient: person({ gender: 'male' }) });
    expect(pregnancy.state).to.equal('pregnant');
    expect(reading.notes).to.deep.equal([{ code: 'pregnancy-and-male-gender', reference: 'Condition/Z34.01' }]);
  });
});
