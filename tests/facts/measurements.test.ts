// Observations as measurements: catalogue 0.4.
import { expect } from 'chai';
import fc from 'fast-check';
import { formatDay } from '../../src/base/calendar.ts';
import { clinicalCalendar, measure, observation, quantity } from '../support/observations.ts';

const YEAR = { withinDays: 365 };

function newestValue(item: string, ...observations: readonly unknown[]): number | undefined {
  return measure(...observations).newest(item, YEAR)?.value;
}

function reasonSkipped(item: string, single: unknown): string | undefined {
  const measurements = measure(single);
  expect(measurements.newest(item, YEAR)).to.equal(undefined);
  return measurements.skipped(item, 365)[0]?.reason;
}

describe('a measurement', () => {
  const usable: readonly (readonly [string, string, number, string | undefined, number])[] = [
    // item, code, value, unit, canonical
    ['egfr', '98979-8', 72, 'mL/min/{1.73_m2}', 72],
    ['egfr', '33914-3', 72, 'mL/min/1.73m2', 72],
    ['egfr', '62238-1', 72, 'mL/min', 72],
    ['egfr', '69405-9', 72, undefined, 72],
    ['egfr', '69405-9', 200, undefined, 200],
    ['creatinine', '2160-0', 1.9, 'mg/dL', 1.9],
    ['creatinine', '14682-9', 168, 'umol/L', 1.900452],
    ['creatinine', '14682-9', 168, 'µmol/L', 1.900452],
    ['creatinine', '2160-0', 168, 'micromol/L', 1.900452],
    ['creatinine', '2160-0', 0.168, 'mmol/L', 1.900452],
    ['creatinine', '2160-0', 168, undefined, 1.900452],
    ['creatinine', '2160-0', 20, undefined, 0.226244],
    ['creatinine', '2160-0', 15, undefined, 15],
    ['creatinine', '2160-0', 0.2, undefined, 0.2],
    ['creatinine', '2160-0', 25, 'mg/dL', 25],
    ['potassium', '2823-3', 5.5, 'meq/L', 5.5],
    ['potassium', '77142-8', 5.5, undefined, 5.5],
    ['haemoglobin', '718-7', 105, 'g/L', 10.5],
    ['haemoglobin', '718-7', 7, 'mmol/L', 11.277],
    ['haemoglobin', '718-7', 105, undefined, 10.5],
    ['haemoglobin', '718-7', 10.5, undefined, 10.5],
    ['platelets', '777-3', 45, '10*3/uL', 45],
    ['platelets', '777-3', 45, 'K/uL', 45],
    ['platelets', '26515-7', 45, '10*9/L', 45],
    ['platelets', '777-3', 45, '10^9/L', 45],
    ['platelets', '777-3', 45_000, '/uL', 45],
    ['platelets', '777-3', 45_000, undefined, 45],
    ['platelets', '777-3', 2000, undefined, 2000],
    ['platelets', '777-3', 2001, undefined, 2.001],
    ['inr', '6301-6', 2.4, '{INR}', 2.4],
    ['inr', '34714-6', 2.4, '1', 2.4],
    ['inr', '6301-6', 2.4, undefined, 2.4],
    ['temperature', '8310-5', 38.6, 'Cel', 38.6],
    ['temperature', '8331-1', 101.5, '[degF]', 38.611111],
    ['temperature', '8310-5', 100.4, '[degF]', 38],
    ['temperature', '8332-9', 101.5, undefined, 38.611111],
    ['temperature', '8310-5', 38.6, undefined, 38.6],
    ['weight', '29463-7', 110, '[lb_av]', 49.8949],
    ['weight', '3141-9', 110, 'lb', 49.8949],
    ['weight', '29463-7', 82_000, 'g', 82],
    ['blood-pressure-systolic', '8480-6', 182, 'mm[Hg]', 182],
    ['blood-pressure-diastolic', '8462-4', 96, undefined, 96],
    ['crp', '1988-5', 2.5, 'mg/dL', 25],
    ['crp', '1988-5', 0, 'mg/L', 0],
    ['esr', '4537-7', 55, 'mm/h', 55],
    ['esr', '30341-2', 55, undefined, 55],
    ['wbc', '6690-2', 12_500, '/uL', 12.5],
    ['wbc', '26464-8', 12.5, '10*3/uL', 12.5],
    ['alt', '1742-6', 130, 'U/L', 130],
    ['calcium', '17861-6', 2.7, 'mmol/L', 10.8216],
    ['pain-severity', '72514-3', 6, '{score}', 6],
    ['phq-9', '44261-6', 14, '{score}', 14],
    ['gestational-age', '18185-9', 24, 'wk', 24],
    ['gestational-age', '49051-6', 171, 'd', 24.428571],
    ['gestational-age', '11884-4', 24, undefined, 24],
  ];
  for (const [item, code, value, unit, canonical] of usable) {
    it(`${item} ${value} ${unit ?? 'without unit'} is ${canonical}`, () => {
      expect(newestValue(item, quantity(code, value, unit))).to.equal(canonical);
    });
  }

  const unusable: readonly (readonly [string, string, number, string | undefined, string])[] = [
    ['egfr', '98979-8', 0, 'mL/min', 'implausible'],
    ['egfr', '98979-8', 201, 'mL/min', 'implausible'],
    ['egfr', '98979-8', 1.2, 'mL/s', 'unit'],
    ['creatinine', '2160-0', 1.9, 'umol/L', 'implausible'],
    ['creatinine', '2160-0', 26, 'mg/dL', 'implausible'],
    ['creatinine', '2160-0', 17, undefined, 'unit'],
    ['creatinine', '2160-0', 0.1, undefined, 'unit'],
    ['potassium', '2823-3', 12, 'mmol/L', 'implausible'],
    ['haemoglobin', '718-7', 27, undefined, 'unit'],
    ['platelets', '777-3', 2500, '10*9/L', 'implausible'],
    ['inr', '6301-6', 24, undefined, 'implausible'],
    ['temperature', '8310-5', 60, undefined, 'unit'],
    ['temperature', '8310-5', 101.5, 'Cel', 'implausible'],
    ['weight', '29463-7', 82, undefined, 'unit'],
    ['weight', '29463-7', 13, '[stone_av]', 'unit'],
    ['blood-pressure-systolic', '8480-6', 301, 'mm[Hg]', 'implausible'],
    ['blood-pressure-diastolic', '8462-4', 19, 'mm[Hg]', 'implausible'],
    ['crp', '1988-5', 25, undefined, 'unit'],
    ['calcium', '17861-6', 2.7, undefined, 'unit'],
    ['pain-severity', '72514-3', 11, '{score}', 'implausible'],
    ['phq-9', '44261-6', 14.5, '{score}', 'implausible'],
    ['phq-2', '55758-7', 7, undefined, 'implausible'],
    ['gad-7', '70274-6', 22, undefined, 'implausible'],
    ['gestational-age', '18185-9', 45, 'wk', 'implausible'],
  ];
  for (const [item, code, value, unit, reason] of unusable) {
    it(`${item} ${value} ${unit ?? 'without unit'} cannot be used: ${reason}`, () => {
      expect(reasonSkipped(item, quantity(code, value, unit))).to.equal(reason);
    });
  }

  it('reads the words of the unit when there is no UCUM code', () => {
    const valueQuantity = { value: 168, unit: ' Micromol / L ' };
    expect(newestValue('creatinine', observation('2160-0', { valueQuantity }))).to.equal(1.900452);
  });

  it('trusts the UCUM code more than the words', () => {
    const valueQuantity = { value: 168, unit: 'mg/dL', system: 'http://unitsofmeasure.org', code: 'umol/L' };
    expect(newestValue('creatinine', observation('2160-0', { valueQuantity }))).to.equal(1.900452);
  });

  it('trusts the words more than a local unit code', () => {
    const valueQuantity = { value: 168, unit: 'umol/L', system: 'http://example.org/units', code: 'UNIT7' };
    expect(newestValue('creatinine', observation('2160-0', { valueQuantity }))).to.equal(1.900452);
  });

  it('takes an integer as the number without unit', () => {
    expect(newestValue('pain-severity', observation('38208-5', { valueInteger: 6 }))).to.equal(6);
  });

  it('reads the upper reference limit in the canonical unit', () => {
    const referenceRange = [{ low: { value: 0 } }, { high: { value: 110, unit: 'umol/L' } }];
    const [found] = measure(quantity('2160-0', 1.9, 'mg/dL', { referenceRange })).series('creatinine');
    expect(found?.referenceHigh).to.equal(1.244344);
  });

  it('takes a reference limit without unit in the unit of the value, and leaves out one it cannot convert', () => {
    const inOwnUnit = quantity('1742-6', 130, 'U/L', { referenceRange: { high: { value: 45 } } });
    expect(measure(inOwnUnit).series('alt')[0]?.referenceHigh).to.equal(45);
    const other = quantity('1742-6', 130, 'U/L', { referenceRange: [{ high: { value: 0.7, unit: 'ukat/L' } }] });
    expect(measure(other).series('alt')[0]).to.not.have.property('referenceHigh');
  });
});

