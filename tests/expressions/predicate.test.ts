// What compiled expressions say about records.
import { expect } from 'chai';
import { createCalendar, type Calendar } from '../../src/base/calendar.ts';
import { compilePredicate, ExpressionError } from '../../src/expressions/predicate.ts';
import type { RawResource } from '../../src/fhir/types.ts';

const UCUM = 'http://unitsofmeasure.org';
const calendar = createCalendar(new Date('2026-03-02T10:00:00-05:00'), 'America/New_York');

function ask(expression: string, resource: RawResource, when: Calendar = calendar): boolean {
  return compilePredicate(expression, resource.resourceType)(resource, when);
}

function condition(content: object): RawResource {
  return { resourceType: 'Condition', ...content };
}

function observation(content: object): RawResource {
  return { resourceType: 'Observation', ...content };
}

function twoCodings(): RawResource {
  const coding = [
    { system: 'http://example.org/local', code: 'R' },
    { system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: 'refuted' },
  ];
  return condition({ verificationStatus: { coding } });
}

describe('a predicate', () => {
  it('finds a code among several codings', () => {
    expect(ask("verificationStatus.coding.exists(code = 'refuted')", twoCodings())).to.equal(true);
    expect(ask("verificationStatus.coding.where(code = 'refuted').empty()", twoCodings())).to.equal(false);
    expect(ask("verificationStatus.coding.code contains 'refuted'", twoCodings())).to.equal(true);
    expect(ask("verificationStatus.coding.exists(code in ('refuted' | 'x'))", twoCodings())).to.equal(true);
  });

  it('may begin with the resource type', () => {
    expect(ask("Condition.verificationStatus.coding.exists(code = 'refuted')", twoCodings())).to.equal(true);
  });

  it('is false when nothing is recorded to compare with, whatever the comparison', () => {
    const empty = observation({});
    expect(ask("status = 'final'", empty)).to.equal(false);
    expect(ask("status != 'final'", empty)).to.equal(false);
    expect(ask("(status = 'final').not()", empty)).to.equal(false);
    expect(ask("status.empty() or status != 'final'", empty)).to.equal(true);
  });

  it('is true for a recorded true alone, not for false and not for another value in its place', () => {
    const order = (doNotPerform: unknown): RawResource => ({ resourceType: 'MedicationRequest', doNotPerform });
    expect(ask('doNotPerform', order(true))).to.equal(true);
    for (const other of [false, 'true', 1, {}, [true, true], undefined]) {
      expect(ask('doNotPerform', order(other)), JSON.stringify(other)).to.equal(false);
    }
  });

  it('asks choice elements by type', () => {
    const egfr = observation({ valueQuantity: { value: 25, unit: 'mL/min', system: UCUM, code: 'mL/min' } });
    expect(ask("value.ofType(Quantity) < 30 'mL/min'", egfr)).to.equal(true);
    expect(ask("(value as Quantity) < 0.02 'L/min'", egfr)).to.equal(false);
    expect(ask('value is Quantity', egfr)).to.equal(true);
    expect(ask('value.ofType(string).exists()', egfr)).to.equal(false);
  });

  it('asks extensions by url', () => {
    const extension = [{ url: 'http://example.org/a', valueBoolean: true }];
    expect(ask("extension('http://example.org/a').exists(value.ofType(boolean) = true)", condition({ extension }))).to
      .be.true;
    expect(ask("extension('http://example.org/b').exists()", condition({ extension }))).to.equal(false);
  });

  it('refuses to answer about a resource of another type', () => {
    const predicate = compilePredicate("status = 'final'", 'Observation');
    expect(() => predicate(condition({}), calendar)).to.throw(ExpressionError, 'over Observation');
  });

  it('does not let a record tell its own type to the library', () => {
    const record = observation({ __path__: { path: 'Patient', ctx: {} }, valueInteger: 3 });
    expect(ask('value.ofType(integer) = 3', record)).to.equal(true);
  });
});

describe('a predicate over dates', () => {
  const recorded = 'recordedDate.dateOf() >= %today - 90 days';

  it('takes today from the calendar', () => {
    expect(ask('recordedDate.dateOf() = %today', condition({ recordedDate: '2026-03-02' }))).to.equal(true);
    const past = createCalendar(new Date('1999-06-01T12:00:00Z'), 'UTC');
    expect(ask('recordedDate.dateOf() = %today', condition({ recordedDate: '1999-06-01' }), past)).to.equal(true);
  });

  it('takes the date in the zone of the calendar', () => {
    const evening = new Date('2026-03-02T20:00:00-05:00');
    const record = condition({ recordedDate: '2026-03-02' });
    const sameDay = 'recordedDate.dateOf() = %today';
    expect(ask(sameDay, record, createCalendar(evening, 'America/New_York'))).to.equal(true);
    expect(ask(sameDay, record, createCalendar(evening, 'Pacific/Auckland'))).to.equal(false);
  });

  it('compares the date as the record wrote it', () => {
    expect(ask('recordedDate.dateOf() = %today', condition({ recordedDate: '2026-03-02T23:30:00-08:00' }))).to.be.true;
    expect(ask('recordedDate.dateOf() = %today', condition({ recordedDate: '2026-03-02T00:30:00+13:00' }))).to.be.true;
  });

  it('counts back days', () => {
    expect(ask(recorded, condition({ recordedDate: '2025-12-02' }))).to.equal(true);
    expect(ask(recorded, condition({ recordedDate: '2025-12-01T23:59:59Z' }))).to.equal(false);
  });

  it('is false when a partial date leaves the answer open', () => {
    expect(ask('recordedDate.dateOf() <= %today', condition({ recordedDate: '2025' }))).to.equal(true);
    expect(ask('recordedDate.dateOf() <= %today', condition({ recordedDate: '2026-03' }))).to.equal(false);
    expect(ask('recordedDate.dateOf() > %today', condition({ recordedDate: '2026-03' }))).to.equal(false);
  });
});

describe('a predicate that cannot be answered', () => {
  const below30 = compilePredicate("value.ofType(Quantity) < 30 'mL/min'", 'Observation');

  function failure(predicate: () => unknown): ExpressionError {
    try {
      predicate();
    } catch (error) {
      if (error instanceof ExpressionError) return error;
    }
    throw new Error('did not fail');
  }

  it('fails on a quantity without UCUM code or with a comparator', () => {
    const quantities = [
      { value: 25, unit: 'mL/min' },
      { value: 25, unit: 'mL/min', system: UCUM, code: 'mL/min', comparator: '<' },
    ];
    for (const valueQuantity of quantities) failure(() => below30(observation({ valueQuantity }), calendar));
  });

  it('fails on several values where R4 allows one', () => {
    const record = observation({ status: ['final', 'amended'] });
    failure(() => ask("status in ('final' | 'amended')", record));
  });

  it('says which expression, and nothing of the record', () => {
    const valueQuantity = { value: 25, unit: 'Jane Roe' };
    const error = failure(() => below30(observation({ valueQuantity }), calendar));
    expect(error.message).to.contain("value.ofType(Quantity) < 30 'mL/min'");
    expect(error.message).not.to.contain('Jane Roe');
    expect(error.cause).to.equal(undefined);
  });
});
