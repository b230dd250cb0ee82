// Questions about measurements and named facts. Today is 2026-03-02.
import { expect } from 'chai';
import { condition, type Chart } from '../support/small-chart.ts';
import { questions, refuses } from '../support/questions.ts';
import { quantity } from '../support/observations.ts';

const TEMPERATURE = '8310-5';
const CRP = '1988-5';
const WEIGHT = '29463-7';
const HAEMOGLOBIN = '718-7';
const ALT = '1742-6';
const on = (day: string, id: string, more = {}) => ({ effectiveDateTime: `${day}T09:00:00-05:00`, id, ...more });
const of = (...resources: NonNullable<Chart['resources']>): Chart => ({ resources });

describe('a question about measurements', () => {
  const { ask, evidence } = questions();

  it('compares the newest usable value in its canonical unit', () => {
    const warm = of(quantity(TEMPERATURE, 38, 'Cel'));
    expect(ask('{ observation: temperature, within: 7 d, atLeast: 38.0 Cel }', warm)).to.equal('present');
    expect(ask('{ observation: temperature, within: 7 d, moreThan: 38.0 Cel }', warm)).to.equal('absent');
    expect(ask('{ observation: temperature, within: 7 d, atMost: 38 Cel }', warm)).to.equal('present');
    expect(ask('{ observation: temperature, within: 7 d, lessThan: 38 Cel }', warm)).to.equal('absent');
    const later = of(
      quantity(TEMPERATURE, 39, 'Cel', on('2026-02-27', 'a')),
      quantity(TEMPERATURE, 36.5, 'Cel', on('2026-02-28', 'b')),
    );
    expect(ask('{ observation: temperature, within: 7 d, atLeast: 38.0 Cel }', later)).to.equal('absent');
  });

  it('asks without a bound whether there is a value', () => {
    const old = of(quantity(TEMPERATURE, 36, 'Cel', on('2026-02-20', 'a')));
    expect(ask('{ observation: temperature, within: 10 d }', old)).to.equal('present');
    expect(ask('{ observation: temperature, within: 9 d }', old)).to.equal('absent');
  });

  it('is open when its prefetch key did not arrive', () => {
    const asked = '{ observation: temperature, within: 7 d, atLeast: 38.0 Cel }';
    expect(ask(asked, { gaps: { vitalSigns: 'partial' } })).to.equal('unknown');
    expect(ask(asked, { gaps: { laboratory: 'unknown' } })).to.equal('absent');
  });

  it('believes preliminary results where asked to', () => {
    const early = of(quantity(CRP, 90, 'mg/L', { status: 'preliminary' }));
    expect(ask('{ observation: crp, within: 30 d, atLeast: 20 mg/L }', early)).to.equal('absent');
    expect(ask('{ observation: crp, within: 30 d, atLeast: 20 mg/L, preliminary: true }', early)).to.equal('present');
  });

  it('finds a fall and a loss', () => {
    const fall = '{ observation: haemoglobin, within: 90 d, fall: { atLeast: 2 g/dL, over: 90 d } }';
    const blood = (day: string, value: number) =>
      of(quantity(HAEMOGLOBIN, value, 'g/dL', on(day, 'a')), quantity(HAEMOGLOBIN, 11, 'g/dL', on('2026-02-28', 'b')));
    expect(ask(fall, blood('2026-01-10', 13))).to.equal('present');
    expect(ask(fall, blood('2026-01-10', 12.9))).to.equal('absent');
    expect(ask(fall, blood('2025-11-01', 15))).to.equal('absent');
    const loss = '{ observation: weight, within: 30 d, loss: { atLeast: 5 %, from: 30 d, to: 180 d } }';
    const weights = (day: string, before: number) =>
      of(quantity(WEIGHT, before, 'kg', on(day, 'a')), quantity(WEIGHT, 76, 'kg', on('2026-02-28', 'b')));
    expect(ask(loss, weights('2025-12-01', 80))).to.equal('present');
    expect(ask(loss, weights('2025-12-01', 79.9))).to.equal('absent');
    expect(ask(loss, weights('2026-02-10', 90))).to.equal('absent');
    expect(ask(loss, weights('2025-08-01', 90))).to.equal('absent');
  });

  it('measures against the upper limit of the result, else against ours', () => {
    const asked = '{ observation: alt, within: 90 d, timesUpperLimit: { moreThan: 3, otherwise: 40 U/L } }';
    expect(ask(asked, of(quantity(ALT, 121, 'U/L')))).to.equal('present');
    expect(ask(asked, of(quantity(ALT, 120, 'U/L')))).to.equal('absent');
    const range = {
      referenceRange: [{ high: { value: 60, unit: 'U/L', system: 'http://unitsofmeasure.org', code: 'U/L' } }],
    };
    expect(ask(asked, of(quantity(ALT, 150, 'U/L', range)))).to.equal('absent');
  });

  it('shows number, unit and day as evidence', () => {
    const [match] = evidence('{ observation: crp, within: 30 d }', of(quantity(CRP, 21.23456, 'mg/L')));
    expect(match?.value).to.deep.equal({ label: 'CRP', value: 21.23, unit: 'mg/L' });
    expect(match?.reference).to.equal('Observation/o1988-5');
  });

  it('about a fact compares numbers and words', () => {
    const person: Chart = { patient: { birthDate: '1961-03-02' } };
    expect(ask('{ fact: age, atLeast: 65 a }', person)).to.equal('present');
    expect(ask('{ fact: age, moreThan: 65 a }', person)).to.equal('absent');
    expect(ask('{ fact: age, atLeast: 60 a, lessThan: 65 a }', person)).to.equal('absent');
    expect(ask('{ fact: age, atLeast: 65 a }', { patient: { birthDate: undefined } })).to.equal('unknown');
    expect(ask('{ fact: gender, is: [female, other] }', person)).to.equal('present');
    expect(ask('{ fact: deceased, is: false }', person)).to.equal('present');
    expect(ask("{ fact: deceased, is: 'true' }", { patient: { deceasedBoolean: true } })).to.equal('present');
    expect(ask('{ fact: egfr }', person)).to.equal('absent');
    expect(ask('{ fact: egfr }', { gaps: { laboratory: 'unknown' } })).to.equal('unknown');
    expect(
      ask('{ fact: egfr, lessThan: "60 mL/min/{1.73_m2}" }', of(quantity('98979-8', 44, 'mL/min/{1.73_m2}'))),
    ).to.equal('present');
    expect(ask('{ fact: stage, is: chronic }', of(condition('midback', { onsetDateTime: '2025-11-01' })))).to.equal(
      'present',
    );
  });

  it('may be which hook calls and what arrived', () => {
    expect(ask('{ hook: order-sign }', {}, 'order-sign')).to.equal('present');
    expect(ask('{ hook: [order-select, order-sign] }', {}, 'patient-view')).to.equal('absent');
    expect(ask('{ available: allergies }', {})).to.equal('present');
    expect(ask('{ available: allergies }', { gaps: { allergies: 'partial' } })).to.equal('absent');
  });
});

describe('a mistake in a question about measurements', () => {
  refuses({
    '{ observation: mood, within: 7 d }': 'there is no observation item "mood"',
    '{ observation: pregnancy-status, within: 7 d }': 'is not a number',
    '{ observation: crp, within: 7 d, atLeast: 20 }': 'got a bare 20',
    '{ observation: crp, within: 7 d, atLeast: 20 mg/dL }': 'expected the unit mg/L',
    '{ observation: weight, within: 7 d, loss: { atLeast: 5 kg, from: 1 d, to: 2 d } }': 'expected a percentage',
    '{ observation: haemoglobin, within: 7 d, fall: { atLeast: 2 g/L, over: 2 d } }': 'expected the unit g/dL',
    '{ fact: mood }': 'unknown fact "mood"',
    '{ fact: age, atLeast: 65 }': 'got a bare 65',
    '{ fact: age, atLeast: 65 d }': 'expected the unit a',
    '{ fact: age, is: old }': 'age is a number',
    '{ fact: stage, is: late }': 'stage is never "late"',
    '{ fact: stage, atLeast: 3 }': 'stage is not a number',
    '{ fact: gender, is: female, atLeast: 3 }': 'either "is" or a bound',
  });
});
