// Questions about what is taken, drafted, and compared with a draft. Today is 2026-03-02.
import { expect } from 'chai';
import { concept, draft, prescription, resource, condition, type Chart } from '../support/small-chart.ts';
import { questions, refuses } from '../support/questions.ts';

const taken = (...resources: readonly ReturnType<typeof prescription>[]): Chart => ({ resources });
const daily = (value: number, timesADay = 1) => ({
  dosageInstruction: [
    {
      timing: { repeat: { frequency: timesADay, period: 1, periodUnit: 'd' } },
      doseAndRate: [{ doseQuantity: { value, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' } }],
    },
  ],
});

describe('a question about medications', () => {
  const { ask, evidence } = questions();

  it('is answered from what is being taken', () => {
    expect(ask('{ medication: nsaid }', taken(prescription('8001')))).to.equal('present');
    expect(ask('{ medication: [steroid, aspirin] }', taken(prescription('8001')))).to.equal('absent');
    expect(ask('{ medication: nsaid }', taken(prescription('8001', { status: 'stopped' })))).to.equal('absent');
  });

  it('is open only when neither list arrived', () => {
    const gap = (...keys: readonly string[]): Chart => ({
      gaps: Object.fromEntries(keys.map((key) => [key, 'unknown'])),
    });
    expect(ask('{ medication: nsaid }', gap('medicationStatements'))).to.equal('absent');
    expect(ask('{ medication: nsaid }', gap('medicationStatements', 'medicationRequests'))).to.equal('unknown');
  });

  it('tells routes, further sets and exceptions', () => {
    expect(ask('{ medication: nsaid, route: topical }', taken(prescription('8001')))).to.equal('absent');
    expect(ask('{ medication: nsaid, route: topical }', taken(prescription('8002')))).to.equal('present');
    expect(ask('{ medication: nsaid, allOf: [steroid] }', taken(prescription('8005')))).to.equal('present');
    expect(ask('{ medication: nsaid, allOf: [steroid] }', taken(prescription('8001')))).to.equal('absent');
    expect(ask('{ medication: nsaid, except: steroid }', taken(prescription('8005')))).to.equal('absent');
    expect(ask("{ medication: nsaid, form: 'gel' }", taken(prescription('8002')))).to.equal('present');
    expect(ask("{ medication: nsaid, form: 'gel' }", taken(prescription('8001')))).to.equal('absent');
  });

  it('counts unknown statements for interactions only', () => {
    const chart = taken(
      resource('MedicationStatement', 's', {
        status: 'unknown',
        medicationCodeableConcept: { text: 'Painol' },
        dateAsserted: '2026-02-01',
      }),
    );
    expect(ask('{ medication: nsaid }', chart)).to.equal('absent');
    expect(ask('{ medication: nsaid, use: interacting }', chart)).to.equal('present');
  });

  it('may be about recent and about long use', () => {
    const stopped = (start: string, end: string) =>
      taken(
        resource('MedicationStatement', 's', {
          status: 'completed',
          medicationCodeableConcept: { text: 'Painol' },
          effectivePeriod: { start, end },
        }),
      );
    const recent = '{ medication: nsaid, use: recent, within: 30 d }';
    expect(ask(recent, stopped('2025-01-01', '2026-01-31'))).to.equal('present');
    expect(ask(recent, stopped('2025-01-01', '2026-01-30'))).to.equal('absent');
    const used = '{ medication: nsaid, use: used, usedFor: 3 d, within: 30 d }';
    expect(ask(used, stopped('2026-02-01', '2026-02-04'))).to.equal('present');
    expect(ask(used, stopped('2026-02-01', '2026-02-03'))).to.equal('absent');
  });

  it('may ask for the age of the course', () => {
    const chart = taken(prescription('8001', { authoredOn: '2026-02-20' }));
    expect(ask('{ medication: nsaid, startedAtLeast: 10 d }', chart)).to.equal('present');
    expect(ask('{ medication: nsaid, startedAtLeast: 11 d }', chart)).to.equal('absent');
    expect(ask('{ medication: nsaid, startedWithin: 10 d }', chart)).to.equal('present');
    expect(ask('{ medication: nsaid, startedWithin: 9 d }', chart)).to.equal('absent');
  });

  it('may ask for a dose a day or a week, in equivalents as well', () => {
    const chart = taken(prescription('8004', daily(10, 2)));
    expect(ask('{ medication: steroid, dose: { atLeast: 20 mg, per: d } }', chart)).to.equal('present');
    expect(ask('{ medication: steroid, dose: { moreThan: 20 mg, per: d } }', chart)).to.equal('absent');
    expect(ask('{ medication: steroid, dose: { atLeast: 140 mg, per: wk } }', chart)).to.equal('present');
    const equal = (steroid: number) =>
      `{ medication: steroid, dose: { atLeast: 20 mg, per: d, equivalentTo: 20, equivalents: { steroid: ${String(steroid)} } } }`;
    expect(ask(equal(20), chart)).to.equal('present');
    expect(ask(equal(40), chart)).to.equal('absent');
    expect(ask('{ medication: steroid, dose: { atLeast: 1 mg, per: d } }', taken(prescription('8004')))).to.equal(
      'absent',
    );
  });

  it('counts drafts where asked to, save the one in question', () => {
    const asked = '{ medication: nsaid, orDrafted: true }';
    expect(ask(asked, { orders: [draft('8004'), draft('8001')] })).to.equal('present');
    expect(ask(asked, { orders: [draft('8001'), draft('8004')] })).to.equal('absent');
    expect(ask('{ medication: nsaid }', { orders: [draft('8004'), draft('8001')] })).to.equal('absent');
  });

  it('may be limited to what is given for the complaint', () => {
    const back = condition('midback', { onsetDateTime: '2026-02-10' });
    const named = prescription('8001', { reasonReference: [{ reference: 'Condition/c-midback' }] });
    const other = prescription('8001', { reasonCode: [concept('cough')] });
    const asked = (wanted: string) => `{ medication: nsaid, forComplaint: ${wanted} }`;
    expect(ask(asked('stated'), taken(back, named))).to.equal('present');
    expect(ask(asked('stated'), taken(back, prescription('8001')))).to.equal('absent');
    expect(ask(asked('or-unstated'), taken(back, prescription('8001')))).to.equal('present');
    expect(ask(asked('or-unstated'), taken(back, other))).to.equal('absent');
  });

  it('finds evidence without the name of the drug', () => {
    const [match] = evidence('{ medication: nsaid }', taken(prescription('8001')));
    expect(match).to.deep.include({ reference: 'MedicationRequest/m-8001', value: undefined });
  });

  it('tells a renewal from a second drug', () => {
    const renewal: Chart = { resources: [prescription('8001')], orders: [draft('8001')] };
    const second: Chart = { resources: [prescription('9002')], orders: [draft('8001')] };
    const itself: Chart = { resources: [prescription('8001', { id: 'x' })], orders: [draft('8001', { id: 'x' })] };
    expect(ask('{ sameDrug: current }', renewal)).to.equal('present');
    expect(ask('{ sameDrug: current }', second)).to.equal('absent');
    expect(ask('{ sameDrug: current }', itself)).to.equal('absent');
    expect(ask('{ otherDrug: nsaid, route: systemic }', renewal)).to.equal('absent');
    expect(ask('{ otherDrug: nsaid, route: systemic }', second)).to.equal('present');
    expect(ask('{ otherDrug: nsaid, route: topical }', second)).to.equal('absent');
    expect(ask('{ otherDrug: nsaid, except: steroid }', { orders: [draft('8001'), draft('8005')] })).to.equal('absent');
    expect(ask('{ otherDrug: nsaid }', { orders: [draft('8001'), draft('9002')] })).to.equal('present');
  });
});

describe('a mistake in a question about medications', () => {
  refuses({
    '{ medication: odd }': 'there is no value set "odd"',
    '{ medication: nsaid, allOf: [odd] }': 'there is no value set "odd"',
    '{ medication: nsaid, except: odd }': 'there is no value set "odd"',
    '{ otherDrug: odd }': 'there is no value set "odd"',
    '{ otherDrug: nsaid, except: odd }': 'there is no value set "odd"',
    '{ medication: nsaid, dose: { per: d } }': 'expected a bound',
    '{ medication: nsaid, dose: { per: d, atLeast: 20 } }': 'got a bare 20',
    '{ medication: nsaid, dose: { per: d, atLeast: 20 g } }': 'expected the unit mg',
    '{ medication: nsaid, dose: { per: d, atLeast: 20 mg, equivalents: { odd: 1 } } }': 'there is no value set "odd"',
    "{ medication: nsaid, form: '(gel' }": 'not a regular expression',
  });
});