describe('a bounded value', () => {
  const bounded = (value: number, comparator: unknown) =>
    observation('98979-8', { valueQuantity: { value, comparator, unit: 'mL/min' } });

  it('below x is just below x', () => {
    expect(newestValue('egfr', bounded(30, '<')))
      .to.be.below(30)
      .and.above(29.99);
  });

  it('above or from x is x', () => {
    for (const comparator of ['>', '>=', '<=']) expect(newestValue('egfr', bounded(60, comparator))).to.equal(60);
  });

  it('says how it was reported', () => {
    expect(measure(bounded(60, '>')).newest('egfr', YEAR)?.comparator).to.equal('>');
    expect(measure(quantity('98979-8', 60, 'mL/min')).newest('egfr', YEAR)).to.not.have.property('comparator');
  });

  it('is plausible when its bound is', () => {
    expect(
      newestValue('platelets', observation('777-3', { valueQuantity: { value: 1, comparator: '<', unit: 'K/uL' } })),
    ).to.equal(0.999999);
  });

  it('cannot be used with a comparator nobody knows', () => {
    expect(reasonSkipped('egfr', bounded(60, 'ad'))).to.equal('no-value');
  });

  const texts: readonly (readonly [string, number | undefined])[] = [
    ['>60', 60],
    ['> 60', 60],
    ['>=60', 60],
    ['<15', 14.999999],
    ['<=15', 15],
    ['45', 45],
    ['45.5', 45.5],
    ['about 45', undefined],
    ['45 mL/min', undefined],
    ['>60 and falling', undefined],
    ['', undefined],
  ];
  for (const [text, value] of texts) {
    it(`eGFR as the text "${text}" is ${value ?? 'no value'}`, () => {
      expect(newestValue('egfr', observation('98979-8', { valueString: text }))).to.equal(value);
    });
  }

  it('as text is read for eGFR alone', () => {
    expect(reasonSkipped('creatinine', observation('2160-0', { valueString: '1.9' }))).to.equal('no-value');
  });
});

