import { expect } from 'chai';
import { isCalendarDate, validateR4 } from './r4-schema.ts';

type Resource = Record<string, unknown>;

function order(changes: Resource = {}): Resource {
  return {
    resourceType: 'ServiceRequest',
    status: 'draft',
    intent: 'order',
    priority: 'urgent',
    code: { text: 'MRI', coding: [{ system: 'http://loinc.org', code: '36532-0' }] },
    subject: { reference: 'Patient/1' },
    authoredOn: '2026-03-02T10:00:00-05:00',
    ...changes,
  };
}

function dosage(changes: Resource = {}): Resource {
  const hours = { value: 1, unit: 'day', system: 'http://unitsofmeasure.org', code: 'd' };
  const grams = { value: 16, unit: 'g', system: 'http://unitsofmeasure.org', code: 'g' };
  return {
    text: 'Apply 3 to 4 times daily',
    timing: { repeat: { boundsDuration: hours, frequency: 3, frequencyMax: 4, period: 1, periodUnit: 'd' } },
    asNeededBoolean: false,
    doseAndRate: [{ doseQuantity: grams }],
    maxDosePerPeriod: { numerator: grams, denominator: hours },
    ...changes,
  };
}

function prescription(changes: Resource = {}): Resource {
  return {
    resourceType: 'MedicationRequest',
    status: 'draft',
    intent: 'order',
    medicationCodeableConcept: { text: 'gel' },
    subject: { reference: 'Patient/1' },
    dosageInstruction: [dosage()],
    dispenseRequest: { numberOfRepeatsAllowed: 0 },
    ...changes,
  };
}

function outcome(issue: Resource): Resource {
  return { resourceType: 'OperationOutcome', issue: [issue] };
}

function valueSet(include: Resource): Resource {
  return { resourceType: 'ValueSet', status: 'draft', compose: { include: [include] } };
}

function without(resource: Resource, key: string): Resource {
  return Object.fromEntries(Object.entries(resource).filter(([name]) => name !== key));
}

const VALID: Readonly<Record<string, Resource>> = {
  'an order': order(),
  'a prescription': prescription(),
  'an order with an extension on a primitive': order({
    _status: { extension: [{ url: 'http://example.org/why', valueString: 'x' }] },
  }),
  'a partial date': order({ authoredOn: '2026-03' }),
  'an OperationOutcome': outcome({ severity: 'error', code: 'invalid', details: { text: 'x' } }),
  'a CodeSystem': {
    resourceType: 'CodeSystem',
    status: 'draft',
    content: 'complete',
    concept: [{ code: 'a', concept: [{ code: 'b', display: 'B' }] }],
  },
  'a ValueSet': valueSet({ system: 'http://loinc.org', concept: [{ code: '8310-5', display: 'Body temperature' }] }),
};

