// Allergies that stand: catalogue 4.1, N1 to N1c, and reading A05.
import { expect } from 'chai';
import { formatDay } from '../../src/base/calendar.ts';
import { readAllergy } from '../../src/facts/allergies.ts';
import { reading, resource, rx, words } from '../support/facts.ts';

type Elements = Readonly<Record<string, unknown>>;
const read = (more: Elements) => readAllergy(resource('AllergyIntolerance', { code: rx('5640'), ...more }), reading());
const status = (code: string) => ({ coding: [{ code }] });
const reacted = (...texts: readonly string[]) => ({ reaction: [{ manifestation: texts.map(words) }] });

describe('an allergy', () => {
  it('stands when active or without status, and not refuted', () => {
    expect(read({})?.sets).to.include('nsaid-allergy');
    expect(read({ clinicalStatus: status('active'), verificationStatus: status('unconfirmed') })).not.to.equal(
      undefined,
    );
    for (const code of ['inactive', 'resolved']) expect(read({ clinicalStatus: status(code) })).to.equal(undefined);
    for (const code of ['refuted', 'entered-in-error'])
      expect(read({ verificationStatus: status(code) })).to.equal(undefined);
  });

  it('is to the ingredients of a product or a brand', () => {
    expect(read({ code: rx('197805') })?.sets).to.include('nsaid-allergy');
    expect(read({ code: words('Motrin') })).to.include({ freeText: true });
    expect(read({ code: words('Motrin') })?.sets).to.include('nsaid-allergy');
    expect(read({ code: undefined, reaction: [{ substance: rx('5640') }] })?.sets).to.include('nsaid-allergy');
  });

  it('is to the excipients of a gel (A05)', () => {
    expect(read({ code: words('Propylene glycol') })?.sets).to.include('gel-excipient');
  });

  it('is none when its words deny it or it names nothing', () => {
    expect(read({ code: words('No known NSAID allergy') })).to.equal(undefined);
    expect(read({ code: undefined })).to.equal(undefined);
    const denied = {
      coding: [{ system: 'http://snomed.info/sct', code: '1', display: 'No known allergy to ibuprofen' }],
    };
    expect(read({ code: denied })?.sets).to.deep.equal([]);
  });

  it('says its type when it is one of the two', () => {
    expect(read({ type: 'allergy' })?.type).to.equal('allergy');
    expect(read({ type: 'intolerance' })?.type).to.equal('intolerance');
    expect(read({ type: 'other' })?.type).to.equal(undefined);
  });

  it('is dated by its record, else its onset, else its last occurrence; a future date is none', () => {
    const dates = { recordedDate: '2026-01-10', onsetDateTime: '2019-05', lastOccurrence: '2025-12-01' };
    const days = (more: Elements) => {
      const date = read(more)?.date;
      return date && [date.lo, date.hi].map((day) => (day === null ? '' : formatDay(day)));
    };
    expect(days(dates)).to.deep.equal(['2026-01-10', '2026-01-10']);
    expect(days({ ...dates, recordedDate: undefined })).to.deep.equal(['2019-05-01', '2019-05-31']);
    expect(days({ ...dates, recordedDate: '2027-01-01' })).to.deep.equal(['2019-05-01', '2019-05-31']);
    expect(days({ onsetPeriod: { start: '2020-02-03' } })).to.deep.equal(['2020-02-03', '2020-02-03']);
    expect(days({ lastOccurrence: '2025-12-01' })).to.deep.equal(['2025-12-01', '2025-12-01']);
    expect(days({})).to.equal(undefined);
  });

  it('carries the sets of each manifestation, an unknown one as an empty list', () => {
    expect(read(reacted('Hives', 'Nausea', 'Contact dermatitis', 'Blue spots'))?.reactions).to.deep.equal([
      ['reaction-hypersensitivity'],
      ['reaction-gastrointestinal'],
      ['reaction-skin-contact'],
      [],
    ]);
    expect(read({})?.reactions).to.deep.equal([]);
  });

  it('leaves out manifestations that are denied', () => {
    expect(read(reacted('No anaphylaxis', 'Nausea'))?.reactions).to.deep.equal([['reaction-gastrointestinal']]);
  });
});
