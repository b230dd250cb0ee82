// When a Condition began: catalogue 7.1.
import { expect } from 'chai';
import { readDateRange } from '../../src/base/calendar.ts';
import { onsetFromEncounter, resolveOnset, shiftDay } from '../../src/facts/onset.ts';
import { clinicalCalendar } from '../support/observations.ts';
import { ago, day, reading, resource } from '../support/facts.ts';

const dayOf = (date: string) => readDateRange(date, clinicalCalendar)?.lo ?? NaN;
const BIRTH = readDateRange('1980-05-05', clinicalCalendar);
const onset = (elements: Readonly<Record<string, unknown>>) =>
  resolveOnset(resource('Condition', elements), BIRTH, reading());
const between = (from: string | null, to: string) => ({ lo: from === null ? null : dayOf(from), hi: dayOf(to) });
const ASSERTED = 'http://hl7.org/fhir/StructureDefinition/condition-assertedDate';

describe('an onset', () => {
  it('is a date, whole or partial, capped at today', () => {
    expect(onset({ onsetDateTime: '2026-02-01' })?.range).to.deep.equal(between('2026-02-01', '2026-02-01'));
    expect(onset({ onsetDateTime: '2025-11' })?.range).to.deep.equal(between('2025-11-01', '2025-11-30'));
    expect(onset({ onsetDateTime: '2026' })).to.deep.include({
      range: between('2026-01-01', '2026-03-02'),
      asRecorded: '2026',
    });
  });

  it('is a period, from its start or before its end', () => {
    expect(onset({ onsetPeriod: { start: '2026-01-01', end: '2026-01-20' } })?.range).to.deep.equal(
      between('2026-01-01', '2026-01-20'),
    );
    expect(onset({ onsetPeriod: { start: '2026-01-01' } })?.range).to.deep.equal(between('2026-01-01', '2026-01-01'));
    expect(onset({ onsetPeriod: { end: '2026-01-20' } })).to.deep.include({
      range: between(null, '2026-01-20'),
      asRecorded: '2026-01-20',
    });
    expect(onset({ onsetPeriod: { start: '2026-01-01', end: ago(-90) } })?.range).to.deep.equal(
      between('2026-01-01', '2026-01-01'),
    );
  });

  it('is an age, which lasts one unit', () => {
    expect(onset({ onsetAge: { value: 45, code: 'a' } })?.range).to.deep.equal(between('2025-05-05', '2026-03-02'));
    expect(onset({ onsetAge: { value: 540, unit: 'months' } })?.range).to.deep.equal(
      between('2025-05-05', '2025-06-05'),
    );
    expect(onset({ onsetAge: { value: 46 } })).to.equal(undefined);
  });

  it('is a range of ages, open where a bound is missing', () => {
    const [low, high] = [
      { value: 40, code: 'a' },
      { value: 42, code: 'a' },
    ];
    expect(onset({ onsetRange: { low, high } })?.range).to.deep.equal(between('2020-05-05', '2022-05-05'));
    expect(onset({ onsetRange: { low } })?.range).to.deep.equal(between('2020-05-05', '2026-03-02'));
    expect(onset({ onsetRange: { high } })?.range).to.deep.equal(between(null, '2022-05-05'));
    expect(onset({ onsetRange: {} })).to.equal(undefined);
  });

  it('is a text with a date, or a time span before the recorded date', () => {
    expect(onset({ onsetString: '2026-01-15' })?.range).to.deep.equal(between('2026-01-15', '2026-01-15'));
    const recordedDate = '2026-02-28';
    expect(onset({ onsetString: 'about 3 weeks', recordedDate })?.range.hi).to.equal(dayOf('2026-02-07'));
    expect(onset({ onsetString: '2 Months ago', recordedDate })?.range.hi).to.equal(dayOf('2025-12-28'));
    expect(onset({ onsetString: '3 weeks' })).to.equal(undefined);
  });

  it('is not read out of a part of a number', () => {
    for (const onsetString of ['1.5 years', '123456 days', 'three weeks']) {
      expect(onset({ onsetString, recordedDate: ago(5) })).to.deep.include({ from: 'recorded' });
    }
  });

  it('is the asserted date, before the recorded one', () => {
    const extension = [{ url: ASSERTED, valueDateTime: '2026-01-02' }];
    expect(onset({ extension, recordedDate: '2026-01-05' })).to.deep.include({
      from: 'onset',
      range: between('2026-01-02', '2026-01-02'),
    });
  });

  it('is at least as old as the record, and no known onset then (A18)', () => {
    expect(onset({ recordedDate: '2026-01-05' })).to.deep.equal({
      range: between(null, '2026-01-05'),
      from: 'recorded',
      asRecorded: '2026-01-05',
    });
  });

  it('is at least as old as the visit', () => {
    const visit = resource('Encounter', { period: { start: '2026-01-05' } });
    expect(onsetFromEncounter(visit, clinicalCalendar)).to.deep.include({
      from: 'recorded',
      range: between(null, '2026-01-05'),
    });
    expect(onsetFromEncounter(undefined, clinicalCalendar)).to.equal(undefined);
  });

  it('skips what lies in the future', () => {
    expect(onset({ onsetDateTime: ago(-9), onsetString: '2026-01-15' })?.range.hi).to.equal(dayOf('2026-01-15'));
    expect(onset({ onsetDateTime: ago(-9), recordedDate: ago(4) })?.from).to.equal('recorded');
    expect(onset({ onsetPeriod: { start: ago(-9) }, recordedDate: ago(4) })?.range.hi).to.equal(day(4));
  });
});

describe('calendar units', () => {
  it('end on the last day of shorter months', () => {
    expect(shiftDay(dayOf('2025-01-31'), 1, 'month')).to.equal(dayOf('2025-02-28'));
    expect(shiftDay(dayOf('2024-02-29'), -1, 'year')).to.equal(dayOf('2023-02-28'));
    expect(shiftDay(dayOf('2026-01-15'), -13, 'month')).to.equal(dayOf('2024-12-15'));
    expect(shiftDay(dayOf('0050-06-15'), 1, 'month')).to.equal(dayOf('0050-07-15'));
  });
});
