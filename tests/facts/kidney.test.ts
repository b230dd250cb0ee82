// eGFR, reported or estimated: catalogue 0.4, last paragraph.
import { expect } from 'chai';
import { estimateGfr, glomerularFiltration } from '../../src/facts/kidney.ts';
import type { Gender } from '../../src/facts/patient.ts';
import { clinicalCalendar, measure, quantity } from '../support/observations.ts';

describe('CKD-EPI 2021', () => {
  // Values of the equation as printed, rounded as laboratories do.
  const rows: readonly (readonly [number, number, Gender, number])[] = [
    [1.9, 70, 'male', 37],
    [0.9, 50, 'male', 104],
    [0.7, 50, 'female', 105],
    [1.0, 50, 'male', 92],
    [1.0, 50, 'female', 69],
    [0.5, 30, 'female', 129],
    [0.6, 30, 'male', 133],
    [2.5, 80, 'female', 19],
    [8, 60, 'male', 7],
  ];
  for (const [creatinineMgDl, ageYears, gender, expected] of rows) {
    it(`gives ${expected} for creatinine ${creatinineMgDl} mg/dL, ${gender}, ${ageYears} years`, () => {
      expect(Math.round(estimateGfr({ creatinineMgDl, ageYears, gender }))).to.equal(expected);
    });
  }

  it('takes the lower result when the gender is neither female nor male', () => {
    for (const creatinineMgDl of [0.4, 0.8, 1.2, 3]) {
      const estimate = (gender: Gender) => estimateGfr({ creatinineMgDl, ageYears: 60, gender });
      expect(estimate('other')).to.equal(Math.min(estimate('female'), estimate('male')));
    }
  });
});

describe('the eGFR in use', () => {
  const reported = (value: number, effectiveDateTime: string) =>
    quantity('98979-8', value, 'mL/min/{1.73_m2}', { id: 'egfr', effectiveDateTime });
  const creatinine = (value: number, effectiveDateTime: string, unit = 'mg/dL') =>
    quantity('2160-0', value, unit, { id: 'crea', effectiveDateTime });
  const inUse = (...observations: readonly unknown[]) =>
    glomerularFiltration(measure(...observations), 70, 'male', 365);

  it('is the reported one', () => {
    expect(inUse(reported(72, '2025-12-01'))).to.deep.equal({
      value: 72,
      reference: 'Observation/egfr',
      day: clinicalCalendar.today - 91,
      computed: false,
    });
  });

  it('is estimated when none was reported', () => {
    const found = inUse(creatinine(168, '2026-01-15', 'umol/L'));
    expect(found).to.include({ reference: 'Observation/crea', day: clinicalCalendar.today - 46, computed: true });
    expect(Math.round(found?.value ?? 0)).to.equal(37);
  });

  it('is estimated from a creatinine of a later date', () => {
    expect(inUse(reported(72, '2026-01-10'), creatinine(1.9, '2026-01-11'))?.computed).to.equal(true);
  });

  it('is the reported one on the same date and later', () => {
    expect(inUse(reported(72, '2026-01-10T08:00:00Z'), creatinine(1.9, '2026-01-10T20:00:00Z'))?.computed).to.equal(
      false,
    );
    expect(inUse(reported(72, '2026-01-12'), creatinine(1.9, '2026-01-11'))?.computed).to.equal(false);
  });

  it('is the estimate when the reported one is out of date', () => {
    expect(inUse(reported(72, '2025-01-10'), creatinine(1.9, '2025-03-02'))?.computed).to.equal(true);
  });

  it('is unknown without a usable value inside the window', () => {
    expect(inUse(reported(72, '2025-03-01'))).to.equal(undefined);
    expect(inUse(creatinine(1.9, '2026-01-15', 'umol/L'))).to.equal(undefined);
    expect(inUse()).to.equal(undefined);
  });
});
