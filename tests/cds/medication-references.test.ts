import { expect } from 'chai';
import type { HookRequest } from '../../src/cds/hook-request.ts';
import { unresolvedDrugs } from '../../src/cds/medication-references.ts';
import type { RawResource } from '../../src/fhir/types.ts';
import { draft, type Json } from './calls.ts';

const drug = (more: Json): RawResource => ({
  resourceType: 'MedicationStatement',
  id: 's1',
  status: 'active',
  subject: { reference: 'Patient/p1' },
  ...more,
});

function calling(resources: readonly RawResource[], more: Partial<HookRequest> = {}): HookRequest {
  return {
    hook: 'patient-view',
    hookInstance: 'x',
    userId: 'Practitioner/1',
    patientId: 'p1',
    prefetch: new Map([['medicationStatements', { state: 'complete', resources }]]),
    ...more,
  };
}

/** The unresolved drugs of a record of these. */
function found(...resources: readonly RawResource[]): {
  readonly places: readonly string[];
  readonly missing: readonly string[];
} {
  const { places, missing } = unresolvedDrugs(calling(resources));
  return { places: [...places], missing };
}

const NOTHING = { places: [], missing: [] };
const unnamed = (...missing: readonly string[]): object => ({ places: ['medicationStatements'], missing });
const to = (reference: unknown, more: Json = {}): Json => ({ medicationReference: { reference, ...more } });

describe('unresolved drugs', () => {
  it('are none where the drug has a code or words of its own, or must not be taken', () => {
    expect(found()).to.deep.equal(NOTHING);
    expect(found(drug({ medicationCodeableConcept: { text: 'ibuprofen' } }))).to.deep.equal(NOTHING);
    expect(found(drug({ ...to('Medication/1'), medicationCodeableConcept: { text: 'ibuprofen' } }))).to.deep.equal(
      NOTHING,
    );
  });

  it('are those that name no drug and point to none', () => {
    for (const medicationCodeableConcept of [undefined, {}, { coding: [{}] }, { text: ' ' }]) {
      expect(found(drug({ medicationCodeableConcept }))).to.deep.equal(unnamed());
    }
    expect(found(drug({ resourceType: 'MedicationRequest', doNotPerform: true }))).to.deep.equal(NOTHING);
    expect(found({ resourceType: 'Encounter', id: 'e' })).to.deep.equal(NOTHING);
  });

  it('are those that point to an id that different Medications share', () => {
    const medication = (text: string): RawResource => ({ resourceType: 'Medication', id: '1', code: { text } });
    const pointing = drug(to('Medication/1'));
    expect(found(pointing, medication('warfarin'), medication('vitamin D'))).to.deep.equal(unnamed());
    expect(found(pointing, medication('warfarin'), medication('warfarin'))).to.deep.equal(NOTHING);
  });

  it('are those whose Medication did not come', () => {
    expect(found(drug(to('Medication/1')))).to.deep.equal(unnamed('Medication/1'));
    expect(found(drug({ medicationReference: 'Medication/1' }))).to.deep.equal(unnamed('Medication/1'));
    expect(found(drug({ ...to('Medication/1'), medicationCodeableConcept: {} }))).to.deep.equal(
      unnamed('Medication/1'),
    );
  });

  it('are those whose reference leads nowhere', () => {
    expect(found(drug(to('#1')))).to.deep.equal(unnamed('#1'));
    expect(found(drug(to(undefined, { identifier: { value: '1' } })))).to.deep.equal(unnamed());
    expect(found(drug({ ...to('#1'), contained: [{ id: { toString: 1 } }, null] }))).to.deep.equal(unnamed('#1'));
  });

  it('are those whose Medication tells no name either', () => {
    const bare = { resourceType: 'Medication', id: '1', ingredient: [{}] };
    expect(found(drug(to('Medication/1')), bare)).to.deep.equal(unnamed());
    expect(found(drug({ ...to('#1'), contained: [{ ...bare }] }))).to.deep.equal(unnamed());
  });

  it('are none when the Medication is in the request, wherever it is and however it is referred to', () => {
    const medication = { resourceType: 'Medication', id: '1', code: { text: 'ibuprofen' } };
    for (const reference of ['Medication/1', 'https://ehr.example/fhir/Medication/1/_history/3', 'urn:uuid:1']) {
      expect(found(drug(to(reference)), medication), reference).to.deep.equal(NOTHING);
    }
    expect(found(drug({ ...to('#1'), contained: [medication] }))).to.deep.equal(NOTHING);
    const { places } = unresolvedDrugs(calling([drug(to('Medication/1'))], { draftOrders: [medication] }));
    expect([...places]).to.deep.equal([]);
  });

  it('leave no gap where the reference has words, which the code is still wanted for', () => {
    expect(found(drug(to('Medication/1', { display: 'warfarin' })))).to.deep.equal({
      places: [],
      missing: ['Medication/1'],
    });
  });

  it('are not looked for where the drug was never taken, or is of another patient', () => {
    for (const status of ['entered-in-error', 'not-taken', 'cancelled']) {
      expect(found(drug({ ...to('Medication/1'), status }))).to.deep.equal(NOTHING);
    }
    expect(found(drug({ ...to('Medication/1'), subject: { reference: 'Patient/p2' } }))).to.deep.equal(NOTHING);
  });

  it('are those of drafts too', () => {
    const order = draft('d', { ...to('Medication/1'), subject: { reference: 'Patient/p1' } }) as RawResource;
    const { places, missing } = unresolvedDrugs(calling([], { draftOrders: [order] }));
    expect([[...places], missing]).to.deep.equal([['draftOrders'], ['Medication/1']]);
  });
});
