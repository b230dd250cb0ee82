// Questions about the draft in question, the other drafts, and the reason of an order.
import { expect } from 'chai';
import { concept, condition, draft, resource, type Chart } from '../support/small-chart.ts';
import { questions, refuses } from '../support/questions.ts';

const service = (set: string, more = {}) =>
  resource('ServiceRequest', `d-${set}`, { status: 'draft', intent: 'order', code: concept(set), ...more });
const dosage = (value: number) => ({
  dosageInstruction: [
    {
      timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd' } },
      doseAndRate: [{ doseQuantity: { value, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' } }],
    },
  ],
});

describe('a question about an order', () => {
  const { ask: asks } = questions();
  const ask = (yaml: string, ...orders: NonNullable<Chart['orders']>) => asks(yaml, { orders }, 'order-sign');

  it('looks at the draft in question, and at none when there is none', () => {
    expect(ask('{ order: nsaid }', draft('8001'))).to.equal('present');
    expect(ask('{ order: nsaid }', draft('8004'), draft('8001'))).to.equal('absent');
    expect(ask('{ order: scan }', service('scan'))).to.equal('present');
    expect(ask('{ order: nsaid }')).to.equal('absent');
  });

  it('looks at the other drafts', () => {
    expect(ask('{ otherOrder: nsaid }', draft('8004'), draft('8001'))).to.equal('present');
    expect(ask('{ otherOrder: nsaid }', draft('8001'))).to.equal('absent');
    expect(ask('{ otherOrder: nsaid, route: topical }', draft('8004'), draft('8001'))).to.equal('absent');
  });

  it('tells sets, route, form, marks and single products', () => {
    expect(ask('{ order: nsaid, allOf: [steroid] }', draft('8005'))).to.equal('present');
    expect(ask('{ order: nsaid, except: steroid }', draft('8005'))).to.equal('absent');
    expect(ask('{ order: nsaid, route: topical }', draft('8002'))).to.equal('present');
    expect(ask('{ order: nsaid, form: TABLET }', draft('8001'))).to.equal('present');
    expect(ask('{ order: nsaid, form: patch }', draft('8001'))).to.equal('absent');
    expect(ask('{ order: nsaid, note: naproxen-sodium }', draft('8005'))).to.equal('present');
    expect(ask('{ order: nsaid, note: naproxen-sodium }', draft('8001'))).to.equal('absent');
    expect(ask('{ order: nsaid, exceptNote: naproxen-sodium }', draft('8005'))).to.equal('absent');
    expect(ask('{ order: nsaid, alone: true }', draft('8001'))).to.equal('present');
    expect(ask('{ order: nsaid, alone: true }', draft('8005'))).to.equal('absent');
  });

  it('compares amounts, and never one that cannot be computed', () => {
    expect(ask('{ order: nsaid, dailyDose: { moreThan: 2400 mg/d } }', draft('8001', dosage(1201)))).to.equal(
      'present',
    );
    expect(ask('{ order: nsaid, dailyDose: { moreThan: 2400 mg/d } }', draft('8001', dosage(1200)))).to.equal('absent');
    expect(ask('{ order: nsaid, dailyDose: { atMost: 2400 mg/d } }', draft('8001'))).to.equal('absent');
    const supply = (value: number) => ({
      dispenseRequest: {
        expectedSupplyDuration: { value, unit: 'd', system: 'http://unitsofmeasure.org', code: 'd' },
      },
    });
    expect(ask('{ order: nsaid, intended: { moreThan: 14 d } }', draft('8001', supply(15)))).to.equal('present');
    expect(ask('{ order: nsaid, intended: { moreThan: 14 d } }', draft('8001', supply(14)))).to.equal('absent');
    expect(ask('{ order: nsaid, intended: { moreThan: 14 d } }', draft('8001'))).to.equal('absent');
  });

  it('filters with FHIRPath, and passes over drafts of another type', () => {
    const urgent = '{ order: scan, resourceType: ServiceRequest, where: "priority = \'urgent\'" }';
    expect(ask(urgent, service('scan', { priority: 'urgent' }))).to.equal('present');
    expect(ask(urgent, service('scan'))).to.equal('absent');
    expect(ask(urgent, { ...service('scan', { priority: 'urgent' }), resourceType: 'Procedure' })).to.equal('absent');
  });

  it('about its reason tells stated, tier, other and sets', () => {
    const withReason = (...sets: readonly string[]) => draft('8001', { reasonCode: sets.map((set) => concept(set)) });
    expect(ask('{ reason: { stated: false } }', draft('8001'))).to.equal('present');
    expect(ask('{ reason: { stated: true } }', draft('8001'))).to.equal('absent');
    expect(ask('{ reason: { tiers: [A] } }', withReason('midback'))).to.equal('present');
    expect(ask('{ reason: { tiers: [B, C] } }', withReason('midback'))).to.equal('absent');
    expect(ask('{ reason: { other: true } }', withReason('midback', 'cough'))).to.equal('present');
    expect(ask('{ reason: { other: false, tiers: [A] } }', withReason('midback'))).to.equal('present');
    expect(ask('{ reason: { in: cough } }', withReason('cough'))).to.equal('present');
    expect(ask('{ reason: { in: midback } }', withReason('midback'))).to.equal('present');
    expect(ask('{ reason: { in: cough } }', withReason('midback'))).to.equal('absent');
    expect(ask('{ reason: { stated: false } }')).to.equal('absent');
  });

  it('about its reason follows references', () => {
    const orders = [draft('8001', { reasonReference: [{ reference: 'Condition/c-lowback' }] })];
    const chart: Chart = { resources: [condition('lowback')], orders };
    expect(asks('{ reason: { tiers: [B] } }', chart)).to.equal('present');
    expect(asks('{ reason: { other: true } }', { orders })).to.equal('present');
  });
});

describe('a mistake in a question about an order', () => {
  refuses({
    '{ order: odd }': 'there is no value set "odd"',
    '{ otherOrder: nsaid, allOf: [odd] }': 'there is no value set "odd"',
    '{ order: nsaid, except: odd }': 'there is no value set "odd"',
    "{ order: nsaid, form: '[' }": 'not a regular expression',
    '{ order: nsaid, dailyDose: { moreThan: 5 g/d } }': 'expected the unit mg/d',
    '{ order: nsaid, dailyDose: { moreThan: 5 } }': 'got a bare 5',
    '{ order: nsaid, intended: { moreThan: 2 wk } }': 'expected the unit d',
    "{ order: nsaid, where: 'statuss.exists()' }": 'has no element "statuss"',
    '{ reason: { in: odd } }': 'there is no value set "odd"',
  });
});