describe('an Observation', () => {
  it('counts when final, amended or corrected', () => {
    for (const status of ['final', 'amended', 'corrected']) {
      expect(newestValue('crp', quantity('1988-5', 25, 'mg/L', { status })), status).to.equal(25);
    }
  });

  it('is ignored with any other status, without a note', () => {
    for (const status of ['entered-in-error', 'cancelled', 'registered', 'unknown', 'Final', undefined, null, 7]) {
      const measurements = measure(quantity('1988-5', 2500, 'mg/L', { status }));
      expect(measurements.series('crp'), String(status)).to.deep.equal([]);
      expect(measurements.skipped('crp', 365), String(status)).to.deep.equal([]);
    }
  });

  it('counts when preliminary for those who ask for it', () => {
    const measurements = measure(
      quantity('8310-5', 38.6, 'Cel', { id: 'p', status: 'preliminary' }),
      quantity('8310-5', 36.9, 'Cel', { id: 'f', effectiveDateTime: '2026-02-28' }),
    );
    expect(measurements.newest('temperature', { withinDays: 7 })?.reference).to.equal('Observation/f');
    expect(measurements.newest('temperature', { withinDays: 7, preliminary: true })?.reference).to.equal(
      'Observation/p',
    );
    expect(measurements.series('temperature').map((found) => found.preliminary)).to.deep.equal([true, false]);
  });

  it('draws no note when preliminary and unusable', () => {
    expect(
      measure(quantity('8310-5', 60, undefined, { status: 'preliminary' })).skipped('temperature', 7),
    ).to.deep.equal([]);
  });

  const dates: readonly (readonly [string, object, string | undefined])[] = [
    ['effectiveDateTime', { effectiveDateTime: '2026-02-20', issued: '2026-02-25T00:00:00Z' }, '2026-02-20'],
    ['effectivePeriod.end', { effectivePeriod: { start: '2026-02-01', end: '2026-02-21' } }, '2026-02-21'],
    ['effectiveInstant', { effectiveInstant: '2026-02-22T12:00:00Z' }, '2026-02-22'],
    ['issued', { issued: '2026-02-23T12:00:00Z' }, '2026-02-23'],
    [
      'issued when the period has no end',
      { effectivePeriod: { start: '2026-02-01' }, issued: '2026-02-23T12:00:00Z' },
      '2026-02-23',
    ],
    [
      'issued when the other date cannot exist',
      { effectiveDateTime: '2026-02-30', issued: '2026-02-23T12:00:00Z' },
      '2026-02-23',
    ],
    ['the last day of a month', { effectiveDateTime: '2026-01' }, '2026-01-31'],
    ['the day in the configured zone', { effectiveDateTime: '2026-02-21T03:00:00Z' }, '2026-02-20'],
    ['nothing without a date', {}, undefined],
    [
      'nothing for dates that cannot be read',
      { effectiveDateTime: 'March', effectivePeriod: [], issued: 5 },
      undefined,
    ],
  ];
  for (const [what, elements, expected] of dates) {
    it(`is dated by ${what}`, () => {
      const dated = { effectiveDateTime: undefined, ...elements };
      const found = measure(quantity('1988-5', 25, 'mg/L', dated)).newest('crp', YEAR);
      expect(found && formatDay(found.day)).to.equal(expected);
    });
  }

  it('of the future cannot be used, even when it was issued earlier', () => {
    const future = { effectiveDateTime: '2026-04-01', issued: '2026-03-01T00:00:00Z' };
    expect(reasonSkipped('crp', quantity('1988-5', 25, 'mg/L', future))).to.equal('future-date');
  });

  it('is found by either name of LOINC, and by any of its codings', () => {
    const code = {
      coding: [
        { system: 'http://example.org', code: 'X' },
        { system: 'urn:oid:2.16.840.1.113883.6.1', code: '1988-5' },
      ],
    };
    expect(newestValue('crp', quantity('1988-5', 25, 'mg/L', { code }))).to.equal(25);
  });

  it('is not found by the code of another system', () => {
    const code = { coding: [{ system: 'http://example.org', code: '1988-5' }, { code: '1988-5' }] };
    expect(newestValue('crp', quantity('1988-5', 25, 'mg/L', { code }))).to.equal(undefined);
  });

  it('with two codes of one item is one measurement', () => {
    const coding = ['2160-0', '14682-9'].map((code) => ({ system: 'http://loinc.org', code }));
    expect(measure(quantity('2160-0', 1.9, 'mg/dL', { code: { coding } })).series('creatinine')).to.have.length(1);
  });

  it('with dataAbsentReason has no value, whatever else it says', () => {
    const absent = { dataAbsentReason: { text: 'clotted' } };
    expect(reasonSkipped('potassium', quantity('2823-3', 6.8, 'mmol/L', absent))).to.equal('no-value');
    expect(reasonSkipped('potassium', observation('2823-3', {}))).to.equal('no-value');
  });

  it('without id is known by its type', () => {
    expect(measure(quantity('1988-5', 25, 'mg/L', { id: undefined })).series('crp')[0]?.reference).to.equal(
      'Observation (no id)',
    );
  });

  it('carries a coded answer', () => {
    const coding = { system: 'urn:oid:2.16.840.1.113883.6.96', code: '77386006', display: 'Pregnancy' };
    const [found] = measure(observation('82810-3', { valueCodeableConcept: { coding } })).series('pregnancy-status');
    expect(found?.codedValue).to.deep.equal([{ ...coding, system: 'http://snomed.info/sct' }]);
    expect(found?.value).to.be.NaN;
    expect(reasonSkipped('pregnancy-status', observation('82810-3', { valueCodeableConcept: { text: '?' } }))).to.equal(
      'no-value',
    );
  });

  it('carries a date that may lie in the future', () => {
    const [found] = measure(observation('11778-8', { valueDateTime: '2026-06-20' })).series('delivery-date-estimated');
    const { lo, hi } = found?.dateValue ?? { lo: null, hi: 0 };
    expect([lo === null ? null : formatDay(lo), formatDay(hi)]).to.deep.equal(['2026-06-20', '2026-06-20']);
    expect(reasonSkipped('last-menstrual-period', observation('8665-2', { valueDateTime: 'June' }))).to.equal(
      'no-value',
    );
  });
});

