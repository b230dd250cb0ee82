// STU3 resources as R4, and orders back.
import { expect } from 'chai';
import { fromR4, toR4 } from '../../../src/fhir/releases/convert.ts';
import { referenceFromStu3, referenceToStu3 } from '../../../src/fhir/releases/request-reference.ts';
import type { JsonObject, RawResource } from '../../../src/fhir/types.ts';
import { shapeProblems } from '../../support/releases/shape.ts';

const subject = { reference: 'Patient/p' };
const encounter = { reference: 'Encounter/e' };

function read(resourceType: string, elements: JsonObject): RawResource {
  return toR4({ ...elements, resourceType }, 'STU3');
}

function statusCode(concept: unknown): unknown {
  return (concept as { readonly coding: readonly { readonly code: string }[] }).coding[0]?.code;
}

describe('STU3 read as R4', () => {
  it('has statuses of a Condition as concepts, its dates and its encounter', () => {
    const condition = read('Condition', {
      clinicalStatus: 'recurrence',
      verificationStatus: 'provisional',
      assertedDate: '2026-02-01',
      context: encounter,
    });
    expect(condition).to.deep.equal({
      resourceType: 'Condition',
      clinicalStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'recurrence' }],
      },
      verificationStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: 'provisional' }],
      },
      recordedDate: '2026-02-01',
      encounter,
    });
  });

  it('takes a verification that is unknown for unconfirmed, so that it still counts as a suspicion', () => {
    expect(statusCode(read('Condition', { verificationStatus: 'unknown' })['verificationStatus'])).to.equal(
      'unconfirmed',
    );
  });

  const uses = [
    ['active', 'y', 'active'],
    ['active', 'n', 'not-taken'],
    ['active', 'unk', 'unknown'],
    ['active', 'na', 'active'],
    ['completed', 'n', 'not-taken'],
    ['completed', 'unk', 'completed'],
    ['intended', 'n', 'intended'],
    ['on-hold', 'n', 'on-hold'],
    ['stopped', 'n', 'stopped'],
    ['entered-in-error', 'n', 'entered-in-error'],
  ] as const;
  for (const [status, taken, expected] of uses) {
    it(`has a statement that is ${status} with taken ${taken} as ${expected}`, () => {
      expect(read('MedicationStatement', { status, taken })['status']).to.equal(expected);
    });
  }

  it('has statuses of requests, plans and procedures under their names in R4', () => {
    expect(read('ProcedureRequest', { status: 'suspended' })['status']).to.equal('on-hold');
    expect(read('ProcedureRequest', { status: 'cancelled' })['status']).to.equal('revoked');
    expect(read('CarePlan', { status: 'cancelled' })['status']).to.equal('revoked');
    expect(read('DeviceRequest', { status: 'suspended', intent: { coding: [{ code: 'order' }] } })).to.include({
      status: 'on-hold',
      intent: 'order',
    });
    expect(read('Procedure', { status: 'aborted' })['status']).to.equal('stopped');
    expect(read('Procedure', { status: 'completed', notDone: true })['status']).to.equal('not-done');
    expect(read('MedicationRequest', { status: 'cancelled' })['status']).to.equal('cancelled');
  });

  it('has the doses of a drug where R4 has them', () => {
    const doseQuantity = { value: 400, unit: 'mg' };
    const request = read('MedicationRequest', { dosageInstruction: [{ text: 'one', doseQuantity }] });
    expect(request['dosageInstruction']).to.deep.equal([{ text: 'one', doseAndRate: [{ doseQuantity }] }]);
    const statement = read('MedicationStatement', { dosage: { doseRange: { high: doseQuantity } } });
    expect(statement['dosage']).to.deep.equal({ doseAndRate: [{ doseRange: { high: doseQuantity } }] });
  });

  it('reads the services of a referral, and its type where it names none', () => {
    const physical = { text: 'Physical therapy', coding: [{ code: '1' }] };
    const manual = { text: 'Manual therapy', coding: [{ code: '2' }] };
    expect(read('ReferralRequest', { serviceRequested: [physical] })['code']).to.deep.equal(physical);
    expect(read('ReferralRequest', { serviceRequested: [physical, manual] })['code']).to.deep.equal({
      text: 'Physical therapy; Manual therapy',
      coding: [{ code: '1' }, { code: '2' }],
    });
    expect(read('ReferralRequest', { type: physical })).to.deep.include({ code: physical, category: [physical] });
  });

  it('keeps a referral and a request with one id apart', () => {
    const referral = read('ReferralRequest', { id: '1', subject });
    const request = read('ProcedureRequest', { id: '1', subject });
    expect([referral.resourceType, request.resourceType]).to.deep.equal(['ServiceRequest', 'ServiceRequest']);
    expect(referral.id).not.to.equal(request.id);
    expect(fromR4(referral, 'STU3')).to.include({ resourceType: 'ReferralRequest', id: '1' });
    expect(fromR4(request, 'STU3')).to.include({ resourceType: 'ProcedureRequest', id: '1' });
  });

  it('reads contained resources', () => {
    const request = read('MedicationRequest', {
      contained: [{ resourceType: 'Condition', id: 'c', clinicalStatus: 'active' }],
    });
    const [condition] = request['contained'] as readonly RawResource[];
    expect(statusCode(condition?.['clinicalStatus'])).to.equal('active');
  });

  it('names results and what happens in a plan as R4 does', () => {
    const abnormal = { coding: [{ code: 'H' }] };
    const observation = read('Observation', { interpretation: abnormal, component: [{ interpretation: abnormal }] });
    expect(observation).to.deep.include({ interpretation: [abnormal], component: [{ interpretation: [abnormal] }] });
    const plan = read('CarePlan', {
      activity: [{ detail: { prohibited: true, statusReason: 'ill' }, reference: { reference: 'ProcedureRequest/2' } }],
    });
    expect(plan['activity']).to.deep.equal([
      { detail: { doNotPerform: true, statusReason: { text: 'ill' } }, reference: { reference: 'ServiceRequest/2' } },
    ]);
  });
});

