// Questions about what was done or asked for, about signs and about allergies. Today is 2026-03-02.
import { expect } from 'chai';
import { code, concept, resource, type Chart } from '../support/small-chart.ts';
import { questions, refusal } from '../support/questions.ts';
import { removeHooks } from '../support/small-knowledge.ts';

const procedure = (more = {}) =>
  resource('Procedure', 'done', {
    status: 'completed',
    code: concept('scan'),
    performedDateTime: '2026-02-20',
    ...more,
  });
const request = (more = {}) =>
  resource('ServiceRequest', 'asked', {
    status: 'active',
    intent: 'order',
    code: concept('scan'),
    authoredOn: '2026-02-20',
    ...more,
  });

describe('a question about care', () => {
  const { ask: asks } = questions();
  const ask = (yaml: string, ...resources: NonNullable<Chart['resources']>) => asks(yaml, { resources });

  it('finds what was done, asked for or planned', () => {
    expect(ask('{ care: scan }', procedure())).to.equal('present');
    expect(ask('{ care: scan }', request())).to.equal('present');
    expect(ask('{ care: [surgery, scan], kinds: [procedure] }', request())).to.equal('absent');
    const plan = {
      status: 'active',
      intent: 'plan',
      activity: [{ detail: { status: 'scheduled', code: concept('scan') } }],
    };
    expect(ask('{ care: scan, kinds: [plan] }', resource('CarePlan', 'plan', plan))).to.equal('present');
  });

  it('tells what is done from what is only asked for', () => {
    expect(ask('{ care: scan, done: true }', request())).to.equal('absent');
    expect(ask('{ care: scan, done: true }', procedure())).to.equal('present');
    expect(ask('{ care: scan, done: false }', procedure())).to.equal('absent');
    expect(ask('{ care: scan, done: false }', request())).to.equal('present');
  });

  it('may ask for several sets at once', () => {
    const both = { coding: [...codings('scan'), ...codings('contrast')] };
    expect(ask('{ care: scan, allOf: [contrast] }', procedure({ code: both }))).to.equal('present');
    expect(ask('{ care: scan, allOf: [contrast] }', procedure())).to.equal('absent');
  });

  it('keeps to its window', () => {
    expect(ask('{ care: scan, within: 10 d }', procedure())).to.equal('present');
    expect(ask('{ care: scan, within: 9 d }', procedure())).to.equal('absent');
  });

  it('may filter one kind with FHIRPath', () => {
    const urgent = '{ care: scan, kinds: [request], where: "priority = \'urgent\'" }';
    expect(ask(urgent, request({ priority: 'urgent' }))).to.equal('present');
    expect(ask(urgent, request())).to.equal('absent');
  });

  it('takes what did not arrive for known none', () => {
    expect(asks('{ care: scan }', { gaps: { procedures: 'unknown', serviceRequests: 'unknown' } })).to.equal('absent');
  });

  it('about a sign believes an affirmed one', () => {
    const sign = (more: object) =>
      resource('Observation', 'sign', {
        status: 'final',
        code: concept('fever'),
        effectiveDateTime: '2026-02-20',
        ...more,
      });
    expect(ask('{ sign: fever }', sign({ valueBoolean: true }))).to.equal('present');
    expect(ask('{ sign: fever }', sign({ valueBoolean: false }))).to.equal('absent');
    expect(ask('{ sign: fever, within: 9 d }', sign({ valueBoolean: true }))).to.equal('absent');
    const early = sign({ valueBoolean: true, status: 'preliminary' });
    expect(ask('{ sign: fever }', early)).to.equal('absent');
    expect(ask('{ sign: fever, preliminary: true }', early)).to.equal('present');
    expect(asks('{ sign: fever }', { gaps: { scores: 'partial' } })).to.equal('unknown');
  });

  it('about an allergy looks at type and reactions', () => {
    const allergy = (more: object) =>
      resource('AllergyIntolerance', 'allergy', { clinicalStatus: code('active'), code: concept('ache'), ...more });
    const reacting = (...sets: readonly string[]) =>
      allergy({ reaction: [{ manifestation: sets.map((set) => concept(set)) }] });
    expect(ask('{ allergy: ache }', allergy({}))).to.equal('present');
    expect(ask('{ allergy: ache, types: [unstated] }', allergy({}))).to.equal('present');
    expect(ask('{ allergy: ache, types: [allergy] }', allergy({ type: 'intolerance' }))).to.equal('absent');
    expect(ask('{ allergy: ache, withReaction: false }', reacting('hives'))).to.equal('absent');
    expect(ask('{ allergy: ache, withReaction: true }', reacting('hives'))).to.equal('present');
    expect(ask('{ allergy: ache, reaction: hives }', reacting('nausea', 'hives'))).to.equal('present');
    expect(ask('{ allergy: ache, onlyReactions: hives }', reacting('nausea', 'hives'))).to.equal('absent');
    expect(ask('{ allergy: ache, onlyReactions: [hives, nausea] }', reacting('nausea', 'hives'))).to.equal('present');
    expect(ask('{ allergy: ache, onlyReactions: hives }', allergy({}))).to.equal('present');
    expect(ask('{ allergy: ache, otherReactions: hives }', reacting('nausea', 'hives'))).to.equal('present');
    expect(ask('{ allergy: ache, otherReactions: hives }', reacting('hives'))).to.equal('absent');
    expect(ask('{ allergy: ache, otherReactions: hives }', allergy({}))).to.equal('absent');
    expect(asks('{ allergy: ache }', { gaps: { allergies: 'unknown' } })).to.equal('unknown');
  });
});

describe('a mistake in a question about care', () => {
  afterEach(removeHooks);

  it('is an unknown value set in any place', () => {
    for (const find of [
      '{ care: odd }',
      '{ care: scan, allOf: [odd] }',
      '{ sign: odd }',
      '{ allergy: odd }',
      '{ allergy: ache, reaction: odd }',
      '{ allergy: ache, onlyReactions: [odd] }',
      '{ allergy: ache, otherReactions: odd }',
    ]) {
      expect(refusal(find), find).to.equal('hooks/findings/x.yaml line 4: there is no value set "odd"');
    }
  });

  it('is FHIRPath over several kinds', () => {
    expect(refusal('{ care: scan, where: "status = \'active\'" }')).to.contain('"where" needs exactly one kind');
  });
});

function codings(set: string): readonly unknown[] {
  return concept(set)['coding'] as readonly unknown[];
}
