// Whether a medication is being taken: the table of catalogue 0.3.
import { expect } from 'chai';
import { durationDays, medicationCurrency } from '../../src/facts/medication-currency.ts';
import { medicationStart } from '../../src/facts/medication-dates.ts';
import type { RawResource } from '../../src/fhir/types.ts';
import { ago, reading, request, statement } from '../support/facts.ts';

function currencyOf(resource: RawResource): string | undefined {
  return medicationCurrency(resource, medicationStart(resource, reading()), reading());
}

describe('a MedicationStatement', () => {
  const rows: Readonly<Record<string, string | undefined>> = {
    ...{ active: 'current', intended: 'current', unknown: 'unknown', 'on-hold': 'held' },
    ...{ completed: 'past', stopped: 'past', 'not-taken': undefined, 'entered-in-error': undefined },
  };
  for (const [status, currency] of Object.entries(rows)) {
    it(`that is ${status} is ${currency ?? 'nothing'}`, () => {
      expect(currencyOf(statement({ status }))).to.equal(currency);
    });
  }

  it('is past after the end of its period, active or unknown', () => {
    const effectivePeriod = { start: ago(30), end: ago(1) };
    expect(currencyOf(statement({ effectivePeriod }))).to.equal('past');
    expect(currencyOf(statement({ effectivePeriod, status: 'unknown' }))).to.equal('past');
    expect(currencyOf(statement({ effectivePeriod: { end: ago(0) } }))).to.equal('current');
    expect(currencyOf(statement({ effectivePeriod: { end: ago(-20) } }))).to.equal('current');
  });

  it('is stale when it was asserted, else begun, more than 365 days ago, without an end', () => {
    expect(currencyOf(statement({ dateAsserted: ago(366) }))).to.equal('stale');
    expect(currencyOf(statement({ dateAsserted: ago(365) }))).to.equal('current');
    expect(currencyOf(statement({ effectivePeriod: { start: ago(366) } }))).to.equal('stale');
    expect(currencyOf(statement({ effectivePeriod: { start: ago(900) }, dateAsserted: ago(5) }))).to.equal('current');
    expect(currencyOf(statement({ dateAsserted: ago(900), effectivePeriod: { end: ago(-9) } }))).to.equal('current');
    expect(currencyOf(statement({ dateAsserted: ago(900), effectivePeriod: { end: 'soon' } }))).to.equal('stale');
    expect(currencyOf(statement({ effectivePeriod: undefined }))).to.equal('current');
  });
});

describe('a MedicationRequest', () => {
  it('counts when it is active and an order', () => {
    for (const intent of ['order', 'original-order', 'reflex-order', 'filler-order', 'instance-order']) {
      expect(currencyOf(request({ intent }))).to.equal('current');
    }
    for (const intent of ['proposal', 'option', 'plan', undefined, 4]) {
      expect(currencyOf(request({ intent }))).to.equal(undefined);
    }
  });

  it('counts as a plan when the patient reported it', () => {
    expect(currencyOf(request({ intent: 'plan', reportedBoolean: true }))).to.equal('current');
    expect(currencyOf(request({ intent: 'plan', reportedReference: { reference: 'Patient/p1' } }))).to.equal('current');
    expect(currencyOf(request({ intent: 'plan', reportedBoolean: false }))).to.equal(undefined);
  });

  it('never counts when it must not be performed, nor by other statuses', () => {
    expect(currencyOf(request({ doNotPerform: true }))).to.equal(undefined);
    for (const status of ['cancelled', 'entered-in-error', 'draft', undefined]) {
      expect(currencyOf(request({ status }))).to.equal(undefined);
    }
    expect(currencyOf(request({ status: 'completed' }))).to.equal('past');
    expect(currencyOf(request({ status: 'on-hold' }))).to.equal('held');
  });

  it('lasts for its supply with all repeats and 30 days', () => {
    const dispenseRequest = { expectedSupplyDuration: { value: 30, code: 'd' }, numberOfRepeatsAllowed: 2 };
    expect(currencyOf(request({ dispenseRequest, authoredOn: ago(120) }))).to.equal('current');
    expect(currencyOf(request({ dispenseRequest, authoredOn: ago(121) }))).to.equal('past');
  });

  it('lasts 365 days when the supply is unknown', () => {
    expect(currencyOf(request({ authoredOn: ago(365) }))).to.equal('current');
    expect(currencyOf(request({ authoredOn: ago(366) }))).to.equal('past');
  });

  it('ends with its validity, and may be over when it has no date', () => {
    expect(currencyOf(request({ dispenseRequest: { validityPeriod: { end: ago(1) } } }))).to.equal('past');
    expect(currencyOf(request({ dispenseRequest: { validityPeriod: { end: ago(0) } } }))).to.equal('current');
    expect(currencyOf(request({ authoredOn: undefined }))).to.equal('unknown');
  });
});

describe('a duration in days', () => {
  it('is known for units of time, by code or by name', () => {
    expect(durationDays({ value: 2, code: 'wk' })).to.equal(14);
    expect(durationDays({ value: 10, code: '{day}', unit: 'Days' })).to.equal(10);
    for (const nothing of [{ value: '3', code: 'd' }, { value: 3 }, { value: 3, unit: '__proto__' }, [], null]) {
      expect(durationDays(nothing)).to.equal(undefined);
    }
  });
});
