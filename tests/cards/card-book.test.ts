// Texts of cards, and every reference in them that leads nowhere.
import { expect } from 'chai';
import { condition, type Chart } from '../support/small-chart.ts';
import { answer, card, cards } from '../support/small-cards.ts';
import { faultIn, removeHooks, type SmallFiles } from '../support/small-knowledge.ts';

const BASE: SmallFiles = {
  'scales/x.yaml': `
scales: [{ id: flags, label: Flags, levels: [none, consider, urgent, emergent] }]
groups: [{ id: HOT, label: heat }]
rows:
  - id: FEVER
    group: HOT
    section: cool
    label: fever
    short: fever
    evidence: [{ find: { condition: fever }, level: urgent }]
    notes: { flags: Drink. }
  - id: COUGH
    group: HOT
    label: cough
    short: cough
    evidence: [{ find: { condition: cough }, level: consider }]
`,
  'cards/sections.yaml':
    'sections:\n  - { id: cool, rule: rf-heat, text: Cool down. }\n  - { id: rest, text: Rest., when: { condition: ache } }\n',
};
const hot: Chart = { resources: [condition('fever', { onsetDateTime: '2026-02-27' }), condition('cough')] };

describe('the detail of a card', () => {
  afterEach(removeHooks);

  const detail = (blocks: string, chart = hot) =>
    answer({ ...BASE, ...cards(card('a', { detail: blocks })) }, chart).cards[0];

  it('has a bullet for each row with its evidence, and the lines of their sections', () => {
    const made = detail('[{ rows: flags, sections: true }]');
    expect(made?.detail).to.equal(
      '- **fever**, urgent (Condition, 2026-02-27)\n- **cough**, consider (Condition, no date)\n- Cool down.',
    );
    expect(made?.extension['com.midback-cds.why'].sections).to.deep.equal(['rf-heat']);
  });

  it('shows rows between two levels, without sections unless asked to', () => {
    expect(detail('[{ rows: flags, atLeast: urgent }]')?.detail).to.equal(
      '- **fever**, urgent (Condition, 2026-02-27)',
    );
    expect(detail('[{ rows: flags, atMost: consider }]')?.detail).to.contain('cough').and.not.contain('fever');
  });

  it('shows sections and blocks whose condition holds, and notes of matched rows', () => {
    expect(detail('[{ sections: [cool, rest] }]')?.detail).to.equal('- Cool down.');
    expect(detail('[{ text: A }, { text: B, when: { condition: ache } }, { notes: flags }]')?.detail).to.equal(
      'A\n\n- Drink.',
    );
  });

  it('is left out when nothing is to be said', () => {
    expect(detail('[{ text: B, when: { condition: ache } }]')).not.to.have.property('detail');
  });
});

describe('a mistake in a card stops the load:', () => {
  afterEach(removeHooks);

  const one = (more: Readonly<Record<string, string>>): SmallFiles => ({ ...BASE, ...cards(card('a', more)) });
  const summary = (text: string): SmallFiles => one({ variants: `[{ id: b, indicator: info, summary: '${text}' }]` });
  const suggestion = (actions: string): SmallFiles => ({
    ...one({ suggestions: '{ behavior: any, list: [{ use: x }] }' }),
    'suggestions/x.yaml': `suggestions:\n  - { id: x, label: X, actions: ${actions} }\n  - { id: y, label: Y, actions: [{ use: x }] }\n`,
  });

  const mistakes: Readonly<Record<string, readonly [SmallFiles, string]>> = {
    'an unknown source': [one({ source: '{ label: G, of: R9 }' }), 'cards/x.yaml line 11: there is no "R9"'],
    'a source list without a last resort': [
      one({ source: '[{ label: G, of: R1, when: { condition: fever } }]' }),
      'the last source must have no condition',
    ],
    'an unknown link': [one({ links: '[R1, R9]' }), 'there is no "R9"'],
    'an unknown override reason': [one({ overrideReasons: '[whim]' }), 'cards/x.yaml line 12: there is no "whim"'],
    'an unknown common override reason': [
      { ...BASE, 'override-reasons.yaml': 'common: [whim]\nreasons: [{ code: a, display: A }]\n' },
      'override-reasons.yaml line 1: there is no "whim"',
    ],
    'an unknown suggestion': [one({ suggestions: '{ behavior: any, list: [{ use: x }] }' }), 'there is no "x"'],
    'an unknown suggestion inside one': [suggestion('[{ use: z }]'), 'suggestions/x.yaml line 2: there is no "z"'],
    'a suggestion that uses one that uses one': [suggestion('[{ use: y }]'), 'uses another suggestion itself'],
    'an unknown section': [one({ detail: '[{ sections: [hush] }]' }), 'there is no section "hush"'],
    'an unknown section of a row': [
      { ...one({ detail: '[{ rows: flags }]' }), 'cards/sections.yaml': undefined },
      'the section "cool", which does not exist',
    ],
    'an unknown scale of rows': [one({ detail: '[{ rows: fish }]' }), 'there is no scale "fish"'],
    'an unknown level of rows': [one({ detail: '[{ rows: flags, atLeast: much }]' }), 'flags has no level "much"'],
    'an unknown group of rows': [one({ detail: '[{ rows: flags, groups: [COLD] }]' }), 'there is no group "COLD"'],
    'an unknown placeholder': [summary('{{weather}}'), 'there is no placeholder "{{weather}}"'],
    'a misspelt placeholder': [summary('{{ drug }}'), 'a placeholder is written'],
    'an unknown scale in a placeholder': [summary('{{top fish}}'), 'there is no scale "fish"'],
    'an unknown fact in a placeholder': [summary('{{fact mood}}'), 'there is no fact "mood"'],
    'an unknown tally in a placeholder': [summary('{{tally luck}}'), 'there is no tally "luck"'],
    'an unknown table in a placeholder': [summary('{{outcome chairs}}'), 'there is no table "chairs"'],
    'a variant after one that always holds': [
      one({ variants: '[{ id: b, indicator: info, summary: s }, { id: c, indicator: info, summary: s }]' }),
      'no variant after it is reachable',
    ],
    'two variants with one id': [
      one({
        variants:
          '[{ id: b, when: { condition: fever }, indicator: info, summary: s }, { id: b, indicator: info, summary: s }]',
      }),
      'the id "b" is used twice',
    ],
    'an indicator for another hook': [
      one({ hooks: '[patient-view]', variants: '[{ id: b, indicator: { order-sign: info }, summary: s }]' }),
      'the card is not shown on order-sign',
    ],
    'two cards with one id': [{ ...BASE, ...cards(card('a', {}), card('a', {})) }, 'the id "a" is used twice'],
    'a note without a text': [
      { ...BASE, 'notes.yaml': 'notes:\n  - { code: free-text, text: a }\n' },
      'there is no text for the note',
    ],
    'an unknown source of a finding': [
      {
        ...BASE,
        'findings/x.yaml': 'findings:\n  - id: a\n    label: a\n    find: { condition: fever }\n    source: [R9]\n',
      },
      'findings/x.yaml line 5: there is no "R9"',
    ],
    'an unknown source of a row': [
      {
        ...BASE,
        'scales/x.yaml': (BASE['scales/x.yaml'] ?? '').replace('label: cough', 'label: cough\n    source: [R9]'),
      },
      'there is no "R9"',
    ],
  };

  for (const [name, [files, message]] of Object.entries(mistakes)) {
    it(name, () => {
      expect(faultIn(files))
        .to.match(/^hooks\/[a-z/-]+\.yaml line \d+: /u)
        .and.contain(message);
    });
  }
});
