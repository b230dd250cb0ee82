// Procedures, requests and plans: catalogue 0.6, 7.4, readings A37 and A38.
import { expect } from 'chai';
import { readCarePlan, readProcedure, readServiceRequest } from '../../src/facts/care.ts';
import { ago, day, reading, resource, words } from '../support/facts.ts';

type Elements = Readonly<Record<string, unknown>>;
const procedure = (more: Elements) =>
  readProcedure(resource('Procedure', { status: 'completed', code: words('Physical therapy'), ...more }), reading());
const request = (more: Elements) =>
  readServiceRequest(
    resource('ServiceRequest', { status: 'active', code: words('Physical therapy'), ...more }),
    reading(),
  );
const plan = (more: Elements) => readCarePlan(resource('CarePlan', { status: 'active', ...more }), reading());

describe('a Procedure', () => {
  it('counts when it is done or under way, dated by when it was performed', () => {
    expect(procedure({ performedDateTime: ago(5) })).to.deep.include({
      kind: 'procedure',
      done: true,
      date: { lo: day(5), hi: day(5) },
    });
    expect(procedure({ status: 'in-progress', performedPeriod: { start: ago(9), end: ago(4) } })?.date?.hi).to.equal(
      day(4),
    );
    expect(procedure({ performedPeriod: { start: ago(9) } })?.date?.hi).to.equal(day(9));
    expect(procedure({})?.sets).to.include('exercise-pt');
  });

  it('does not count otherwise', () => {
    for (const status of ['not-done', 'preparation', 'entered-in-error', 'stopped'])
      expect(procedure({ status })).to.equal(undefined);
    expect(procedure({ code: {} })).to.equal(undefined);
  });

  it('by words is guarded (A37)', () => {
    expect(procedure({ code: words('Chemotherapy') })?.sets).to.include('cancer-treatment-procedure');
    expect(procedure({ code: words('No chemotherapy') })).to.equal(undefined);
    expect(procedure({ code: words('Denied hospice care') })).to.equal(undefined);
  });

  it('is a study without contrast, which is no guard', () => {
    const sets = ['imaging-mri', 'imaging-thoracic-spine', 'imaging-spine'];
    expect(procedure({ code: words('MRI thoracic spine without contrast') })?.sets).to.include.members(sets);
    expect(procedure({ code: words('MRI thoracic spine, rule out metastatic cancer') })?.sets)
      .to.include.members(sets)
      .and.not.include('malignancy');
  });
});

describe('a ServiceRequest', () => {
  it('counts when it is active or completed', () => {
    expect(request({ authoredOn: ago(3) })).to.deep.include({
      kind: 'request',
      done: false,
      date: { lo: day(3), hi: day(3) },
    });
    expect(request({ status: 'completed', occurrencePeriod: { start: ago(2) } })).to.deep.include({
      done: true,
      date: { lo: day(2), hi: day(2) },
    });
    for (const status of ['draft', 'revoked', 'on-hold', undefined]) expect(request({ status })).to.equal(undefined);
    expect(request({ doNotPerform: true })).to.equal(undefined);
  });
});

describe('a CarePlan', () => {
  const detail = (code: Elements, status?: string) => ({ detail: { code, status } });

  it('is the activities that are planned, under way or done', () => {
    const activity = [
      detail(words('Physical therapy')),
      detail(words('Massage'), 'cancelled'),
      {},
      null,
      'x',
      { detail: [] },
    ];
    const facts = plan({ activity, period: { start: ago(8) } });
    expect(facts.map(({ label }) => label)).to.deep.equal(['Physical therapy']);
    expect(facts[0]).to.deep.include({ kind: 'plan', done: false, date: { lo: day(8), hi: day(8) } });
  });

  it('counts while it is active or completed', () => {
    expect(plan({ status: 'revoked', activity: [detail(words('Physical therapy'))] })).to.deep.equal([]);
    expect(plan({ status: 'completed', created: ago(2), activity: [detail(words('Physical therapy'))] })[0]).to.include(
      { done: true },
    );
  });
});