describe('a panel', () => {
  const component = (code: string, value: number, more = {}) => ({
    code: { coding: [{ system: 'http://loinc.org', code }] },
    valueQuantity: { value, unit: 'mmHg' },
    ...more,
  });

  it('gives its components', () => {
    const panel = observation('85354-9', { component: [component('8480-6', 186), component('8462-4', 104)] });
    expect(newestValue('blood-pressure-systolic', panel)).to.equal(186);
    expect(newestValue('blood-pressure-diastolic', panel)).to.equal(104);
    expect(measure(panel).series('blood-pressure-systolic')[0]?.reference).to.equal('Observation/o85354-9');
  });

  it('gives the components that have a value, also when the panel itself says that it has none', () => {
    const component2 = component('8462-4', 104, { dataAbsentReason: { text: 'not done' } });
    const panel = observation('85354-9', {
      dataAbsentReason: {},
      component: [component('8480-6', 186), component2, null, 'x'],
    });
    expect(newestValue('blood-pressure-systolic', panel)).to.equal(186);
    expect(reasonSkipped('blood-pressure-diastolic', panel)).to.equal('no-value');
  });

  it('may send one component where a list belongs', () => {
    expect(
      newestValue('blood-pressure-systolic', observation('85354-9', { component: component('8480-6', 186) })),
    ).to.equal(186);
  });
});

