// The clock of the first-line drug: catalogue 4.7 (states), 7.4, rule 12.
import { expect } from 'chai';
import type { Therapy } from '../../src/facts/therapy.ts';
import { quantity } from '../support/observations.ts';
import { ago, recordOf, request, rx, statement, words } from '../support/facts.ts';

type Elements = Readonly<Record<string, unknown>>;
const gel = (id: string, start: number, end?: number, more: Elements = {}) =>
  statement({
    id,
    status: end === undefined ? 'active' : 'completed',
    medicationCodeableConcept: words('Diclofenac 1 % gel'),
    effectivePeriod: { start: ago(start), ...(end !== undefined && { end: ago(end) }) },
    ...more,
  });
const score = (value: number, days: number) =>
  quantity('72514-3', value, '{score}', { id: 'score', effectiveDateTime: ago(days) });
const therapy = (...resources: readonly unknown[]): Therapy => recordOf(resources).therapy;

describe('the running drug', () => {
  it('is none without an NSAID', () => {
    expect(therapy()).to.include({ running: 'none', relief: 'none', stoppedTrial: false, days: undefined });
    expect(therapy(statement({ medicationCodeableConcept: rx('161') })).running).to.equal('none');
  });

  it('is systemic for a tablet, also beside a gel, and for analgesic aspirin', () => {
    expect(therapy(statement()).running).to.equal('systemic');
    expect(therapy(gel('g', 5), statement()).running).to.equal('systemic');
    const dosage = [{ text: 'take 500 mg three times daily' }];
    expect(therapy(statement({ medicationCodeableConcept: rx('1191'), dosage })).running).to.equal('systemic');
    expect(therapy(statement({ medicationCodeableConcept: rx('1191') })).running).to.equal('none');
  });

  it('is not systemic in the eye', () => {
    expect(therapy(statement({ medicationCodeableConcept: rx('152819') })).running).to.equal('none');
  });

  it('is the gel, with or without a start', () => {
    expect(therapy(gel('g', 5))).to.include({ running: 'first-line', days: 5 });
    expect(therapy(gel('g', 5, undefined, { effectivePeriod: {} })).running).to.equal('first-line-undated');
    const order = request({ medicationCodeableConcept: words('Diclofenac 1 % gel'), authoredOn: ago(4) });
    expect(therapy(order)).to.include({ running: 'first-line', days: 4 });
  });

  it('is for the skin for a 3 % gel, never a trial (A06)', () => {
    expect(therapy(gel('g', 9, undefined, { medicationCodeableConcept: words('Diclofenac 3 % gel') }))).to.include({
      running: 'skin',
      days: undefined,
      relief: 'none',
    });
    expect(therapy(gel('g', 20, 9, { medicationCodeableConcept: words('Diclofenac 3 % gel') })).stoppedTrial).to.equal(
      false,
    );
  });

  it('is none for a stale or unknown statement (A31)', () => {
    expect(therapy(statement({ dateAsserted: ago(400) })).running).to.equal('none');
    expect(therapy(statement({ status: 'unknown' })).running).to.equal('none');
    expect(therapy(gel('g', 400)).running).to.equal('none');
  });
});

describe('the relief', () => {
  it('is told by a score after the start, from day 3', () => {
    expect(therapy(gel('g', 3), score(4, 1)).relief).to.equal('inadequate');
    expect(therapy(gel('g', 3), score(3, 1)).relief).to.equal('adequate');
    expect(therapy(gel('g', 2), score(9, 1)).relief).to.equal('early');
  });

  it('without such a score is inadequate from day 5', () => {
    expect(therapy(gel('g', 4)).relief).to.equal('early');
    expect(therapy(gel('g', 5)).relief).to.equal('inadequate');
    expect(therapy(gel('g', 4), score(9, 4))).to.include({ relief: 'early', score: undefined });
    expect(therapy(gel('g', 20), score(1, 8)).relief).to.equal('inadequate');
    expect(therapy(gel('g', 20), score(1, 7)).relief).to.equal('adequate');
  });
});

describe('a course', () => {
  it('goes on over a gap of 14 days, and not over a longer one', () => {
    expect(therapy(gel('new', 5), gel('old', 40, 19)).days).to.equal(40);
    expect(therapy(gel('new', 5), gel('old', 40, 20)).days).to.equal(5);
    expect(therapy(gel('b', 5), gel('a', 60, 10), gel('c', 8, 7)).days).to.equal(60);
  });

  it('that ended is a stopped trial when it was long and recent enough', () => {
    expect(therapy(gel('g', 33, 30))).to.include({ running: 'none', stoppedTrial: true, relief: 'inadequate' });
    expect(therapy(gel('g', 40, 31)).stoppedTrial).to.equal(false);
    expect(therapy(gel('g', 12, 10)).stoppedTrial).to.equal(false);
    expect(therapy(gel('g', 33, 30), score(2, 3)).relief).to.equal('adequate');
  });
});
