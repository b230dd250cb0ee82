// Pregnancy and its length: catalogue 4.4.
import { expect } from 'chai';
import { readDateRange } from '../../src/base/calendar.ts';
import { readPregnancy, type PregnancyRecord, type PregnancyRules } from '../../src/facts/pregnancy.ts';
import { clinicalCalendar, measure, observation, quantity } from '../support/observations.ts';

const RULES: PregnancyRules = {
  observationDays: 280,
  conditionDays: 300,
  longestWeeks: 44,
  saysPregnant: (answer) => answer.some(({ code }) => code === 'yes'),
  saysNotPregnant: (answer) => answer.some(({ code }) => code === 'no'),
};

function on(date: string | undefined, reference = 'Condition/z34') {
  return {
    reference,
    date: date === undefined ? undefined : readDateRange(date, clinicalCalendar),
    freeText: false,
  };
}

function answer(code: string, effectiveDateTime: string, id = code) {
  const coding = [{ system: 'http://example.org/answers', code }];
  return observation('82810-3', { id, effectiveDateTime, valueCodeableConcept: { coding } });
}

function expectedDelivery(valueDateTime: string, effectiveDateTime = '2026-01-10') {
  return observation('11778-8', { id: 'edd', valueDateTime, effectiveDateTime });
}

function lastPeriod(valueDateTime: string, effectiveDateTime = '2026-01-10') {
  return observation('8665-2', { id: 'lmp', valueDateTime, effectiveDateTime });
}

function gestation(weeks: number, effectiveDateTime: string, unit = 'wk') {
  return quantity('18185-9', weeks, unit, { id: 'ga', effectiveDateTime });
}

function pregnancy(observations: readonly unknown[], more: Partial<PregnancyRecord> = {}) {
  const record = {
    measurements: measure(...observations),
    gender: 'female',
    pregnancies: [],
    ended: [],
    ...more,
  } as const;
  return readPregnancy(record, RULES, clinicalCalendar);
}

function stateOf(...parameters: Parameters<typeof pregnancy>): string {
  return pregnancy(...parameters).state;
}

function weeksOf(...parameters: Parameters<typeof pregnancy>): number | undefined {
  const found = pregnancy(...parameters);
  if (found.state === 'not-pregnant') expect.fail('not pregnant');
  return found.weeks;
}

describe('a pregnancy', () => {
  it('is not assumed', () => {
    expect(pregnancy([])).to.deep.equal({ state: 'not-pregnant' });
    expect(stateOf([gestation(24, '2026-03-01'), expectedDelivery('2026-06-20')])).to.equal('not-pregnant');
  });

  it('is told by an answer of the last 280 days', () => {
    expect(pregnancy([answer('yes', '2025-05-26')])).to.deep.equal({
      state: 'pregnant',
      weeks: undefined,
      evidence: [on('2025-05-26', 'Observation/yes')],
      notes: [],
    });
    expect(stateOf([answer('yes', '2025-05-25')])).to.equal('not-pregnant');
  });

  it('is told by a Condition of the last 300 days', () => {
    expect(stateOf([], { pregnancies: [on('2025-05-06')] })).to.equal('pregnant');
    expect(stateOf([], { pregnancies: [on('2025-05-05')] })).to.equal('not-pregnant');
  });

  it('is told by a Condition without a date, at an unknown gestation', () => {
    expect(pregnancy([], { pregnancies: [on(undefined)] })).to.deep.equal({
      state: 'pregnant',
      weeks: undefined,
      evidence: [on(undefined)],
      notes: [],
    });
    expect(weeksOf([expectedDelivery('2026-05-11')], { pregnancies: [on(undefined)] })).to.equal(30);
  });

  it('without a date may be newer than a denial or a delivery of the past, not than one of today', () => {
    const pregnancies = [on(undefined)];
    expect(stateOf([answer('no', '2026-02-10')], { pregnancies })).to.equal('pregnant');
    expect(stateOf([], { pregnancies, ended: [on('2026-02-01')] })).to.equal('pregnant');
    expect(stateOf([], { pregnancies, ended: [on('2026-03-02')] })).to.equal('not-pregnant');
  });

  it('without a date is over when every dating says so', () => {
    expect(stateOf([expectedDelivery('2026-01-20', '2025-10-01')], { pregnancies: [on(undefined)] })).to.equal(
      'not-pregnant',
    );
  });

  it('is not told by an answer that means neither', () => {
    expect(stateOf([answer('maybe', '2026-02-01')])).to.equal('not-pregnant');
  });

  it('is cancelled by a newer answer that denies it', () => {
    expect(stateOf([answer('yes', '2026-01-10'), answer('no', '2026-02-10')])).to.equal('not-pregnant');
    expect(stateOf([answer('no', '2026-02-10')], { pregnancies: [on('2026-01-05')] })).to.equal('not-pregnant');
  });

  it('stands against an older denial, one of the same moment, and an answer that means neither', () => {
    expect(stateOf([answer('no', '2026-01-10'), answer('yes', '2026-02-10')])).to.equal('pregnant');
    expect(stateOf([answer('no', '2026-02-10'), answer('yes', '2026-02-10')])).to.equal('pregnant');
    expect(stateOf([answer('yes', '2026-02-10'), answer('maybe', '2026-02-20')])).to.equal('pregnant');
    expect(stateOf([answer('no', '2026-02-10')], { pregnancies: [on('2026-02-10')] })).to.equal('pregnant');
  });

  it('is cancelled by a delivery of the same day or later', () => {
    const pregnancies = [on('2026-01-05')];
    expect(stateOf([], { pregnancies, ended: [on('2026-02-01', 'Condition/o80')] })).to.equal('not-pregnant');
    expect(stateOf([], { pregnancies, ended: [on('2026-01-05', 'Condition/o80')] })).to.equal('not-pregnant');
    expect(stateOf([answer('yes', '2026-01-10')], { pregnancies, ended: [on('2026-02-01')] })).to.equal('not-pregnant');
  });

  it('stands after an earlier delivery, and against one that may have been earlier', () => {
    const pregnancies = [on('2026-01-05')];
    expect(stateOf([], { pregnancies, ended: [on('2025-06-01')] })).to.equal('pregnant');
    expect(stateOf([], { pregnancies, ended: [on('2026')] })).to.equal('pregnant');
    expect(stateOf([], { pregnancies, ended: [on(undefined)] })).to.equal('pregnant');
  });

  it('names only the evidence that stands, each with its date, the dating last', () => {
    const told = { ...on('2026-02-01', 'Condition/new'), freeText: true };
    const found = pregnancy([answer('yes', '2025-07-01'), gestation(12, '2026-02-20')], {
      pregnancies: [told],
      ended: [on('2025-11-01')],
    });
    expect(found).to.deep.include({ evidence: [told, on('2026-02-20', 'Observation/ga')] });
  });

  it('stands for a male gender, with a note', () => {
    expect(pregnancy([answer('yes', '2026-02-10')], { gender: 'male' })).to.deep.include({
      state: 'pregnant',
      notes: ['pregnancy-and-male-gender'],
    });
  });

  it('is not told by preliminary answers', () => {
    expect(stateOf([{ ...answer('yes', '2026-02-10'), status: 'preliminary' }])).to.equal('not-pregnant');
  });
});

