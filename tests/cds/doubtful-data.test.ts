// Data that look complete and are not: one id for several things, the wrong type, nobody's subject (conformance F2, F3, F6).
import { expect } from 'chai';
import { fixedClock } from '../../src/base/clock.ts';
import type { Card } from '../../src/cards/card.ts';
import { serviceAt } from '../support/service.ts';
import { bundle, signCall, viewCall, type Json } from './calls.ts';

const SUBJECT = { reference: 'Patient/p1' };
const PAIN = {
  resourceType: 'Condition',
  id: '1',
  subject: SUBJECT,
  clinicalStatus: { coding: [{ code: 'active' }] },
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M54.6' }], text: 'Mid-back pain' },
  onsetDateTime: '2026-02-26',
};
const PATIENT = { resourceType: 'Patient', id: 'p1', gender: 'female', birthDate: '1970-05-17' };
const SEARCHES = ['medicationStatements', 'medicationRequests', 'allergies', 'laboratory', 'vitalSigns', 'scores'];
const EMPTY = Object.fromEntries(SEARCHES.map((key) => [key, null]));
const drug = (text: string | undefined, more: Json = {}): Json => ({
  ...{ resourceType: 'MedicationRequest', id: '1', status: 'active', intent: 'order', subject: SUBJECT },
  authoredOn: '2026-02-20',
  ...(text === undefined ? {} : { medicationCodeableConcept: { text } }),
  ...more,
});
const allergy = (text: string, patient: unknown = SUBJECT): Json => ({
  ...{ resourceType: 'AllergyIntolerance', id: '1', patient, code: { text } },
  clinicalStatus: { coding: [{ code: 'active' }] },
});

describe('data that look complete', () => {
  const service = serviceAt(fixedClock(new Date('2026-03-01T12:00:00Z')), 'UTC');
  const prefetch = (more: Json): Json => ({ patient: PATIENT, conditions: bundle(PAIN), ...EMPTY, ...more });
  const cardsOf = (body: unknown): readonly Card[] => {
    const { status, body: answer } = service.call(body);
    expect(status).to.equal(200);
    return (answer as { readonly cards: readonly Card[] }).cards;
  };
  const view = (more: Json): readonly Card[] => cardsOf(viewCall({}, { prefetch: prefetch(more) }));
  const sign = (draft: Json, more: Json = {}): readonly Card[] =>
    cardsOf(signCall({ draftOrders: bundle(draft) }, { prefetch: prefetch(more) }));
  const recommended = (cards: readonly Card[]): readonly string[] =>
    cards.flatMap(({ suggestions = [] }) => suggestions.filter((one) => one.isRecommended).map(({ label }) => label));
  const bothWays = <T>(one: T, other: T): readonly (readonly T[])[] => [
    [one, other],
    [other, one],
  ];

  it('F6 lose nothing where one id stands for several things', () => {
    for (const two of bothWays<object>(PAIN, { ...PAIN, code: { text: 'Cauda equina syndrome' } })) {
      expect(view({ conditions: bundle(...two) })[0]?.indicator).to.equal('critical');
    }
    const ibuprofen = drug('ibuprofen 600 mg', { id: 'd', status: 'draft' });
    const bare = sign(ibuprofen).map(({ indicator }) => indicator);
    for (const two of bothWays(drug('vitamin D'), drug('warfarin 5 mg'))) {
      const cards = sign(ibuprofen, { medicationRequests: bundle(...two) });
      expect(JSON.stringify(cards)).to.contain('warfarin');
      expect(cards.map(({ indicator }) => indicator)).to.not.deep.equal(bare);
    }
    const allergic = view({ allergies: bundle(allergy('NSAID')) }).map(({ summary }) => summary);
    for (const two of bothWays(allergy('Peanut'), allergy('NSAID'))) {
      expect(view({ allergies: bundle(...two) }).map(({ summary }) => summary)).to.deep.equal(allergic);
    }
  });

  it('F2 F3 F6 recommend no drug when nobody can tell what the answer is', () => {
    expect(recommended(view({}))).to.not.be.empty;
    const doubtful = [
      ...[PATIENT, { resourceType: 'CapabilityStatement' }, bundle({ resourceType: 'Observation', id: 'o' })],
      ...[null, {}, { fullUrl: 'https://x/1' }].map((entry) => ({ resourceType: 'Bundle', entry: [entry] })),
      ...[{ reference: 'Patient/p2' }, { display: 'Jane' }].map((patient) => bundle(allergy('NSAID', patient))),
    ];
    for (const allergies of doubtful) expect(recommended(view({ allergies })), JSON.stringify(allergies)).to.be.empty;
    for (const nameless of [drug(undefined), drug(undefined, { medicationCodeableConcept: { coding: [{}] } })]) {
      expect(recommended(view({ medicationRequests: bundle(nameless) }))).to.be.empty;
    }
  });

  it('F4 F6 are refused when all conditions are those of others', () => {
    const conditions = bundle({ ...PAIN, subject: { reference: 'Patient/p2' } });
    expect(service.call(viewCall({}, { prefetch: prefetch({ conditions }) })).status).to.equal(412);
  });

  it('F1 say on the cards of other drafts that the drug of one could not be told', () => {
    const unknown = drug(undefined, { id: 'x', status: 'draft', medicationReference: { reference: 'Medication/x' } });
    const oxycodone = drug('oxycodone 5 mg tablet', { id: 'd', status: 'draft' });
    const told = (...drafts: readonly Json[]): readonly Card[] =>
      cardsOf(signCall({ draftOrders: bundle(...drafts) }, { prefetch: prefetch({}) }));
    expect(JSON.stringify(told(oxycodone))).to.not.contain('could not be identified');
    const cards = told(oxycodone, unknown);
    expect(JSON.stringify(cards)).to.contain('could not be identified');
    expect(recommended(cards).filter((label) => /\bmg\b/.test(label))).to.be.empty;
  });
});
