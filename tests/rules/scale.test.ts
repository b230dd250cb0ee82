// Scales: rows of evidence at levels, the highest row wins. Today is 2026-03-02.
import { expect } from 'chai';
import type { Situation } from '../../src/rules/criterion.ts';
import { asks, concept, condition, evidence, resource, situationOf, type Chart } from '../support/small-chart.ts';
import { compileSmall, removeHooks, type Small } from '../support/small-knowledge.ts';

const FLAGS = `
scales: [{ id: flags, label: Flags, levels: [none, consider, urgent, emergent] }]
groups: [{ id: HOT, label: heat }, { id: OTHER, label: others }]
actedOn: { find: { care: scan, done: true, within: 30 d }, from: urgent, except: [SURE] }
rows:
  - id: FEVER
    group: OTHER
    label: fever
    short: fever
    evidence:
      - find: { condition: fever }
        steps: [{ within: 14 d, level: emergent }, { within: 90 d, level: consider }]
        undated: urgent
    lower: [{ when: { condition: hives }, by: 1 }]
  - id: COUGH
    group: HOT
    label: cough
    short: cough
    when: { fact: oldest-age, atLeast: 18 a }
    evidence:
      - { find: { condition: cough }, level: consider }
      - find: { condition: nausea }
        steps: [{ within: 14 d, level: urgent }]
        undated: ignore
    raise: [{ when: ACHE, to: emergent }, { when: { level: flags, groups: [OTHER], atLeast: consider }, by: 1 }]
  - id: ACHE
    group: OTHER
    label: ache
    short: ache
    evidence: [{ find: { condition: ache }, level: none }]
  - id: SURE
    group: OTHER
    label: surgery
    short: surgery
    evidence: [{ find: { condition: surgery, within: 90 d }, level: emergent }]
`;
const COLUMNS = `
scales:
  - { id: oral, label: Oral, levels: [allow, caution, avoid] }
  - { id: gel, label: Gel, levels: [allow, avoid] }
rows:
  - id: K1
    label: pregnancy
    short: pregnancy
    evidence: [{ find: { condition: pregnancy }, levels: { oral: avoid, gel: avoid } }]
    notes: { gel: Ask first. }
  - id: K2
    label: nausea
    short: nausea
    evidence: [{ find: { condition: nausea }, levels: { oral: caution } }]
    flags: { oral: [no-suggest] }
  - id: K3
    label: hives
    short: hives
    evidence: [{ find: { condition: hives }, levels: { oral: caution } }]
`;
const of = (...resources: readonly ReturnType<typeof condition>[]): Chart => ({ resources });
const since = (set: string, onsetDateTime: string) => condition(set, { onsetDateTime });

