import { expect } from 'chai';
import type { ExpectedCard, WorkedCase } from './case-model.ts';
import { compareCase } from './run-cases.ts';

const card = {
  summary: 'Pain 6/10 after 6 days of topical NSAID',
  detail: 'Check **INR** in 5–7\ndays.',
  indicator: 'info',
  source: { label: 'A guideline', topic: { code: 'oral-nsaid-step-up' } },
  suggestions: [
    {
      isRecommended: true,
      actions: [{ type: 'delete' }],
      extension: { 'com.midback-cds.id': 'ibuprofen-400' },
    },
    { actions: [{ type: 'create' }], extension: { 'com.midback-cds.id': 'naproxen-500' } },
  ],
  extension: { 'com.midback-cds.why': { sections: ['stay-active', 'adjunct-heat'] } },
};

const expected: ExpectedCard = {
  rule: 'oral-nsaid-step-up',
  indicator: 'info',
  suggestions: ['naproxen-500', 'ibuprofen-400'],
  recommended: ['ibuprofen-400'],
};

function caseThatExpects(expect: WorkedCase['expect'], hook: WorkedCase['hook'] = 'patient-view'): WorkedCase {
  return { id: 'C00', story: 'an example', hook, patient: { age: 40 }, expect };
}

function differencesOf(changes: Partial<ExpectedCard>): readonly string[] {
  return compareCase(caseThatExpects([{ ...expected, ...changes }]), 200, { cards: [card] });
}

describe('comparing an answer with a case', () => {
  it('finds nothing when all is as expected, in whatever order suggestions and sections come', () => {
    expect(differencesOf({ sections: ['adjunct-heat', 'stay-active'] })).to.deep.equal([]);
  });

  it('finds another indicator', () => {
    expect(differencesOf({ indicator: 'warning' })).to.have.length(1);
  });

  it('finds a suggestion that is missing and one that is too much', () => {
    expect(differencesOf({ suggestions: ['ibuprofen-400'] })).to.have.length(1);
    expect(differencesOf({ suggestions: ['ibuprofen-400', 'naproxen-500', 'omeprazole-20'] })).to.have.length(1);
  });

  it('finds another recommendation, also where the case names none', () => {
    expect(differencesOf({ recommended: ['naproxen-500'] })).to.have.length(1);
    expect(differencesOf({ recommended: [] })).to.have.length(1);
    const unmarked = {
      rule: expected.rule,
      indicator: expected.indicator,
      suggestions: ['naproxen-500', 'ibuprofen-400'],
    };
    expect(compareCase(caseThatExpects([unmarked]), 200, { cards: [card] })).to.have.length(1);
  });

  it('leaves suggestions alone that the case does not speak of', () => {
    const bare = { rule: expected.rule, indicator: expected.indicator };
    expect(compareCase(caseThatExpects([bare]), 200, { cards: [card] })).to.deep.equal([]);
  });

  it('finds sections that are missing or too much', () => {
    expect(differencesOf({ sections: ['stay-active'] })).to.have.length(1);
    expect(differencesOf({ 'sections-include': ['edu-flare-ups'] })).to.have.length(1);
    expect(differencesOf({ 'sections-exclude': ['stay-active'] })).to.have.length(1);
  });

  it('reads words across lines, marks and kinds of hyphen', () => {
    expect(differencesOf({ says: ['inr in 5-7 days', '6 days'] })).to.deep.equal([]);
    expect(differencesOf({ says: ['off-label'], 'says-not': ['topical nsaid'] })).to.have.length(2);
  });

  it('finds a delete action where none may be', () => {
    expect(differencesOf({ 'no-delete': true })).to.have.length(1);
  });

  it('finds cards that are missing, too much or twice', () => {
    expect(compareCase(caseThatExpects([expected]), 200, { cards: [] })).to.have.length(1);
    expect(compareCase(caseThatExpects([]), 200, { cards: [card] })).to.have.length(1);
    expect(compareCase(caseThatExpects([expected]), 200, { cards: [card, card] })).to.have.length(1);
  });

  it('minds the order of the cards on patient-view only', () => {
    const other = { ...card, source: { topic: { code: 'gi-protection' } } };
    const both = [expected, { rule: 'gi-protection', indicator: 'info' }] as const;
    expect(compareCase(caseThatExpects(both), 200, { cards: [other, card] })).to.have.length(1);
    expect(compareCase(caseThatExpects(both, 'order-sign'), 200, { cards: [other, card] })).to.deep.equal([]);
  });

  it('finds an error where cards are expected, and an answer that is none', () => {
    expect(compareCase(caseThatExpects([]), 500, { resourceType: 'OperationOutcome' })).to.have.length(1);
    for (const body of [undefined, null, 'cards', [], { cards: {} }])
      expect(compareCase(caseThatExpects([]), 200, body)).to.have.length(1);
  });

  it('reads an expected error by its status, its type and the words it names', () => {
    const wanted = caseThatExpects({ http: 412, names: ['conditions'] });
    const outcome = { resourceType: 'OperationOutcome', issue: [{ diagnostics: 'missing: conditions' }] };
    expect(compareCase(wanted, 412, outcome)).to.deep.equal([]);
    expect(compareCase(wanted, 200, { cards: [] })).to.have.length(3);
  });
});
