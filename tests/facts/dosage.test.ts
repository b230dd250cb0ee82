// The dose of a day and the length of an order: catalogue 0.3 (aspirin), rule 20, A04, I7.
import { expect } from 'chai';
import fc from 'fast-check';
import { dailyDoseMg, intendedDays } from '../../src/facts/dosage.ts';

const mg = (value: number) => ({ value, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' });
const tablets = (value: number, unit = 'tablet') => ({ value, unit });
const every = (period: number, periodUnit: string, frequency = 1) => ({ repeat: { frequency, period, periodUnit } });
const coded = (code: string) => ({
  code: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation', code }] },
});
const dosage = (doseQuantity: unknown, timing: unknown, more = {}) => ({
  doseAndRate: [{ doseQuantity }],
  timing,
  ...more,
});

describe('the daily dose', () => {
  const structured: readonly (readonly [string, unknown, number | undefined, number | undefined])[] = [
    ['400 mg three times a day', dosage(mg(400), every(1, 'd', 3)), undefined, 1200],
    ['1 g four times a day', dosage({ value: 1, code: 'g' }, every(1, 'd', 4)), undefined, 4000],
    ['500 ug a day', dosage({ value: 500, unit: 'mcg' }, every(1, 'd')), undefined, 0.5],
    ['400 mg every 6 hours', dosage(mg(400), every(6, 'h')), undefined, 1600],
    [
      '400 mg every 6 to 8 hours',
      dosage(mg(400), { repeat: { frequency: 1, period: 6, periodMax: 8, periodUnit: 'h' } }),
      undefined,
      1600,
    ],
    [
      '400 mg 3 to 4 times',
      dosage(mg(400), { repeat: { frequency: 3, frequencyMax: 4, period: 1, periodUnit: 'd' } }),
      undefined,
      1600,
    ],
    [
      '400 mg once in 1 d, without frequency',
      dosage(mg(400), { repeat: { period: 1, periodUnit: 'd' } }),
      undefined,
      400,
    ],
    ['400 mg every other day', dosage(mg(400), every(2, 'd')), undefined, 200],
    ['1 tablet of 600 mg twice', dosage(tablets(1), every(1, 'd', 2)), 600, 1200],
    ['{tablet}', dosage({ value: 2, code: '{tablet}' }, every(1, 'd', 2)), 200, 800],
    ['TAB', dosage({ value: 2, code: 'TAB' }, every(1, 'd', 2)), 200, 800],
    ['Capsule(s)', dosage(tablets(2, 'Capsule(s)'), every(1, 'd', 2)), 200, 800],
    ['tablets of unknown strength', dosage(tablets(1), every(1, 'd', 2)), undefined, undefined],
    ['millilitres', dosage(tablets(5, 'mL'), every(1, 'd', 2)), 200, undefined],
    ['patches', dosage(tablets(1, 'patch'), every(3, 'd')), 5, undefined],
    ['a dose without unit', dosage({ value: 1 }, every(1, 'd', 2)), 200, undefined],
    ['a dose of nothing', dosage(mg(0), every(1, 'd', 2)), undefined, undefined],
    ['a dose as text', dosage({ value: '400', unit: 'mg' }, every(1, 'd', 2)), undefined, undefined],
    ['no timing', dosage(mg(400), undefined), undefined, undefined],
    ['a period of zero', dosage(mg(400), every(0, 'd')), undefined, undefined],
    ['an unknown unit of time', dosage(mg(400), every(1, 'fortnight')), undefined, undefined],
    ['a frequency without period', dosage(mg(400), { repeat: { frequency: 3 } }), undefined, undefined],
    ['BID', dosage(mg(500), coded('BID')), undefined, 1000],
    ['TID', dosage(mg(400), coded('TID')), undefined, 1200],
    ['QID', dosage(mg(400), coded('QID')), undefined, 1600],
    ['Q6H', dosage(mg(400), coded('Q6H')), undefined, 1600],
    ['QD', dosage(mg(400), coded('QD')), undefined, 400],
    ['QOD', dosage(mg(400), coded('QOD')), undefined, 200],
    ['AM', dosage(mg(400), coded('AM')), undefined, 400],
    ['BED', dosage(mg(400), coded('BED')), undefined, 400],
    ['WK', dosage(mg(15), coded('WK')), undefined, 2.142857143],
    ['a timing in words', dosage(mg(400), { code: { text: 'three times daily' } }), undefined, 1200],
    ['an unknown timing code', dosage(mg(400), coded('XYZ')), undefined, undefined],
    ['times of day', dosage(mg(400), { repeat: { timeOfDay: ['08:00:00', '14:00:00', '20:00:00'] } }), undefined, 1200],
    ['morning and evening', dosage(mg(400), { repeat: { when: ['MORN', 'EVE'] } }), undefined, 800],
    [
      'with meals',
      dosage(mg(400), { repeat: { frequency: 1, period: 1, periodUnit: 'd', when: 'C' } }),
      undefined,
      1200,
    ],
    [
      'once a week on Monday',
      dosage(mg(15), { repeat: { frequency: 1, period: 1, periodUnit: 'wk', dayOfWeek: ['mon'] } }),
      undefined,
      2.142857143,
    ],
    [
      'once a day on Monday',
      dosage(mg(15), { repeat: { frequency: 1, period: 1, periodUnit: 'd', dayOfWeek: ['mon'] } }),
      undefined,
      2.142857143,
    ],
    ['on Monday and Thursday', dosage(mg(7), { repeat: { dayOfWeek: ['mon', 'thu'] } }), undefined, 2],
    [
      'the larger end of a dose range',
      { doseAndRate: [{ doseRange: { low: mg(400), high: mg(600) } }], timing: every(8, 'h') },
      undefined,
      1800,
    ],
    [
      'one object where a list belongs',
      { doseAndRate: { doseQuantity: mg(400) }, timing: every(8, 'h') },
      undefined,
      1200,
    ],
    [
      'the same dose said twice',
      { doseAndRate: [{ doseQuantity: tablets(1) }, { doseQuantity: mg(400) }], timing: every(8, 'h') },
      400,
      1200,
    ],
    ['as needed: the maximum', dosage(mg(400), every(6, 'h'), { asNeededBoolean: true }), undefined, 1600],
    ['words for the timing', dosage(mg(400), undefined, { text: 'three times daily' }), undefined, 1200],
    ['words for the dose', { text: '1 tablet', timing: every(8, 'h') }, 400, 1200],
  ];
  for (const [what, instruction, strength, expected] of structured) {
    it(`from ${what} is ${expected ?? 'unknown'}`, () => {
      expect(dailyDoseMg([instruction], strength)).to.equal(expected);
    });
  }

  const worded: readonly (readonly [string, number | undefined, number | undefined])[] = [
    ['400 mg three times daily', undefined, 1200],
    ['400mg TID', undefined, 1200],
    ['400 mg t.i.d. with food', undefined, 1200],
    ['400 mg tid daily', undefined, 1200],
    ['1 tablet every 8 hours', 400, 1200],
    ['1 tablet every eight hours', 400, 1200],
    ['1 tablet q8h', 400, 1200],
    ['1 tablet 8 hourly', 400, 1200],
    ['one tablet 3x/day', 400, 1200],
    ['1 tab po 3 x daily', 400, 1200],
    ['Take 2 (two) tablets by mouth 3 (three) times a day', 200, 1200],
    ['Take 2 200 mg tablets three times daily', undefined, 1200],
    ['2 x 200 mg three times a day', undefined, 1200],
    ['3 x 400 mg daily', undefined, 1200],
    ['1 tablet (400 mg) twice a day', undefined, 800],
    ['2 tablets (200 mg) twice a day', 200, 800],
    ['2 tablets (200 mg) twice a day', undefined, 400],
    ['Take 2 tablets (40 mg total) by mouth daily', undefined, 40],
    ['Take 2 tablets (40 mg) by mouth daily', 20, 40],
    ['1-2 tablets (200-400 mg) twice a day', undefined, 800],
    ['2 tablets (20 mg each) by mouth daily', undefined, 40],
    ['2 tablets twice a day, 200 mg', undefined, undefined],
    ['2 tablets (40 mg) or 3 tablets (60 mg) daily', undefined, undefined],
    ['2 tablets (10 mg/650 mg) daily', undefined, undefined],
    ['0,125 mg once a day', undefined, 0.125],
    ['Take 1-2 tablets by mouth every 4-6 hours as needed', 325, 3900],
    ['400 to 600 mg every six to eight hours', undefined, 2400],
    ['600 mg q6h prn, max 2400 mg/day', undefined, 2400],
    ['1,000 mg every 6 hours, not more than 3 g per day', undefined, 3000],
    ['1 tablet every 6 hours. Do not exceed 3 tablets in 24 hours', 400, 1200],
    ['400 mg every 4 hours, maximum 4 times daily', undefined, 1600],
    ['400 mg every 4 hours, up to 4 times daily', undefined, 1600],
    ['400 mg every 6 hours, max 800 mg per dose', undefined, 1600],
    ['400 mg as needed, max 1200 mg per day', undefined, 1200],
    ['400 mg as needed', undefined, undefined],
    ['81 mg daily', undefined, 81],
    ['0,5 g daily', undefined, 500],
    ['½ tablet nightly', 10, 5],
    ['1½ tablets daily', 10, 15],
    ['half a tablet at bedtime', 10, 5],
    ['1/2 tablet daily', 10, 5],
    ['3/4 tablet daily', 10, undefined],
    ['1 tablet in the morning and evening', 10, 20],
    ['20 mg in the morning and 10 mg at night', undefined, undefined],
    ['40 mg daily for 5 days then 20 mg daily', undefined, undefined],
    ['400 mg every other day', undefined, 200],
    ['15 mg once weekly', undefined, 2.142857143],
    ['6 tablets weekly', 2.5, 2.142857143],
    ['400 mg twice daily and once weekly', undefined, undefined],
    ['5 mL bid x 10 days', 100, undefined],
    ['as directed', 400, undefined],
    ['every 0 hours 400 mg', undefined, undefined],
    ['', 400, undefined],
  ];
  for (const [words, strength, expected] of worded) {
    it(`of "${words}"${strength === undefined ? '' : ` (${strength} mg)`} is ${expected ?? 'unknown'}`, () => {
      expect(dailyDoseMg([{ text: words }], strength)).to.equal(expected);
    });
  }

  const limit = (value: number, hours = 24, unit = 'mg') => ({
    maxDosePerPeriod: { numerator: { value, unit }, denominator: { value: hours, unit: 'hours', code: 'h' } },
  });

  it('does not exceed the maximum dose per period', () => {
    expect(
      dailyDoseMg([dosage(mg(400), every(4, 'h'), { asNeededBoolean: true, ...limit(1200) })], undefined),
    ).to.equal(1200);
    expect(dailyDoseMg([dosage(mg(400), every(12, 'h'), limit(1200))], undefined)).to.equal(800);
    expect(dailyDoseMg([dosage(mg(400), every(4, 'h'), limit(3, 24, 'tablets'))], 400)).to.equal(1200);
    expect(dailyDoseMg([dosage(mg(400), every(4, 'h'), limit(600, 12))], undefined)).to.equal(1200);
  });

  it('is the maximum per period for a drug as needed without frequency, and unknown for any other', () => {
    expect(dailyDoseMg([dosage(mg(400), undefined, { asNeededBoolean: true, ...limit(1200) })], undefined)).to.equal(
      1200,
    );
    expect(
      dailyDoseMg(
        [dosage(mg(400), undefined, { asNeededCodeableConcept: { text: 'pain' }, ...limit(1200) })],
        undefined,
      ),
    ).to.equal(1200);
    expect(dailyDoseMg([dosage(mg(400), undefined, limit(1200))], undefined)).to.equal(undefined);
  });

  it('adds instructions that apply together', () => {
    expect(dailyDoseMg([dosage(mg(400), every(1, 'd')), dosage(mg(800), every(1, 'd'))], undefined)).to.equal(1200);
  });

  it('takes the largest of instructions that follow each other', () => {
    const taper = [40, 20, 10].map((dose, index) => dosage(mg(dose), every(1, 'd'), { sequence: index + 1 }));
    expect(dailyDoseMg(taper, undefined)).to.equal(40);
  });

  it('is unknown when a part is', () => {
    expect(dailyDoseMg([dosage(mg(400), every(1, 'd')), { text: 'as directed' }], undefined)).to.equal(undefined);
    expect(dailyDoseMg([dosage(mg(400), every(1, 'd')), null, 'x'], undefined)).to.equal(undefined);
    expect(dailyDoseMg([], 400)).to.equal(undefined);
    expect(dailyDoseMg(undefined, 400)).to.equal(undefined);
  });

  it('is read from one instruction where a list belongs', () => {
    expect(dailyDoseMg(dosage(mg(400), every(8, 'h')), undefined)).to.equal(1200);
  });

  it('is read from any shape without throwing, long texts quickly', () => {
    fc.assert(fc.property(fc.anything(), (dosages) => (dailyDoseMg(dosages, 400) ?? 0) >= 0));
    fc.assert(fc.property(fc.string(), (words) => (dailyDoseMg([{ text: words }], 400) ?? 0) >= 0));
    const elements = fc.record({
      text: fc.anything(),
      timing: fc.record({ repeat: fc.anything(), code: fc.anything() }),
    });
    fc.assert(fc.property(elements, (element) => (dailyDoseMg([element], 400) ?? 0) >= 0));
    expect(dailyDoseMg([{ text: '1 or '.repeat(100_000) }], 400)).to.equal(undefined);
  });
});

describe('the intended length', () => {
  const bounded = (repeat: object, more = {}) => ({ timing: { repeat }, ...more });
  const order = (dosageInstruction: unknown, more = {}) => ({
    resourceType: 'MedicationRequest',
    dosageInstruction,
    ...more,
  });
  const days = (value: number, code = 'd') => ({ boundsDuration: { value, code } });
  const supply = (value: number, numberOfRepeatsAllowed?: number) => ({
    dispenseRequest: { expectedSupplyDuration: { value, unit: 'days' }, numberOfRepeatsAllowed },
  });

  const rows: readonly (readonly [string, Parameters<typeof intendedDays>[0], number | undefined])[] = [
    ['a duration in days', order([bounded(days(10))]), 10],
    ['a duration in weeks', order([bounded(days(2, 'wk'))]), 14],
    ['a duration before the supply', order([bounded(days(7))], supply(30)), 7],
    ['a period', order([bounded({ boundsPeriod: { start: '2026-03-02', end: '2026-03-16' } })]), 14],
    [
      'a period with times',
      order([bounded({ boundsPeriod: { start: '2026-03-02T09:00:00-05:00', end: '2026-03-16T09:00:00-04:00' } })]),
      14,
    ],
    [
      'a period from the order on',
      order([bounded({ boundsPeriod: { end: '2026-03-12' } })], { authoredOn: '2026-03-02' }),
      10,
    ],
    [
      'a period that ends before it starts',
      order([bounded({ boundsPeriod: { start: '2026-03-02', end: '2026-02-01' } })]),
      undefined,
    ],
    ['a vague period', order([bounded({ boundsPeriod: { start: '2026-03', end: '2026-04' } })]), undefined],
    [
      'a range',
      order([bounded({ boundsRange: { low: { value: 7, code: 'd' }, high: { value: 10, code: 'd' } } })]),
      10,
    ],
    [
      'a range with one unit',
      order([bounded({ boundsRange: { low: { value: 7, code: 'd' }, high: { value: 10 } } })]),
      10,
    ],
    ['words', order([{ text: '400 mg three times daily for 7 days' }]), 7],
    ['words in weeks', order([{ text: '5 mL bid x 2 weeks' }]), 14],
    ['the supply', order([{ text: '400 mg three times daily' }], supply(10)), 10],
    ['the supply with repeats', order([], supply(10, 2)), 30],
    ['instructions side by side', order([bounded(days(7)), bounded(days(10))]), 10],
    ['instructions one after the other', order([1, 2].map((sequence) => bounded(days(7), { sequence }))), 14],
    ['a part that does not tell, and the supply', order([bounded(days(7)), {}], supply(20)), 20],
    ['one instruction where a list belongs', order(bounded(days(10))), 10],
    ['a duration of nothing', order([bounded(days(0))]), undefined],
    ['nothing', order(undefined), undefined],
    ['wrong shapes', order(['x', null], { dispenseRequest: [] }), undefined],
  ];
  for (const [what, resource, expected] of rows) {
    it(`by ${what} is ${expected ?? 'unknown'}`, () => {
      expect(intendedDays(resource)).to.equal(expected);
    });
  }
});
