// Classes of Conditions: catalogue 0.2.
import { expect } from 'chai';
import { readCondition } from '../../src/facts/conditions.ts';
import { ago, condition, day, icd, local, reading, words } from '../support/facts.ts';

const BIRTH = { lo: day(3653), hi: day(3653) };
const read = (more: Readonly<Record<string, unknown>> = {}) => readCondition(condition(more), BIRTH, reading());
const code = (value: string) => ({ coding: [{ code: value }] });

describe('a Condition is EXCLUDED', () => {
  it('when it is refuted or entered in error', () => {
    expect(read({ verificationStatus: code('refuted') })).to.equal(undefined);
    expect(read({ verificationStatus: code('entered-in-error') })).to.equal(undefined);
    expect(read({ verificationStatus: 'refuted' })).to.equal(undefined);
    expect(read({ verificationStatus: { coding: [], text: 'Refuted' } })).to.equal(undefined);
  });

  it('when a local code stands before the one that refutes it', () => {
    const system = 'http://terminology.hl7.org/CodeSystem/condition-ver-status';
    const coding = [
      { system: 'http://example.org', code: '7' },
      { system, code: 'refuted' },
    ];
    expect(read({ verificationStatus: { coding } })).to.equal(undefined);
  });

  it('when it has neither code nor text, and when it codes family history', () => {
    expect(read({ code: undefined })).to.equal(undefined);
    expect(read({ code: icd('Z80.3') })).to.equal(undefined);
    expect(read({ code: icd('Z85.3') })).not.to.equal(undefined);
  });
});

describe('the certainty of a Condition', () => {
  const rows = {
    confirmed: 'confirmed',
    provisional: 'provisional',
    unconfirmed: 'provisional',
    differential: 'differential',
  };
  for (const [status, certainty] of Object.entries(rows)) {
    it(`is ${certainty} for ${status}`, () => {
      expect(read({ verificationStatus: code(status) })?.certainty).to.equal(certainty);
    });
  }
  it('is confirmed when nothing is said', () => {
    expect(read()?.certainty).to.equal('confirmed');
  });
});

describe('the status of a Condition', () => {
  const statusOf = (more: Readonly<Record<string, unknown>>) => read(more)?.status;

  it('is live when active, recurring, relapsed, or without a word', () => {
    for (const status of ['active', 'recurrence', 'relapse']) {
      expect(statusOf({ clinicalStatus: code(status) })).to.equal('live');
    }
    expect(statusOf({ clinicalStatus: undefined })).to.equal('live');
  });

  it('is historic when inactive, in remission or resolved', () => {
    for (const status of ['inactive', 'remission', 'resolved']) {
      expect(statusOf({ clinicalStatus: code(status) })).to.equal('historic');
    }
  });

  it('is historic after any abatement, even when it is called active', () => {
    expect(statusOf({ abatementDateTime: ago(1) })).to.equal('historic');
    expect(statusOf({ abatementPeriod: { end: ago(1) } })).to.equal('historic');
    expect(statusOf({ abatementString: 'last spring' })).to.equal('historic');
    expect(statusOf({ abatementAge: { value: 9, code: 'a' } })).to.equal('historic');
    expect(statusOf({ abatementRange: { low: { value: 108, code: 'mo' } } })).to.equal('historic');
  });

  it('is live before a future abatement', () => {
    expect(statusOf({ abatementDateTime: ago(-5) })).to.equal('live');
    expect(statusOf({ abatementPeriod: { start: ago(9), end: ago(-5) } })).to.equal('live');
    expect(statusOf({ abatementAge: { value: 11, unit: 'years' } })).to.equal('live');
  });

  it('by the clinical status alone stays live where that contradicts an abatement', () => {
    expect(read({ abatementDateTime: ago(1) })?.statusByClinicalStatus).to.equal('live');
    expect(read({ abatementDateTime: ago(1), clinicalStatus: undefined })?.statusByClinicalStatus).to.equal('historic');
    expect(read({ clinicalStatus: code('resolved') })?.statusByClinicalStatus).to.equal('historic');
  });
});

describe('the date of a Condition', () => {
  it('is the onset, else the recorded date (A38)', () => {
    expect(read({ recordedDate: ago(3) })?.date?.hi).to.equal(day(10));
    expect(read({ onsetDateTime: undefined, recordedDate: ago(3) })?.date).to.deep.equal({ lo: day(3), hi: day(3) });
  });

  it('is kept apart from the onset, which began on the recorded date at the latest (7.1)', () => {
    const [begun, recorded] = [
      read({ recordedDate: ago(3) }),
      read({ onsetDateTime: undefined, recordedDate: ago(3) }),
    ];
    expect(begun?.onset).to.deep.include({ range: { lo: day(10), hi: day(10) }, from: 'onset' });
    expect(recorded?.onset).to.deep.include({ range: { lo: null, hi: day(3) }, from: 'recorded' });
    expect(read({ onsetDateTime: undefined })?.onset).to.equal(undefined);
  });

  it('is unknown when nothing usable was recorded, and a future date is noted', () => {
    const notes = reading();
    const fact = readCondition(condition({ onsetDateTime: ago(-9) }), BIRTH, notes);
    expect(fact?.date).to.equal(undefined);
    expect(notes.notes).to.deep.include({ code: 'future-date', reference: 'Condition/c1' });
  });

  it('for ended infections is the latest of onset, record and abatement (A29)', () => {
    expect(read({ recordedDate: ago(8), abatementDateTime: ago(4) })?.latest).to.equal(day(4));
    expect(read({ recordedDate: ago(8) })?.latest).to.equal(day(8));
    expect(read({ onsetDateTime: undefined })?.latest).to.equal(undefined);
  });
});

describe('what else a Condition says', () => {
  it('is an encounter diagnosis only when it has no other category', () => {
    const encounter = code('encounter-diagnosis');
    expect(read({ category: [encounter] })?.encounterDiagnosisOnly).to.equal(true);
    expect(read({ category: [encounter, code('problem-list-item')] })?.encounterDiagnosisOnly).to.equal(false);
    expect(read()?.encounterDiagnosisOnly).to.equal(false);
  });

  it('is the 7th character of injury codes', () => {
    expect(read({ code: icd('S23.3XXS') })?.seventhCharacters).to.deep.equal(['S']);
    expect(read({ code: icd('S29.012A') })?.seventhCharacters).to.deep.equal(['A']);
    expect(read({ code: icd('M54.6') })?.seventhCharacters).to.deep.equal([]);
  });

  it('is a personal history that stays live on the problem list (A17)', () => {
    expect(read({ code: icd('Z85.3') })).to.include({ status: 'live' });
    expect(read({ code: icd('Z85.3') })?.sets).to.include.members(['malignancy', 'malignancy-history']);
  });

  it('is the guard of its words, so that each purpose can decide', () => {
    expect(read({ code: words('No mid back pain') })?.guards.general).to.equal(true);
    expect(read({ code: local('Cauda equina syndrome') })).to.include({ freeText: true });
  });
});
