// R5 resources as R4, and orders back.
import { expect } from 'chai';
import { fromR4, toR4 } from '../../../src/fhir/releases/convert.ts';
import type { JsonObject, RawResource } from '../../../src/fhir/types.ts';
import { shapeProblems } from '../../support/releases/shape.ts';

const subject = { reference: 'Patient/p' };
const ibuprofen = { text: 'ibuprofen' };

function read(resourceType: string, elements: JsonObject): RawResource {
  return toR4({ ...elements, resourceType }, 'R5');
}

describe('R5 read as R4', () => {
  it('has a medication and its reasons as concepts and references', () => {
    const request = read('MedicationRequest', {
      medication: { concept: ibuprofen },
      reason: [{ reference: { reference: 'Condition/1' } }, { concept: { text: 'pain' } }],
    });
    expect(request).to.deep.equal({
      resourceType: 'MedicationRequest',
      medicationCodeableConcept: ibuprofen,
      reasonCode: [{ text: 'pain' }],
      reasonReference: [{ reference: 'Condition/1' }],
    });
    expect(read('MedicationStatement', { medication: { reference: { reference: 'Medication/1' } } })).to.deep.include({
      medicationReference: { reference: 'Medication/1' },
    });
  });

  it('reads a bare concept or reference in place of a CodeableReference', () => {
    expect(read('MedicationRequest', { medication: ibuprofen })).to.have.property('medicationCodeableConcept');
    const medication = { reference: 'Medication/1' };
    expect(read('MedicationRequest', { medication })['medicationReference']).to.deep.equal(medication);
  });

  const adherence = (code: string): JsonObject => ({ adherence: { code: { coding: [{ code }] } } });
  const uses: readonly (readonly [string, JsonObject, string])[] = [
    ['taking', adherence('taking'), 'active'],
    ['taking not as directed', adherence('taking-not-as-directed'), 'active'],
    ['on hold', adherence('on-hold-as-directed'), 'on-hold'],
    ['stopped', adherence('stopped-not-as-directed'), 'stopped'],
    ['not taking', adherence('not-taking'), 'not-taken'],
    ['unknown', adherence('unknown'), 'unknown'],
    ['a code that nobody knows', adherence('toString'), 'unknown'],
    ['an open period of use', { effectivePeriod: { start: '2026-01' } }, 'active'],
    ['nothing', {}, 'unknown'],
  ];
  for (const [said, elements, expected] of uses) {
    it(`has a recorded statement that says ${said} as ${expected}`, () => {
      expect(read('MedicationStatement', { status: 'recorded', ...elements })['status']).to.equal(expected);
    });
  }

  it('takes a draft of a statement for unknown, never for absent', () => {
    expect(read('MedicationStatement', { status: 'draft' })['status']).to.equal('unknown');
    expect(read('MedicationStatement', { status: 'entered-in-error' })['status']).to.equal('entered-in-error');
  });

  it('has an ended request as completed, and self-reported ones as reported', () => {
    expect(read('MedicationRequest', { status: 'ended' })['status']).to.equal('completed');
    expect(read('MedicationRequest', { reported: true })['reportedBoolean']).to.equal(true);
    expect(read('MedicationRequest', { informationSource: [subject] })['reportedReference']).to.deep.equal(subject);
  });

  it('puts the instruction in full words and the period of use into the only dosage', () => {
    const spoken = read('MedicationRequest', {
      renderedDosageInstruction: '400 mg twice daily',
      effectiveDosePeriod: { start: '2026-02-01' },
    });
    expect(spoken['dosageInstruction']).to.deep.equal([
      { text: '400 mg twice daily', timing: { repeat: { boundsPeriod: { start: '2026-02-01' } } } },
    ]);
    const twice = { renderedDosageInstruction: 'x', dosageInstruction: [{ sequence: 1 }, { sequence: 2 }] };
    expect(read('MedicationRequest', twice)).to.deep.equal({ ...twice, resourceType: 'MedicationRequest' });
  });

  it('reads how and how much is taken as needed', () => {
    const limit = { numerator: { value: 2400 } };
    const dosages = [
      { asNeeded: true, maxDosePerPeriod: [limit] },
      { asNeeded: true, asNeededFor: [{ text: 'pain' }] },
      { asNeededFor: [{ text: 'pain' }, { text: 'fever' }] },
    ];
    expect(read('MedicationRequest', { dosageInstruction: dosages })['dosageInstruction']).to.deep.equal([
      { asNeededBoolean: true, maxDosePerPeriod: limit },
      { asNeededCodeableConcept: { text: 'pain' } },
      { asNeededBoolean: true, asNeededFor: [{ text: 'pain' }, { text: 'fever' }] },
    ]);
  });

  it('reads an Encounter', () => {
    const inpatient = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' };
    const encounter = read('Encounter', {
      status: 'discharged',
      class: [{ text: 'ward' }, { coding: [inpatient] }],
      actualPeriod: { start: '2026' },
      reason: [{ value: [{ concept: { text: 'pain' } }] }, { value: [{ reference: { reference: 'Condition/1' } }] }],
    });
    expect(encounter).to.deep.equal({
      resourceType: 'Encounter',
      status: 'finished',
      class: inpatient,
      period: { start: '2026' },
      reasonCode: [{ text: 'pain' }],
      reasonReference: [{ reference: 'Condition/1' }],
    });
  });

  it('reads an allergy and its manifestations', () => {
    const allergy = read('AllergyIntolerance', {
      type: { coding: [{ code: 'intolerance' }] },
      reaction: [{ manifestation: [{ concept: { text: 'hives' } }, { reference: { display: 'rash' } }] }],
    });
    expect(allergy['type']).to.equal('intolerance');
    const [reaction] = allergy['reaction'] as readonly { readonly manifestation: readonly unknown[] }[];
    expect(reaction?.manifestation[0]).to.deep.equal({ text: 'hives' });
    expect(reaction?.manifestation[1]).to.include({ text: 'rash' });
  });

  it('reads a Procedure and a service known by reference only', () => {
    const procedure = read('Procedure', {
      occurrencePeriod: { end: '2026' },
      complication: [{ concept: { text: 'x' } }],
    });
    expect(procedure).to.deep.include({ performedPeriod: { end: '2026' }, complication: [{ text: 'x' }] });
    const service = read('ServiceRequest', {
      code: { reference: { reference: 'ActivityDefinition/1', display: 'MRI' } },
    });
    expect(service['code']).to.include({ text: 'MRI' });
  });

  it('reads what a plan has planned inside itself, and what it has done', () => {
    const plan = read('CarePlan', {
      contained: [
        { resourceType: 'ServiceRequest', id: 'a', status: 'active', code: { concept: { text: 'Exercise' } } },
        { resourceType: 'ServiceRequest', id: 'b', status: 'revoked', code: { concept: { text: 'Traction' } } },
      ],
      activity: [
        { plannedActivityReference: { reference: '#a' }, performedActivity: [{ concept: { text: 'Education' } }] },
        { plannedActivityReference: { reference: '#b' } },
        { plannedActivityReference: { reference: '#nowhere' } },
      ],
    });
    const details = (plan['activity'] as readonly JsonObject[]).flatMap(({ detail }) => detail ?? []);
    expect(details).to.deep.equal([
      { code: { text: 'Exercise' }, status: 'in-progress' },
      { code: { text: 'Education' }, status: 'completed' },
      { code: { text: 'Traction' }, status: 'cancelled' },
    ]);
  });

  it('reads a Medication', () => {
    const medication = read('Medication', {
      doseForm: { text: 'gel' },
      ingredient: [{ item: { concept: ibuprofen } }],
    });
    expect(medication).to.deep.include({ form: { text: 'gel' }, ingredient: [{ itemCodeableConcept: ibuprofen }] });
  });
});