const DEFECTS: Readonly<Record<string, readonly [Resource, RegExp]>> = {
  'an unknown element': [order({ urgency: 'stat' }), /'urgency'/u],
  'an unknown element deep inside': [order({ code: { coding: [{ sytem: 'http://loinc.org' }] } }), /'sytem'/u],
  'a missing required element': [without(order(), 'subject'), /'subject'/u],
  'a missing required element deep inside': [outcome({ severity: 'error' }), /'code'/u],
  'a missing required choice': [without(prescription(), 'medicationCodeableConcept'), /oneOf/u],
  'two of a required choice': [prescription({ medicationReference: { reference: 'Medication/1' } }), /oneOf/u],
  'two of an optional choice': [order({ asNeededBoolean: true, asNeededCodeableConcept: { text: 'pain' } }), /oneOf/u],
  'a type that the choice does not offer': [prescription({ medicationString: 'gel' }), /'medicationString'/u],
  'a code outside its required binding': [order({ status: 'new' }), /\/status .*allowed/u],
  'a bad code deep inside': [outcome({ severity: 'bad', code: 'invalid' }), /severity/u],
  'a code of the hierarchy that does not exist': [outcome({ severity: 'error', code: 'wrong' }), /\/code/u],
  'a bad unit of time': [
    prescription({ dosageInstruction: [dosage({ timing: { repeat: { period: 1, periodUnit: 'day' } } })] }),
    /periodUnit/u,
  ],
  'one element where a list belongs': [order({ reasonCode: { text: 'pain' } }), /reasonCode must be array/u],
  'a list where one element belongs': [order({ code: [{ text: 'MRI' }] }), /code must be object/u],
  'an empty list': [order({ note: [] }), /note/u],
  'an empty object': [order({ code: {} }), /\/code/u],
  'an empty string': [order({ patientInstruction: '' }), /patientInstruction/u],
  'a string of blanks': [order({ patientInstruction: '  ' }), /patientInstruction/u],
  null: [order({ patientInstruction: null }), /patientInstruction/u],
  'a number as text': [prescription({ dispenseRequest: { numberOfRepeatsAllowed: '0' } }), /numberOfRepeatsAllowed/u],
  'a negative count': [prescription({ dispenseRequest: { numberOfRepeatsAllowed: -1 } }), /numberOfRepeatsAllowed/u],
  'a boolean as text': [order({ doNotPerform: 'false' }), /doNotPerform/u],
  'a date that does not exist': [order({ authoredOn: '2026-02-30' }), /authoredOn/u],
  'a time without a zone': [order({ authoredOn: '2026-03-02T10:00:00' }), /authoredOn/u],
  'a date in another notation': [order({ authoredOn: '02/03/2026' }), /authoredOn/u],
  'a bad id': [order({ id: 'a b' }), /\/id/u],
  'a uri with a blank': [order({ instantiatesUri: ['http://a b'] }), /instantiatesUri/u],
  'another resource type': [{ resourceType: 'Basic' }, /resourceType/u],
  'a quantity whose code has no system': [order({ quantityQuantity: { value: 1, code: 'mg' } }), /system/u],
  'half a ratio': [
    prescription({ dosageInstruction: [dosage({ maxDosePerPeriod: { numerator: { value: 1 } } })] }),
    /maxDosePerPeriod/u,
  ],
  'a list of maximum doses, as in R5': [
    prescription({ dosageInstruction: [dosage({ maxDosePerPeriod: [{ numerator: { value: 1 } }] })] }),
    /maxDosePerPeriod must be object/u,
  ],
  'a period without a unit': [
    prescription({ dosageInstruction: [dosage({ timing: { repeat: { frequency: 1, period: 6 } } })] }),
    /periodUnit/u,
  ],
  'a comparator on a simple quantity': [
    prescription({ dispenseRequest: { quantity: { value: 1, comparator: '<' } } }),
    /'comparator'/u,
  ],
  'an extension with value and extensions': [
    order({ extension: [{ url: 'http://a.org/x', valueString: 'x', extension: [{ url: 'y', valueBoolean: true }] }] }),
    /extension/u,
  ],
  'an extension without a url': [order({ extension: [{ valueString: 'x' }] }), /'url'/u],
  'a reference without content': [order({ encounter: {} }), /encounter/u],
  'codes and filters in one include': [
    valueSet({
      system: 'http://loinc.org',
      concept: [{ code: 'x' }],
      filter: [{ property: 'a', op: 'is-a', value: 'b' }],
    }),
    /include/u,
  ],
};

describe('the strict R4 schema', () => {
  for (const [what, resource] of Object.entries(VALID))
    it(`accepts ${what}`, () => {
      expect(validateR4(resource)).to.deep.equal([]);
    });

  for (const [what, [resource, problem]] of Object.entries(DEFECTS))
    it(`refuses ${what}`, () => {
      expect(validateR4(resource).join('\n')).to.match(problem);
    });

  it('refuses what is not an object', () => {
    for (const value of [undefined, null, 'x', 1, []]) expect(validateR4(value)).to.have.length(1);
  });

  it('knows the calendar', () => {
    const exists = ['2026', '2026-02', '2024-02-29', '2026-12-31T00:00:00Z'].filter(isCalendarDate);
    const doesNot = ['2026-02-29', '1900-02-29', '2026-13', '2026-04-31T00:00:00Z'].filter(isCalendarDate);
    expect([exists.length, doesNot]).to.deep.equal([4, []]);
  });
});
