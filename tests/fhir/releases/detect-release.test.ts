// Which release a request is written in, by the shape of its resources.
import { expect } from 'chai';
import { releaseOf, type SeenRelease } from '../../../src/fhir/releases/detect-release.ts';
import type { JsonObject, RawResource } from '../../../src/fhir/types.ts';

const subject = { reference: 'Patient/p' };
const drug = { text: 'ibuprofen' };

function seen(...resources: readonly (readonly [string, JsonObject])[]): SeenRelease {
  return releaseOf(resources.map(([resourceType, elements]): RawResource => ({ ...elements, resourceType })));
}

const R4_CONDITION = ['Condition', { subject, clinicalStatus: { coding: [{ code: 'active' }] } }] as const;
const R4_REQUEST = ['MedicationRequest', { subject, medicationCodeableConcept: drug, encounter: subject }] as const;
const R5_REQUEST = ['MedicationRequest', { subject, medication: { concept: drug } }] as const;
const STU3_REQUEST = ['MedicationRequest', { subject, medicationCodeableConcept: drug, context: subject }] as const;

describe('the release of a request', () => {
  const signs: readonly (readonly [SeenRelease, string, string, JsonObject])[] = [
    ['DSTU2', 'a type that only it has', 'MedicationOrder', {}],
    ['DSTU2', 'an order for a test', 'DiagnosticOrder', { subject }],
    ['DSTU2', 'a Condition of a patient', 'Condition', { patient: subject, clinicalStatus: 'active' }],
    ['DSTU2', 'an allergy to a substance', 'AllergyIntolerance', { patient: subject, substance: drug }],
    ['DSTU2', 'a drug that was not taken', 'MedicationStatement', { patient: subject, wasNotTaken: true }],
    ['DSTU2', 'a referral of a patient', 'ReferralRequest', { patient: subject }],
    ['STU3', 'a plain clinical status', 'Condition', { subject, clinicalStatus: 'active' }],
    ['STU3', 'a request for a procedure', 'ProcedureRequest', { subject, intent: 'order' }],
    ['STU3', 'a referral of a subject', 'ReferralRequest', { subject }],
    ['STU3', 'an agent of a requester', 'MedicationRequest', { requester: { agent: subject } }],
    ['STU3', 'a context', 'MedicationRequest', { context: subject }],
    ['STU3', 'a dose in the dosage', 'MedicationRequest', { dosageInstruction: [{ doseQuantity: { value: 1 } }] }],
    ['STU3', 'a plain status of an allergy', 'AllergyIntolerance', { code: drug, clinicalStatus: 'active' }],
    ['STU3', 'taken', 'MedicationStatement', { taken: 'y' }],
    ['R5', 'a medication as a CodeableReference', 'MedicationRequest', { medication: { concept: drug } }],
    ['R5', 'a reason', 'MedicationRequest', { reason: [{ concept: drug }] }],
    ['R5', 'participants', 'Condition', { participant: [] }],
    ['R5', 'an occurrence of a Procedure', 'Procedure', { occurrenceDateTime: '2026' }],
    ['R5', 'a service as a CodeableReference', 'ServiceRequest', { code: { concept: drug } }],
    ['R5', 'a list of classes', 'Encounter', { class: [{ coding: [{ code: 'AMB' }] }] }],
    ['R5', 'the actual period', 'Encounter', { actualPeriod: {} }],
    ['R5', 'an instruction in full words', 'MedicationRequest', { renderedDosageInstruction: 'one' }],
    ['R5', 'a type of allergy as a concept', 'AllergyIntolerance', { type: { coding: [{ code: 'allergy' }] } }],
    ['R5', 'a recorded statement', 'MedicationStatement', { status: 'recorded' }],
    ['R5', 'adherence', 'MedicationStatement', { adherence: {} }],
    ['R4', 'nothing in particular', 'Patient', { id: 'p' }],
    ['R4', 'a status as a concept', ...R4_CONDITION],
    ['R4', 'a type that nobody knows', 'constructor', { subject }],
  ];

  for (const [release, why, type, elements] of signs) {
    it(`is ${release} by ${why} (${type})`, () => {
      expect(seen([type, elements])).to.equal(release);
    });
  }

  it('is R4 for no resource at all', () => {
    expect(seen()).to.equal('R4');
  });

  it('is that of most resources where they are mixed', () => {
    expect(seen(R4_CONDITION, R4_REQUEST, R4_REQUEST, STU3_REQUEST)).to.equal('R4');
    expect(seen(R4_CONDITION, R4_REQUEST, R4_REQUEST, ['MedicationOrder', {}])).to.equal('R4');
    expect(seen(R5_REQUEST, R5_REQUEST, STU3_REQUEST)).to.equal('R5');
    expect(seen(STU3_REQUEST, STU3_REQUEST, R5_REQUEST)).to.equal('STU3');
  });

  it('is the other one of R4 and an other one that are as many, since shapes of R4 pass in it', () => {
    expect(seen(R4_REQUEST, R5_REQUEST)).to.equal('R5');
    expect(seen(R4_REQUEST, STU3_REQUEST)).to.equal('STU3');
  });

  it('counts what R4 and R5 have in common for both', () => {
    expect(seen(R4_CONDITION, R4_CONDITION, R5_REQUEST)).to.equal('R5');
    expect(seen(R4_CONDITION, R4_CONDITION, R4_REQUEST)).to.equal('R4');
  });

  it('does not heed a resource that contradicts itself', () => {
    expect(
      seen(['MedicationRequest', { medication: { concept: drug }, medicationCodeableConcept: drug, context: subject }]),
    ).to.equal('R4');
  });

  it('is not told from values of the wrong kind', () => {
    expect(seen(['Condition', { clinicalStatus: null, context: 'x' }], ['Encounter', { class: 4 }])).to.equal('R4');
  });
});
