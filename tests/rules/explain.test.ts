import { expect } from 'chai';
import { Place, parseSource } from '../../src/knowledge/source-file.ts';
import { evaluate, type Evaluation } from '../../src/rules/evaluate.ts';
import { explain, type Explanation } from '../../src/rules/explain.ts';
import type { CardExplanation } from '../../src/rules/explain-cards.ts';
import type { Reason } from '../../src/rules/reason.ts';
import type { Rulebook } from '../../src/rules/rulebook.ts';
import { condition, draft, recordOf, type Chart } from '../support/small-chart.ts';
import { compileSmall, removeHooks, type Small } from '../support/small-knowledge.ts';

const FINDINGS = `findings:
  - { id: hot, label: fever, find: { condition: fever } }
  - { id: achy, label: ache, find: { condition: ache } }
  - { id: drafted, label: NSAID drafted, find: { order: nsaid } }
`;
const SCALE = `scales: [{ id: alarm, label: Alarm, levels: [none, low, high] }]
groups: [{ id: A, label: all }]
rows:
  - id: F1
    group: A
    label: Fever
    short: fever
    evidence: [{ find: { condition: fever }, level: low }]
    raise: [{ when: F2, by: 1 }]
  - id: F2
    group: A
    label: Cough
    short: cough
    evidence: [{ find: { condition: cough }, level: low }]
`;
const TALLY = `tallies:
  - id: risk
    label: Risk
    source: [R1]
    points: [{ id: heat, label: fever, find: hot }, { id: pain, label: ache, find: achy }]
`;
const TABLE = `tables:
  - id: what
    label: What it is
    whenUnknown: stop
    rows: [{ id: '1', when: hot, gives: infection }]
    otherwise: nothing
`;

interface Written {
  readonly id: string;
  readonly hooks?: string;
  readonly status?: string;
  readonly subject?: string;
  readonly when: string;
  readonly variantWhen?: string;
}

function card({ id, hooks = 'patient-view', status = 'on', subject, when, variantWhen }: Written): string {
  return [
    `  - id: ${id}`,
    `    title: ${id}`,
    `    hooks: [${hooks}]`,
    '    priority: 1',
    `    status: '${status}'`,
    ...(subject === undefined ? [] : [`    subject: ${subject}`]),
    `    when: ${when}`,
    '    whenUnknown: silent',
    `    variants: [{ id: base, ${variantWhen === undefined ? '' : `when: ${variantWhen}, `}indicator: info, summary: s }]`,
    '    detail: [{ text: t }]',
    '    source: { label: Guideline, of: R1 }',
    '',
  ].join('\n');
}

const CARDS = [
  card({ id: 'hot-card', when: 'hot' }),
  card({ id: 'all-card', when: '{ all: [achy, { condition: [fever, cough], within: 30 d }] }' }),
  card({ id: 'any-card', when: '{ any: [{ condition: cough }, achy] }' }),
  card({ id: 'none-card', when: '{ none: [achy, hot] }' }),
  card({ id: 'count-card', when: '{ count: { atLeast: 2, of: [hot, achy] } }' }),
  card({ id: 'variant-card', when: 'hot', variantWhen: 'achy' }),
  card({ id: 'off-card', when: 'hot', status: 'off' }),
  card({ id: 'trial-card', when: 'hot', status: 'silent' }),
  card({ id: 'order-card', when: 'hot', hooks: 'order-sign', subject: 'drafted' }),
];