describe('orders back in STU3', () => {
  const orders: readonly RawResource[] = [
    {
      resourceType: 'MedicationRequest',
      id: 'm',
      status: 'draft',
      intent: 'order',
      category: { text: 'community' },
      medicationReference: { reference: '#drug' },
      contained: [
        { resourceType: 'Medication', id: 'drug', ingredient: [{ itemCodeableConcept: { text: 'x' }, amount: {} }] },
      ],
      subject,
      context: encounter,
      basedOn: [{ reference: 'ProcedureRequest/7' }],
      requester: { agent: { reference: 'Practitioner/1' }, onBehalfOf: { reference: 'Organization/1' } },
      dosageInstruction: [{ doseQuantity: { value: 1 }, asNeededBoolean: true }],
      substitution: { allowed: false },
    },
    {
      resourceType: 'ProcedureRequest',
      id: 'p',
      status: 'suspended',
      intent: 'order',
      code: { text: 'MRI' },
      subject,
      context: encounter,
      requester: { agent: { reference: 'Practitioner/1' } },
      performer: { reference: 'Practitioner/2' },
      replaces: [{ reference: 'https://ehr.example/ReferralRequest/4' }],
    },
    {
      resourceType: 'ReferralRequest',
      id: 'r',
      status: 'draft',
      intent: 'order',
      type: { text: 'Referral' },
      serviceRequested: [{ text: 'Physical therapy' }, { text: 'Exercise' }],
      specialty: { text: 'Physical therapy' },
      recipient: [{ reference: 'Practitioner/2' }],
      groupIdentifier: { value: '9' },
      subject,
      context: encounter,
    },
  ];

  for (const order of orders) {
    it(`are what they were (${order.resourceType})`, () => {
      const back = fromR4(toR4(order, 'STU3'), 'STU3');
      expect(back).to.deep.equal(order);
      expect(shapeProblems(back, 'STU3')).to.deep.equal([]);
    });
  }

  it('keep an instruction for the patient as a note, and no repeats as none', () => {
    const service = {
      resourceType: 'ServiceRequest',
      status: 'draft',
      intent: 'order',
      code: { text: 'Emergency department' },
      subject,
      patientInstruction: 'Go today.',
      note: [{ text: 'first' }],
    };
    expect(fromR4(service, 'STU3')).to.deep.include({
      resourceType: 'ProcedureRequest',
      note: [{ text: 'first' }, { text: 'Go today.' }],
    });
    const request = { resourceType: 'MedicationRequest', dispenseRequest: { numberOfRepeatsAllowed: 0, quantity: {} } };
    expect(fromR4(request, 'STU3')['dispenseRequest']).to.deep.equal({ quantity: {} });
  });
});

describe('references between STU3 and R4', () => {
  const pairs = [
    ['ProcedureRequest/1', 'ServiceRequest/1'],
    ['ReferralRequest/1', 'ServiceRequest/ReferralRequest-1'],
    ['https://ehr.example/fhir/ProcedureRequest/1/_history/2', 'https://ehr.example/fhir/ServiceRequest/1/_history/2'],
    ['MedicationRequest/1', 'MedicationRequest/1'],
    ['urn:uuid:1', 'urn:uuid:1'],
    ['', ''],
  ] as const;
  for (const [there, here] of pairs) {
    it(`has "${there}" as "${here}"`, () => {
      expect(referenceFromStu3(there)).to.equal(here);
      expect(referenceToStu3(here)).to.equal(there);
    });
  }

  it('names a request without an id by its type', () => {
    expect(referenceToStu3('ServiceRequest (no id)')).to.equal('ProcedureRequest (no id)');
  });
});