describe('orders back in R5', () => {
  const shared = { id: '1', status: 'draft', intent: 'order', subject };
  const orders: readonly RawResource[] = [
    {
      resourceType: 'MedicationRequest',
      ...shared,
      medication: { concept: ibuprofen, reference: { reference: 'Medication/1' } },
      reason: [{ concept: { text: 'pain' } }, { reference: { reference: 'Condition/1' } }],
      reported: false,
      informationSource: [subject],
      performer: [{ reference: 'Practitioner/1' }],
      dosageInstruction: [
        { asNeeded: true, maxDosePerPeriod: [{ numerator: { value: 3 } }] },
        { asNeeded: true, asNeededFor: [{ text: 'pain' }] },
        { asNeeded: true, asNeededFor: [{ text: 'pain' }, { text: 'fever' }] },
      ],
      dispenseRequest: { dispenser: { reference: 'Organization/1' }, numberOfRepeatsAllowed: 0 },
    },
    {
      resourceType: 'ServiceRequest',
      ...shared,
      code: { concept: { text: 'MRI' } },
      reason: [{ concept: { text: 'pain' } }],
      location: [{ concept: { text: 'here' } }],
      supportingInfo: [{ reference: { reference: 'Observation/1' } }],
      patientInstruction: [{ instructionMarkdown: 'Lie still.' }],
      orderDetail: [{ parameter: [{ code: { text: 'contrast' }, valueString: 'none' }] }],
    },
    {
      resourceType: 'Procedure',
      id: '1',
      status: 'preparation',
      subject,
      category: [{ text: 'surgery' }],
      occurrenceDateTime: '2026-03-02',
      used: [{ concept: { text: 'needle' } }],
    },
  ];

  for (const order of orders) {
    it(`are what they were (${order.resourceType})`, () => {
      const back = fromR4(toR4(order, 'R5'), 'R5');
      expect(back).to.deep.equal(order);
      expect(shapeProblems(back, 'R5')).to.deep.equal([]);
    });
  }

  it('tell the words of order details to R4', () => {
    const detail = { parameter: [{ code: { coding: [{ display: 'Contrast' }] }, valueString: 'none' }] };
    expect(read('ServiceRequest', { orderDetail: [detail] })['orderDetail']).to.deep.equal([
      { ...detail, text: 'Contrast; none' },
    ]);
  });
});