describe('explaining an evaluation', () => {
  let small: Small;

  before(() => {
    small = compileSmall({
      'findings/f.yaml': FINDINGS,
      'scales/s.yaml': SCALE,
      'tallies/t.yaml': TALLY,
      'tables/t.yaml': TABLE,
      'cards/c.yaml': `cards:\n${CARDS.join('')}`,
    });
  });

  after(removeHooks);

  function evaluated(chart: Chart, hook = 'patient-view', rulebook: Rulebook = small.rulebook, open = 'false') {
    const gate = small.rulebook.compile({ fact: 'deceased', is: open }, new Place(parseSource('x.yaml', '{}')));
    const evaluation: Evaluation = evaluate(rulebook, gate, recordOf(small.knowledge, chart), hook);
    return { gate, evaluation, explanation: explain(rulebook, gate, evaluation) };
  }

  function about(chart: Chart, hook?: string): Explanation {
    return evaluated(chart, hook).explanation;
  }

  function cardIn({ cards }: Explanation, id: string): CardExplanation {
    const found = cards.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no card ${id}`);
    return found;
  }

  /** The reason as nested text. */
  function words({ text, state, because }: Reason): unknown {
    return because.length === 0 ? `${state}: ${text}` : { [`${state}: ${text}`]: because.map(words) };
  }

  function whyNot(id: string, chart: Chart, hook?: string): unknown {
    return cardIn(about(chart, hook), id).silence.map((why) =>
      'because' in why ? [why.by, why.about, words(why.because)] : why.by,
    );
  }

  const FEVER: Chart = { resources: [condition('fever', { onsetDateTime: '2026-02-28' })] };

  it('tells the state and the evidence of every finding', () => {
    const { findings } = about(FEVER);
    expect(findings.map(({ id, state }) => [id, state])).to.deep.equal([
      ['hot', 'present'],
      ['achy', 'absent'],
      ['drafted', 'absent'],
    ]);
    expect(findings[0]?.evidence.map(({ reference }) => reference)).to.deep.equal(['Condition/c-fever']);
  });

  it('keeps what did not arrive apart from what is not there', () => {
    const { findings, tables, tallies } = about({ gaps: { conditions: 'unknown' } });
    expect(findings.find(({ id }) => id === 'hot')?.state).to.equal('unknown');
    expect(tables[0]).to.deep.include({ id: 'what', row: undefined, outcome: undefined });
    expect(tallies[0]).to.deep.include({ points: [], unknown: ['heat', 'pain'] });
  });

  it('tells the level of a row alone and after combination', () => {
    const { rows } = about({ resources: [condition('fever'), condition('cough')] });
    expect(rows.map(({ id, state, alone, levels }) => [id, state, alone, levels])).to.deep.equal([
      ['F1', 'present', { alarm: 'low' }, { alarm: 'high' }],
      ['F2', 'present', { alarm: 'low' }, { alarm: 'low' }],
    ]);
    expect(rows[0]?.evidence[0]?.reference).to.equal('Condition/c-fever');
  });

  it('tells the points of a tally and the row of a table', () => {
    const { tallies, tables } = about(FEVER);
    expect(tallies[0]?.points).to.deep.equal([{ id: 'heat', label: 'fever' }]);
    expect(tables[0]).to.deep.include({ row: '1', outcome: 'infection' });
    expect(about({}).tables[0]).to.deep.include({ row: undefined, outcome: 'nothing' });
  });

  it('tells for which draft a card is due, and asks about drafts draft by draft', () => {
    const chart = { ...FEVER, orders: [draft('9001'), draft('9003')] };
    const explanation = about(chart, 'order-sign');
    const because = {
      text: 'hot (fever)',
      state: 'present',
      because: [{ text: 'condition fever', state: 'present', because: [] }],
    };
    expect(cardIn(explanation, 'order-card').due).to.deep.equal([
      { about: 'MedicationRequest/d-9001', variant: 'base', indicator: 'info', because },
    ]);
    const asked = explanation.findings.filter(({ id }) => id === 'drafted');
    expect(asked.map((one) => [one.about, one.state])).to.deep.equal([
      ['MedicationRequest/d-9001', 'present'],
      ['MedicationRequest/d-9003', 'absent'],
    ]);
  });

  it('names the hook, the status and the closed gate as reasons', () => {
    expect(whyNot('order-card', FEVER)).to.deep.equal(['hook']);
    expect(whyNot('off-card', FEVER)).to.deep.equal(['status']);
    const closed = evaluated(FEVER, 'patient-view', small.rulebook, 'true').explanation;
    expect(closed.cards.flatMap(({ silence }) => silence.map(({ by }) => by))).to.deep.equal(CARDS.map(() => 'gate'));
    expect(words(closed.gate)).to.equal('absent: fact deceased, is true');
  });

  it('tells a card on trial from a silent one', () => {
    const trial = cardIn(about(FEVER), 'trial-card');
    expect([trial.onTrial, trial.silence]).to.deep.equal([true, []]);
    expect(trial.due.map(({ variant, indicator, because }) => [variant, indicator, because.text])).to.deep.equal([
      ['base', 'info', 'hot (fever)'],
    ]);
  });

  it('tells why a draft is not the subject of a card', () => {
    expect(whyNot('order-card', { ...FEVER, orders: [draft('9003')] }, 'order-sign')).to.deep.equal([
      ['subject', 'MedicationRequest/d-9003', { 'absent: drafted (NSAID drafted)': ['absent: this draft is nsaid'] }],
    ]);
  });

  it('goes down to the first part that decides "all"', () => {
    const absent = { 'absent: achy (ache)': ['absent: condition ache'] };
    expect(whyNot('all-card', FEVER)).to.deep.equal([['when', undefined, { 'absent: all of': [absent] }]]);
    const chart = { resources: [condition('ache')] };
    const window = 'absent: condition fever or cough, within 30 d';
    expect(whyNot('all-card', chart)).to.deep.equal([['when', undefined, { 'absent: all of': [window] }]]);
  });

  it('lists all parts of an "any" that is absent, and the one that is unknown', () => {
    const ache = { 'absent: achy (ache)': ['absent: condition ache'] };
    expect(whyNot('any-card', FEVER)).to.deep.equal([
      ['when', undefined, { 'absent: any of': ['absent: condition cough', ache] }],
    ]);
    expect(whyNot('any-card', { gaps: { conditions: 'unknown' } })).to.deep.equal([
      ['when', undefined, { 'unknown: any of': ['unknown: condition cough'] }],
    ]);
  });

  it('shows what is there although nothing of it may be', () => {
    const hot = { 'present: hot (fever)': ['present: condition fever'] };
    expect(whyNot('none-card', FEVER)).to.deep.equal([
      ['when', undefined, { 'absent: all of': [{ 'absent: none of': [hot] }] }],
    ]);
  });

  it('lists what was counted', () => {
    const hot = { 'present: hot (fever)': ['present: condition fever'] };
    const ache = { 'absent: achy (ache)': ['absent: condition ache'] };
    expect(whyNot('count-card', FEVER)).to.deep.equal([['when', undefined, { 'absent: at least 2 of': [hot, ache] }]]);
  });

  it('tells that no variant holds', () => {
    const ache = { 'absent: achy (ache)': ['absent: condition ache'] };
    expect(whyNot('variant-card', FEVER)).to.deep.equal([
      ['variant', undefined, { 'absent: any of the variants': [ache] }],
    ]);
  });

  it('names a rule that failed and goes on with the others', () => {
    const fail = (): never => {
      throw new Error('boom');
    };
    const cards = small.rulebook.cards.map((rule) =>
      rule.id === 'hot-card' ? { ...rule, when: { ...rule.when, ask: fail } } : rule,
    );
    const { explanation } = evaluated(FEVER, 'patient-view', { ...small.rulebook, cards });
    expect(explanation.failures).to.deep.equal(['hot-card']);
    expect(cardIn(explanation, 'hot-card').silence).to.deep.equal([{ by: 'failure' }]);
    expect(cardIn(explanation, 'trial-card').onTrial).to.equal(true);
  });

  it('names a finding that fails', () => {
    const [id, finding] = [...small.rulebook.findings][0] ?? [];
    if (id === undefined || finding === undefined) throw new Error('no finding');
    const criterion = {
      ...finding.criterion,
      ask: (): never => {
        throw new Error('boom');
      },
    };
    const findings = new Map([...small.rulebook.findings, [id, { ...finding, criterion }]]);
    const { explanation } = evaluated(FEVER, 'patient-view', { ...small.rulebook, findings });
    expect(explanation.findings[0]).to.deep.include({ id: 'hot', state: 'failed', evidence: [] });
  });

  it('leaves the evaluation as it was and says the same again', () => {
    const { gate, evaluation, explanation } = evaluated({ ...FEVER, orders: [draft('9001')] }, 'order-sign');
    const before = [evaluation.due.length, evaluation.failures.length];
    expect(explain(small.rulebook, gate, evaluation)).to.deep.equal(explanation);
    expect([evaluation.due.length, evaluation.failures.length]).to.deep.equal(before);
  });
});