describe('gestation', () => {
  const pregnant = { pregnancies: [on('2026-01-05')] };

  it('is 40 weeks minus the time to the expected delivery', () => {
    expect(weeksOf([expectedDelivery('2026-05-11')], pregnant)).to.equal(30);
    expect(weeksOf([expectedDelivery('2026-03-02')], pregnant)).to.equal(40);
    expect(weeksOf([expectedDelivery('2026-02-16')], pregnant)).to.equal(42);
  });

  it('is the gestational age, advanced to today', () => {
    expect(weeksOf([gestation(24, '2026-03-01')], pregnant)).to.equal(24 + 1 / 7);
    expect(weeksOf([gestation(28, '2026-02-16')], pregnant)).to.equal(30);
    expect(weeksOf([gestation(205, '2026-02-25', 'd')], pregnant)).to.equal(30);
  });

  it('is the time since the last period', () => {
    expect(weeksOf([lastPeriod('2025-10-13')], pregnant)).to.equal(20);
  });

  it('trusts the expected delivery most, then the gestational age', () => {
    const all = [lastPeriod('2025-10-13'), gestation(24, '2026-03-02'), expectedDelivery('2026-05-11')];
    expect(weeksOf(all, pregnant)).to.equal(30);
    expect(weeksOf(all.slice(0, 2), pregnant)).to.equal(24);
  });

  it('takes the more advanced end of a vague date', () => {
    expect(weeksOf([lastPeriod('2025-10')], pregnant)).to.equal(152 / 7);
    expect(weeksOf([expectedDelivery('2026')], pregnant)).to.equal(44);
  });

  it('beyond 44 weeks ends the pregnancy', () => {
    expect(weeksOf([expectedDelivery('2026-02-02')], pregnant)).to.equal(44);
    expect(stateOf([expectedDelivery('2026-02-01')], pregnant)).to.equal('not-pregnant');
    expect(stateOf([gestation(40, '2026-01-20')], pregnant)).to.equal('not-pregnant');
    expect(stateOf([lastPeriod('2025-04-01')], pregnant)).to.equal('not-pregnant');
  });

  it('falls back on a dating that still fits', () => {
    expect(weeksOf([expectedDelivery('2026-01-20'), gestation(12, '2026-02-23')], pregnant)).to.equal(13);
  });

  it('is unknown when the only dating belongs to an earlier pregnancy', () => {
    const later = { pregnancies: [on('2026-02-20')] };
    expect(weeksOf([expectedDelivery('2025-09-01', '2025-06-01')], later)).to.equal(undefined);
    expect(weeksOf([expectedDelivery('2026-05-11', '2025-12-01')], { ...later, ended: [on('2026-01-15')] })).to.equal(
      undefined,
    );
  });

  it('is unknown when the date makes no sense or is too old to be about this pregnancy', () => {
    expect(weeksOf([expectedDelivery('2027-06-01')], pregnant)).to.equal(undefined);
    expect(weeksOf([lastPeriod('2026-04-01')], pregnant)).to.equal(undefined);
    expect(weeksOf([gestation(24, '2024-03-01')], pregnant)).to.equal(undefined);
  });
});
