// fhirpath marks objects that it hands out and fails on frozen ones; the record must stay as it came.
import { expect } from 'chai';
import { createCalendar } from '../../src/base/calendar.ts';
import { compilePredicate } from '../../src/expressions/predicate.ts';
import type { RawResource } from '../../src/fhir/types.ts';

const calendar = createCalendar(new Date('2026-03-02T10:00:00-05:00'), 'America/New_York');

function order(): RawResource {
  return {
    resourceType: 'MedicationRequest',
    status: 'active',
    _status: { extension: [{ url: 'http://example.org/a', valueCode: 'x' }] },
    doNotPerform: false,
    authoredOn: '2026-02-20T09:00:00-05:00',
    contained: [{ resourceType: 'Medication', id: 'm', code: { text: 'ibuprofen' } }],
    medicationCodeableConcept: { coding: [{ system: 'http://example.org', code: 'a' }, { code: 'b' }], text: 'Advil' },
    dosageInstruction: [{ text: 'one', asNeededBoolean: false, timing: { repeat: { frequency: 2 } } }],
    dispenseRequest: {
      expectedSupplyDuration: { value: 10, unit: 'd', system: 'http://unitsofmeasure.org', code: 'd' },
    },
  };
}

const TRUE_OF_THE_ORDER = [
  "medication.ofType(CodeableConcept).coding.where(code = 'b').exists()",
  "medication.ofType(CodeableConcept).coding.all(code != 'c')",
  "(medication as CodeableConcept).text.lower().trim().startsWith('adv')",
  'medication is CodeableConcept',
  "contained.ofType(Medication).exists(code.text.upper().endsWith('FEN') and code.text.contains('pro'))",
  "status in ('active' | 'draft')",
  "status.extension('http://example.org/a').exists(value.ofType(code) = 'x')",
  'status.hasValue() and doNotPerform.not()',
  'authoredOn.dateOf() >= %today - 10 days and authoredOn.dateOf() < %today',
  'dosageInstruction.exists(asNeeded.ofType(boolean) = false)',
  'dosageInstruction.timing.repeat.where(frequency > 1).count() = 1',
  'dispenseRequest.expectedSupplyDuration > 7 days',
  '(reasonCode | category).empty() xor priorPrescription.exists()',
];

function freezeDeeply<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    Object.values(value).forEach(freezeDeeply);
  }
  return value;
}

function hiddenKeys(value: unknown): readonly PropertyKey[] {
  if (typeof value !== 'object' || value === null) return [];
  const visible: readonly PropertyKey[] = Array.isArray(value) ? [...Object.keys(value), 'length'] : Object.keys(value);
  const own = Reflect.ownKeys(value).filter((key) => !visible.includes(key));
  return [...own, ...Object.values(value).flatMap(hiddenKeys)];
}

describe('the record that a predicate reads', () => {
  it('may be frozen through and through', () => {
    const record = freezeDeeply(order());
    for (const expression of TRUE_OF_THE_ORDER) {
      expect(compilePredicate(expression, 'MedicationRequest')(record, calendar), expression).to.equal(true);
    }
  });

  it('carries no hidden mark afterwards', () => {
    const record = order();
    for (const expression of TRUE_OF_THE_ORDER) compilePredicate(expression, 'MedicationRequest')(record, calendar);
    expect(hiddenKeys(record)).to.deep.equal([]);
    expect(record).to.deep.equal(order());
  });

  it('stays unmarked even when it holds an object where R4 has a true or false', () => {
    const record = freezeDeeply({ ...order(), doNotPerform: { malformed: true } });
    expect(compilePredicate('doNotPerform', 'MedicationRequest')(record, calendar)).to.equal(false);
  });
});