describe('the newest measurement', () => {
  const crp = (id: string, value: number, effectiveDateTime: string, more = {}) =>
    quantity('1988-5', value, 'mg/L', { id, effectiveDateTime, ...more });
  const order = (...observations: readonly unknown[]) =>
    measure(...observations)
      .series('crp')
      .map((found) => found.reference.slice('Observation/'.length))
      .join(' ');

  it('is the latest by instant, whatever the order and the offsets', () => {
    expect(
      order(
        crp('b', 1, '2026-03-01T09:00:00-05:00'),
        crp('c', 1, '2026-03-01T13:30:00Z'),
        crp('d', 1, '2026-02-01'),
        crp('a', 1, '2026-03-01T23:00:00+06:00'),
      ),
    ).to.equal('a b c d');
  });

  it('counts a bare date as the end of its day', () => {
    expect(
      order(
        crp('a', 1, '2026-02-28'),
        crp('b', 1, '2026-02-28T20:00:00-05:00'),
        crp('z', 1, '2026-03-01T00:00:00-05:00'),
      ),
    ).to.equal('z a b');
  });

  it('is the later issued at the same instant', () => {
    const at = '2026-03-01T09:00:00-05:00';
    expect(
      order(
        crp('a', 90, at),
        crp('b', 1, at, { issued: '2026-03-01T12:00:00Z' }),
        crp('c', 1, at, { issued: '2026-03-01T15:00:00Z' }),
      ),
    ).to.equal('c b a');
  });

  it('is the clinically worse one when nothing else decides', () => {
    const at = '2026-03-01';
    expect(order(crp('a', 5, at), crp('b', 50, at), crp('c', 20, at))).to.equal('b c a');
    expect(newestValue('egfr', quantity('88294-4', 52, 'mL/min'), quantity('88293-6', 63, 'mL/min'))).to.equal(52);
    expect(newestValue('weight', quantity('29463-7', 80, 'kg'), quantity('3141-9', 78, 'kg'))).to.equal(78);
  });

  it('lies inside the window, both ends included', () => {
    const measurements = measure(crp('a', 25, '2026-01-31'));
    expect(measurements.newest('crp', { withinDays: 30 })?.value).to.equal(25);
    expect(measurements.newest('crp', { withinDays: 29 })).to.equal(undefined);
    expect(measure(crp('a', 25, '2026-03-03')).newest('crp', { withinDays: 0 })?.day).to.equal(clinicalCalendar.today);
  });

  it('is acceptable to who asks', () => {
    const measurements = measure(crp('a', 25, '2026-03-01'), crp('b', 5, '2026-02-20'));
    expect(measurements.newest('crp', { ...YEAR, accept: ({ value }) => value < 10 })?.reference).to.equal(
      'Observation/b',
    );
  });

  it('is none for items without Observations, known or not', () => {
    expect(measure().newest('crp', YEAR)).to.equal(undefined);
    expect(measure().series('nonsense')).to.deep.equal([]);
    expect(measure().skipped('crp', 365)).to.deep.equal([]);
  });
});

