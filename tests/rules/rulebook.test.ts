// Findings, tallies, tables and combinations; and every reference that leads nowhere stops the load.
import { expect } from 'chai';
import { asks, condition, situationOf, type Chart } from '../support/small-chart.ts';
import { compileSmall, faultIn, removeHooks, type Small, type SmallFiles } from '../support/small-knowledge.ts';

const FILES: SmallFiles = {
  'findings/x.yaml': `
findings:
  - { id: hot, label: feels hot, find: { condition: fever } }
  - { id: ill, label: ill, find: { any: [hot, { condition: cough }] } }
`,
  'tallies/x.yaml': `
tallies:
  - id: risk
    label: risk
    source: [R1]
    points:
      - { id: hot, label: heat, find: hot }
      - { id: cough, label: cough, find: { condition: cough } }
      - { id: old, label: age, find: { fact: age, atLeast: 65 a } }
`,
  'tables/x.yaml': `
tables:
  - id: steps
    label: steps
    when: { condition: midback }
    whenUnknown: stop
    rows:
      - { id: "1", when: { fact: age, atLeast: 65 a }, gives: gentle }
      - { id: "2", when: hot, gives: wait, label: wait and see }
    otherwise: walk
  - id: softer
    label: softer
    whenUnknown: skip
    rows:
      - { id: "1", when: { fact: age, atLeast: 65 a }, gives: gentle }
      - { id: "2", gives: walk }
    otherwise: none
`,
};
const of = (...sets: readonly string[]): Chart => ({ resources: sets.map((set) => condition(set)) });
const noAge = { patient: { birthDate: undefined } };

describe('rules', () => {
  let small: Small;
  before(() => {
    small = compileSmall(FILES);
  });
  after(removeHooks);

  const ask = (yaml: string, chart: Chart) => asks(small, yaml, chart);

  it('combine all, any and none side by side', () => {
    expect(
      ask(
        '{ all: [hot], any: [{ condition: cough }, { condition: ache }], none: [{ condition: hives }] }',
        of('fever', 'ache'),
      ),
    ).to.equal('present');
    expect(ask('{ all: [hot], none: [{ condition: hives }] }', of('fever', 'hives'))).to.equal('absent');
    expect(ask('{ none: [{ fact: age, atLeast: 65 a }] }', noAge)).to.equal('unknown');
    expect(ask('{ all: [hot, { fact: age, atLeast: 65 a }] }', noAge)).to.equal('absent');
  });

  it('count', () => {
    const two = '{ count: { atLeast: 2, of: [hot, { condition: cough }, { fact: age, atLeast: 65 a }] } }';
    expect(ask(two, of('fever', 'cough'))).to.equal('present');
    expect(ask(two, of('fever'))).to.equal('absent');
    expect(ask(two, { ...of('fever'), ...noAge })).to.equal('unknown');
    expect(ask(two, noAge)).to.equal('absent');
  });

  it('name their evidence by the innermost finding', () => {
    const situation = situationOf(small, of('fever', 'cough'));
    const matches = small.rulebook.findings.get('ill')?.criterion.matches(situation) ?? [];
    expect(matches.map(({ finding }) => finding)).to.deep.equal(['feels hot', 'ill']);
  });

  it('tally points, and name what is not known', () => {
    expect(ask('{ tally: risk, atLeast: 2 }', of('fever', 'cough'))).to.equal('present');
    expect(ask('{ tally: risk, moreThan: 1 }', of('fever'))).to.equal('absent');
    expect(ask('{ tally: risk, atMost: 0 }', {})).to.equal('present');
    const state = small.rulebook.tallies.get('risk')?.state(situationOf(small, { ...of('fever'), ...noAge }));
    expect(state?.points.map(({ id }) => id)).to.deep.equal(['hot']);
    expect(state?.unknown).to.deep.equal(['old']);
  });

  it('take the first row of a table that matches', () => {
    const old: Chart = { ...of('midback', 'fever'), patient: { birthDate: '1950-01-01' } };
    expect(ask('{ table: steps, gives: gentle }', old)).to.equal('present');
    expect(ask('{ table: steps, gives: wait }', old)).to.equal('absent');
    expect(ask('{ table: steps, gives: [wait, walk] }', of('midback', 'fever'))).to.equal('present');
    expect(ask('{ table: steps, gives: walk }', of('midback'))).to.equal('present');
    expect(ask('{ table: steps, gives: walk }', {})).to.equal('present');
  });

  it('stop at a row that cannot be decided, or pass over it', () => {
    const chart = { ...of('midback', 'fever'), ...noAge };
    expect(ask('{ table: steps, gives: wait }', chart)).to.equal('unknown');
    expect(ask('{ table: softer, gives: walk }', chart)).to.equal('present');
    expect(ask('{ table: steps, gives: walk }', { gaps: { conditions: 'unknown' } })).to.equal('unknown');
  });
});

