// What is being ordered and why: catalogue 0.3, 5.2, 6.1, 6.2.
import { expect } from 'chai';
import type { OrderFact } from '../../src/facts/orders.ts';
import type { RecordInput } from '../../src/facts/patient-record.ts';
import type { RawResource } from '../../src/fhir/types.ts';
import { condition, icd, local, recordOf, request, resource, rx, words } from '../support/facts.ts';

type Elements = Readonly<Record<string, unknown>>;
const study = (more: Elements = {}) =>
  resource('ServiceRequest', { id: 'o1', code: words('MRI thoracic spine without contrast'), ...more });
const ordersOf = (draft: RawResource, resources: readonly unknown[] = [], more: Partial<RecordInput> = {}) =>
  recordOf(resources, { draftOrders: [draft], ...more }).orders;
const order = (...parameters: Parameters<typeof ordersOf>): OrderFact | undefined => ordersOf(...parameters)[0];

describe('a draft order', () => {
  it('of a drug is known whatever its status', () => {
    const fact = order(request({ status: 'draft', medicationCodeableConcept: rx('5640') }));
    expect(fact).to.include({ kind: 'medication', underReview: true, addressable: true });
    expect(fact?.sets).to.include('ibuprofen');
  });

  it('of a service is known by code, words and body site; "without contrast" and "rule out" are no guards', () => {
    const wanted = ['imaging-mri', 'imaging-thoracic-spine'];
    expect(order(study())?.sets).to.include.members(wanted);
    expect(
      order(study({ code: words('MRI, rule out fracture'), bodySite: [words('Thoracic spine')] }))?.sets,
    ).to.include.members(wanted);
    expect(order(study({ code: local('XR chest, 2 views') }))?.sets).to.deep.equal([]);
  });

  it('is none when it must not be performed, has no name, is of another type, or of another patient', () => {
    expect(order(study({ doNotPerform: true }))).to.equal(undefined);
    expect(order(study({ code: undefined }))).to.equal(undefined);
    expect(order(resource('NutritionOrder', { code: words('MRI') }))).to.equal(undefined);
    expect(order(study({ subject: { reference: 'Patient/other' } }))).to.equal(undefined);
    expect(order(study({ subject: 'Patient/other' }))).to.equal(undefined);
  });

  it('is under review when it is selected', () => {
    expect(order(study(), [], { selections: ['ServiceRequest/o1'] })?.underReview).to.equal(true);
    expect(order(study(), [], { selections: ['ServiceRequest/o2'] })?.underReview).to.equal(false);
  });

  it('cannot be addressed without an id', () => {
    expect(order(study({ id: undefined }))?.addressable).to.equal(false);
  });

  it('keeps the reference by which a re-signed order is known (A32)', () => {
    const again = request({ id: 'm7' });
    const record = recordOf([again], { draftOrders: [again] });
    expect(record.orders[0]?.reference).to.equal(record.medications.all[0]?.reference);
  });

  it('of a drug finds a Medication among the drafts', () => {
    const draft = request({
      medicationCodeableConcept: undefined,
      medicationReference: { reference: 'Medication/d1' },
    });
    const medication = { resourceType: 'Medication', id: 'd1', code: rx('5640') };
    expect(recordOf([], { draftOrders: [draft, medication] }).orders[0]?.sets).to.include('ibuprofen');
  });
});

describe('the reason of an order', () => {
  const pain = condition();
  const reason = (more: Elements, ...resources: readonly unknown[]) => order(study(more), resources)?.reason;
  const refersTo = (reference: string) => ({ reasonReference: [{ reference }] });

  it('is unstated when nothing is given', () => {
    for (const more of [
      {},
      { reasonCode: [] },
      { reasonCode: [{}] },
      { reasonReference: [{}] },
      { reasonReference: 4 },
    ]) {
      expect(reason(more)).to.deep.include({ stated: false, tiers: [], other: false });
    }
  });

  it('is a code or words of the population', () => {
    expect(reason({ reasonCode: [icd('M54.6')] })).to.deep.include({ stated: true, tiers: ['A'], other: false });
    expect(reason({ reasonCode: [words('Low back pain'), icd('M25.561')] })).to.deep.include({
      tiers: ['B', 'C'],
      other: false,
    });
  });

  it('is outside the population for other codes, guarded words and the sequela of an injury', () => {
    expect(reason({ reasonCode: [icd('I21.9')] })?.sets).to.include('myocardial-infarction');
    for (const code of [icd('I21.9'), words('No mid back pain'), words('History of mid back pain'), icd('S23.3XXS')]) {
      expect(reason({ reasonCode: [code] })).to.deep.include({ stated: true, tiers: [], other: true });
    }
  });

  it('is a Condition of the record, live or past, by any form of reference', () => {
    for (const reference of [
      'Condition/c1',
      'https://ehr.example/r4/Condition/c1',
      'Condition/c1/_history/2',
      'urn:uuid:c1',
    ]) {
      expect(reason(refersTo(reference), pain)).to.deep.include({
        tiers: ['A'],
        other: false,
        references: ['Condition/c1'],
      });
    }
    expect(reason(refersTo('Condition/c1'), condition({ clinicalStatus: 'resolved' }))?.tiers).to.deep.equal(['A']);
  });

  it('is a Condition that the order contains', () => {
    const contained = [{ resourceType: 'Condition', id: 'in', code: icd('M54.6') }];
    expect(reason({ contained, ...refersTo('#in') })).to.deep.include({ tiers: ['A'], other: false });
    expect(reason(refersTo('#in'))).to.deep.include({ stated: true, tiers: [], other: true });
  });

  it('is another one when it cannot be resolved, is refuted, or is not readable', () => {
    expect(reason(refersTo('Condition/c9'), pain)).to.deep.include({
      stated: true,
      tiers: [],
      other: true,
      references: [],
    });
    const refuted = condition({ verificationStatus: 'refuted' });
    expect(reason(refersTo('Condition/c1'), refuted)).to.deep.include({ tiers: [], other: true });
    for (const element of [{ identifier: { value: '7' } }, { display: 'Mid back pain' }]) {
      expect(reason({ reasonReference: [element] })).to.deep.include({ stated: true, tiers: [], other: true });
    }
  });
});