describe('a scale', () => {
  let small: Small;
  before(() => {
    small = compileSmall({ 'scales/flags.yaml': FLAGS, 'scales/columns.yaml': COLUMNS });
  });
  after(removeHooks);

  const ranks = (scale: string, chart: Chart): readonly string[] => {
    const file = small.rulebook.scaleFiles.find(({ scales }) => scales.some(({ id }) => id === scale));
    if (file === undefined) throw new Error(`no scale ${scale}`);
    const situation: Situation = situationOf(small, chart);
    return file.ranked(scale, situation).map(({ row, rank }) => `${row.id} ${String(rank)}`);
  };
  const ask = (yaml: string, chart: Chart) => asks(small, yaml, chart);

  it('has levels by age of the evidence', () => {
    expect(ranks('flags', of(since('fever', '2026-02-16')))).to.deep.equal(['FEVER 3']);
    expect(ranks('flags', of(since('fever', '2026-02-15')))).to.deep.equal(['FEVER 1']);
    expect(ranks('flags', of(since('fever', '2025-11-01')))).to.deep.equal([]);
    expect(ranks('flags', of(condition('fever')))).to.deep.equal(['FEVER 2']);
    expect(ranks('flags', of(condition('nausea')))).to.deep.equal([]);
  });

  it('takes the highest of several pieces of evidence, and shows all', () => {
    const both = of(condition('cough'), since('nausea', '2026-02-25'));
    expect(ranks('flags', both)).to.deep.equal(['COUGH 2']);
    expect(evidence(small, 'COUGH', both).map(({ reference }) => reference)).to.deep.equal([
      'Condition/c-cough',
      'Condition/c-nausea',
    ]);
    expect(evidence(small, 'COUGH', both)[0]?.finding).to.equal('cough');
  });

  it('lowers a row, to the bottom at most', () => {
    expect(ranks('flags', of(since('fever', '2026-02-20'), condition('hives')))).to.deep.equal(['FEVER 2']);
    expect(ranks('flags', of(since('fever', '2025-12-20'), condition('hives')))).to.deep.equal(['FEVER 0']);
  });

  it('raises a row by the first combination that holds', () => {
    expect(ranks('flags', of(condition('cough'), condition('ache')))).to.deep.equal(['COUGH 3', 'ACHE 0']);
    expect(ranks('flags', of(condition('cough'), condition('fever')))).to.deep.equal(['COUGH 2', 'FEVER 2']);
    expect(ranks('flags', of(condition('cough')))).to.deep.equal(['COUGH 1']);
  });

  it('raises by what the other rows say alone', () => {
    const lowered = of(condition('cough'), since('fever', '2025-12-20'), condition('hives'));
    expect(ranks('flags', lowered)).to.deep.equal(['COUGH 1', 'FEVER 0']);
  });

  it('does not ask rows behind a closed gate, and knows when the gate is open to doubt', () => {
    const child = { ...of(condition('cough')), patient: { birthDate: '2020-01-01' } };
    expect(ranks('flags', child)).to.deep.equal([]);
    expect(ask('COUGH', child)).to.equal('absent');
    expect(ask('COUGH', { ...of(condition('cough')), patient: { birthDate: undefined } })).to.equal('unknown');
  });

  it('drops what was looked into since, save rows that are sure', () => {
    const scan = (day: string) =>
      resource('Procedure', 's', { status: 'completed', code: concept('scan'), performedDateTime: day });
    const fever = since('fever', '2026-02-20');
    expect(ranks('flags', of(fever, scan('2026-02-25')))).to.deep.equal(['FEVER 2']);
    expect(ranks('flags', of(fever, scan('2026-02-20')))).to.deep.equal(['FEVER 3']);
    expect(ranks('flags', of(condition('fever'), scan('2026-02-25')))).to.deep.equal(['FEVER 2']);
    expect(ranks('flags', of(since('surgery', '2026-02-20'), scan('2026-02-25')))).to.deep.equal(['SURE 3']);
    expect(ranks('flags', of(since('fever', '2025-12-20'), scan('2026-02-25')))).to.deep.equal(['FEVER 1']);
  });

  it('may have several columns over the same rows', () => {
    const chart = of(condition('pregnancy'), condition('nausea'));
    expect(ranks('oral', chart)).to.deep.equal(['K1 2', 'K2 1']);
    expect(ranks('gel', chart)).to.deep.equal(['K1 1', 'K2 0']);
  });

  it('puts rows that forbid proposing first among equals, then the order of the groups', () => {
    expect(ranks('oral', of(condition('hives'), condition('nausea')))).to.deep.equal(['K2 1', 'K3 1']);
    const equal = of(condition('cough'), since('nausea', '2026-02-28'), since('fever', '2025-12-20'));
    expect(ranks('flags', equal)).to.deep.equal(['COUGH 3', 'FEVER 1']);
  });

  it('is asked for a level, whole or in part', () => {
    const chart = of(condition('fever'), condition('ache'));
    expect(ask('{ level: flags, atLeast: urgent }', chart)).to.equal('present');
    expect(ask('{ level: flags, atLeast: emergent }', chart)).to.equal('absent');
    expect(ask('{ level: flags, atMost: urgent }', chart)).to.equal('present');
    expect(ask('{ level: flags, atMost: consider }', chart)).to.equal('absent');
    expect(ask('{ level: flags, atMost: none }', {})).to.equal('present');
    expect(ask('{ level: flags, atLeast: consider, groups: [HOT] }', chart)).to.equal('absent');
    expect(ask('{ level: flags, atLeast: consider, rows: [FEVER] }', chart)).to.equal('present');
    expect(ask('{ level: flags, atLeast: consider }', { gaps: { conditions: 'unknown' } })).to.equal('absent');
  });

  it('is asked for a level with evidence in a window', () => {
    const asked = '{ level: flags, atLeast: consider, within: 30 d, undated: exclude }';
    expect(ask(asked, of(since('fever', '2026-02-20')))).to.equal('present');
    expect(ask(asked, of(since('fever', '2026-01-10')))).to.equal('absent');
    expect(ask(asked, of(condition('fever')))).to.equal('absent');
  });

  it('is asked for a mark, a row and the row that leads', () => {
    expect(ask('{ flag: no-suggest, scale: oral }', of(condition('nausea')))).to.equal('present');
    expect(ask('{ flag: no-suggest, scale: oral }', of(condition('hives')))).to.equal('absent');
    expect(ask('ACHE', of(condition('ache')))).to.equal('present');
    expect(ask('ACHE', { gaps: { conditions: 'unknown' } })).to.equal('unknown');
    expect(ask('{ leading: [OTHER] }', of(condition('cough'), condition('surgery')))).to.equal('present');
    expect(ask('{ leading: [COUGH, SURE] }', of(condition('cough')))).to.equal('present');
    expect(ask('{ leading: OTHER }', {})).to.equal('absent');
  });
});