describe('a skipped result', () => {
  const creatinine = (id: string, value: number, effectiveDateTime: string) =>
    quantity('2160-0', value, 'mg/dL', { id, effectiveDateTime });
  const skipped = (withinDays: number, ...observations: readonly unknown[]) =>
    measure(...observations)
      .skipped('creatinine', withinDays)
      .map(({ reference, reason }) => `${reference} ${reason}`);

  it('gives way to the next older one and is noted', () => {
    const observations = [creatinine('new', 190, '2026-02-01'), creatinine('old', 1.1, '2026-01-01')];
    expect(newestValue('creatinine', ...observations)).to.equal(1.1);
    expect(skipped(365, ...observations)).to.deep.equal(['Observation/new implausible']);
  });

  it('is not noted when a newer value is used', () => {
    expect(skipped(365, creatinine('new', 1.1, '2026-02-01'), creatinine('old', 190, '2026-01-01'))).to.deep.equal([]);
  });

  it('is not noted outside the window', () => {
    expect(skipped(20, creatinine('new', 190, '2026-02-01'))).to.deep.equal([]);
  });

  it('is noted when the older usable value lies outside the window', () => {
    expect(skipped(40, creatinine('new', 190, '2026-02-01'), creatinine('old', 1.1, '2026-01-01'))).to.have.length(1);
  });

  it('of the future is noted in every window', () => {
    expect(skipped(1, creatinine('x', 1.1, '2027-01-01'), creatinine('now', 1.1, '2026-03-02'))).to.deep.equal([
      'Observation/x future-date',
    ]);
  });
});

describe('Observations of any shape', () => {
  it('are read without throwing', () => {
    const element = fc.oneof(fc.anything(), fc.constant({}), fc.constant([{}]), fc.constant(null));
    const hostile = fc.record({
      resourceType: fc.constant('Observation'),
      status: fc.constantFrom('final', 'preliminary'),
      code: fc.oneof(fc.constant({ coding: [{ system: 'http://loinc.org', code: '2160-0' }] }), element),
      component: element,
      valueQuantity: fc.oneof(
        fc.record({ value: fc.anything(), unit: fc.anything(), comparator: fc.anything() }),
        element,
      ),
      referenceRange: element,
      effectiveDateTime: fc.oneof(fc.constant('2026-03-01'), element),
      effectivePeriod: element,
      issued: element,
      dataAbsentReason: fc.constantFrom(undefined, null, {}),
    });
    fc.assert(
      fc.property(fc.array(hostile), (observations) => measure(...observations).series('creatinine').length >= 0),
    );
  });
});