describe('a reference that leads nowhere stops the load:', () => {
  afterEach(removeHooks);

  const finding = (find: string): SmallFiles => ({
    ...FILES,
    'findings/y.yaml': `findings:\n  - id: asked\n    label: asked\n    find: ${find}\n`,
  });
  const scale = (rows: string, head = ''): SmallFiles => ({
    ...FILES,
    'scales/x.yaml': `scales: [{ id: s, label: s, levels: [none, some] }]\n${head}rows:\n${rows}`,
  });
  const row = (more: string): string => `  - id: R1\n    label: r\n    short: r\n${more}`;
  const evidence = '    evidence: [{ find: hot, level: some }]\n';

  const mistakes: Readonly<Record<string, readonly [SmallFiles, string]>> = {
    finding: [finding('cold'), 'findings/y.yaml line 4: there is no finding or scale row "cold"'],
    'finding inside a combination': [
      finding('{ all: [hot, { none: [cold] }] }'),
      'findings/y.yaml line 4: there is no finding',
    ],
    tally: [finding('{ tally: luck, atLeast: 1 }'), 'there is no tally "luck"'],
    'tally without a bound': [finding('{ tally: risk }'), 'expected a bound'],
    'tally with a unit': [finding('{ tally: risk, atLeast: 2 d }'), 'expected a plain number'],
    table: [finding('{ table: chairs, gives: wait }'), 'there is no table "chairs"'],
    'outcome of a table': [finding('{ table: steps, gives: [wait, run] }'), 'steps never gives "run"'],
    card: [finding('{ card: ace }'), 'there is no card "ace"'],
    scale: [finding('{ level: s, atLeast: some }'), 'there is no scale "s"'],
    flag: [
      {
        ...scale(row(evidence)),
        ...{ 'findings/y.yaml': 'findings: [{ id: a, label: a, find: { flag: odd, scale: s } }]' },
      },
      'no row of s is marked "odd"',
    ],
    level: [
      {
        ...scale(row(evidence)),
        'findings/y.yaml': 'findings: [{ id: a, label: a, find: { level: s, atLeast: much } }]',
      },
      's has no level "much"',
    ],
    'row of a level': [
      {
        ...scale(row(evidence)),
        'findings/y.yaml': 'findings: [{ id: a, label: a, find: { level: s, atLeast: some, rows: [R9] } }]',
      },
      'there is no row or group "R9"',
    ],
    'leading row': [
      { ...scale(row(evidence)), 'findings/y.yaml': 'findings: [{ id: a, label: a, find: { leading: R9 } }]' },
      'there is no finding or scale row "R9"',
    ],
    'a group as if it were a row': [
      {
        ...scale(row(`    group: G\n${evidence}`), 'groups: [{ id: G, label: g }]\n'),
        'findings/y.yaml': 'findings: [{ id: a, label: a, find: G }]',
      },
      'there is no finding or scale row "G"',
    ],
    'level of evidence': [
      scale(row('    evidence: [{ find: hot, level: much }]\n')),
      'scales/x.yaml line 6: s has no level "much"',
    ],
    'scale of evidence': [
      scale(row('    evidence: [{ find: hot, levels: { t: some } }]\n')),
      'there is no scale "t" in this file',
    ],
    'group of a row': [scale(row(`    group: G\n${evidence}`)), 'scales/x.yaml line 6: there is no group "G"'],
    'scale of a mark': [
      scale(row(`${evidence}    flags: { t: [a] }\n`)),
      'scales/x.yaml line 7: there is no scale "t"',
    ],
    'scale of a note': [scale(row(`${evidence}    notes: { t: a }\n`)), 'scales/x.yaml line 7: there is no scale "t"'],
    'steps without a level for undated': [
      scale(row('    evidence: [{ find: hot, steps: [{ within: 3 d, level: some }] }]\n')),
      'steps need "undated"',
    ],
    'adjustment both ways': [
      scale(row(`${evidence}    lower: [{ when: hot, to: none, by: 1 }]\n`)),
      'either "to" or "by"',
    ],
    'row that was acted on': [
      scale(row(evidence), 'actedOn: { find: hot, from: some, except: [R9] }\n'),
      'there is no row "R9"',
    ],
    'a combination that asks who leads': [
      scale(row(`${evidence}    raise: [{ when: { leading: R1 }, to: some }]\n`)),
      'cannot ask which of its rows leads',
    ],
    'a row after one that always matches': [
      {
        ...FILES,
        'tables/y.yaml':
          'tables:\n  - id: t\n    label: t\n    whenUnknown: stop\n    otherwise: a\n    rows:\n      - { id: "1", gives: b }\n      - { id: "2", when: hot, gives: c }\n',
      },
      'tables/y.yaml line 8: unreachable',
    ],
  };

  for (const [name, [files, message]] of Object.entries(mistakes)) {
    it(name, () => {
      expect(faultIn(files))
        .to.match(/^hooks\/[a-z]+\/[xy]\.yaml line \d+: /u)
        .and.contain(message);
    });
  }

  it('a circle of findings', () => {
    const circle = 'findings:\n  - { id: a, label: a, find: b }\n  - { id: b, label: b, find: { none: [a] } }\n';
    expect(faultIn({ 'findings/x.yaml': circle })).to.match(
      /^hooks\/findings\/x\.yaml line 3: circular: a -> b -> a$/u,
    );
  });

  it('a circle through a table, a tally and a scale', () => {
    const asking = (find: string): SmallFiles => ({
      'findings/x.yaml': `findings: [{ id: hot, label: a, find: ${find} }]`,
    });
    expect(faultIn({ ...FILES, ...asking('{ table: steps, gives: wait }') })).to.contain(
      'circular: hot -> steps -> hot',
    );
    expect(faultIn({ ...FILES, ...asking('{ tally: risk, atLeast: 1 }') })).to.contain('circular: hot -> risk -> hot');
    expect(faultIn({ ...scale(row(evidence)), ...asking('R1') })).to.contain('circular: hot -> s -> hot');
  });

  it('an id that is used twice', () => {
    const twice = 'findings:\n  - { id: hot, label: a, find: { condition: fever } }\n';
    expect(faultIn({ ...FILES, 'findings/y.yaml': twice })).to.equal(
      'hooks/findings/y.yaml line 2: the id "hot" is used twice',
    );
    expect(faultIn(scale(row(evidence) + row(evidence)))).to.contain('scales/x.yaml line 7: the id "R1" is used twice');
    expect(faultIn({ ...scale(row(evidence)), 'findings/y.yaml': twice.replace('hot', 'R1') })).to.contain(
      'the id "R1" is used twice',
    );
    expect(
      faultIn({
        ...FILES,
        'scales/a.yaml': `scales: [{ id: s, label: s, levels: [a, b] }, { id: s, label: s, levels: [a, b] }]\nrows:\n${row('    evidence: [{ find: hot, levels: { s: a } }]\n')}`,
      }),
    ).to.contain('the id "s" is used twice');
  });
});
