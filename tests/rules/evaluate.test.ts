// One request against the rulebook: which cards are due, for which drafts, and what failed on the way.
import { expect } from 'chai';
import { evaluate, type Evaluation } from '../../src/rules/evaluate.ts';
import { condition, criterionOf, draft, recordOf, type Chart } from '../support/small-chart.ts';
import { card, cards } from '../support/small-cards.ts';
import { compileSmall, removeHooks, type Small, type SmallFiles } from '../support/small-knowledge.ts';

/** Fails on an age without a unit. */
const FAILS = '{ condition: cough, where: "onset.ofType(Age) > 3 \'a\'" }';
const BROKEN = condition('cough', { onsetAge: { value: 3, unit: 'odd' } });

describe('an evaluation', () => {
  afterEach(removeHooks);

  const run = (
    files: SmallFiles,
    chart: Chart,
    hook = 'patient-view',
    gate = '{ none: [{ condition: hives }] }',
  ): Evaluation => {
    const small: Small = compileSmall(files);
    return evaluate(small.rulebook, criterionOf(small.rulebook, gate), recordOf(small.knowledge, chart), hook);
  };
  const due = (...args: Parameters<typeof run>): readonly string[] =>
    run(...args).due.map(
      ({ rule, dues }) =>
        `${rule.id} ${dues.map(({ variant, situation }) => `${variant.id}@${situation.subject?.reference ?? 'patient'}`).join(' ')}`,
    );
  const hot: Chart = { resources: [condition('fever')] };

  it('finds the cards that are due on the hook', () => {
    const files = cards(
      card('a', {}),
      card('b', { when: '{ condition: ache }' }),
      card('c', { hooks: '[order-sign]' }),
    );
    expect(due(files, hot)).to.deep.equal(['a base@patient']);
    expect(due(files, hot, 'order-sign')).to.deep.equal(['a base@patient', 'c base@patient']);
  });

  it('asks nothing behind a closed gate', () => {
    const shut: Chart = { resources: [condition('fever'), condition('hives')] };
    expect(due(cards(card('a', {})), shut)).to.deep.equal([]);
    expect(due(cards(card('a', {})), { gaps: { conditions: 'unknown' } })).to.deep.equal([]);
  });

  it('leaves out what is off, and counts what is silent', () => {
    const result = run(cards(card('a', { status: "'off'" }), card('b', { status: 'silent' })), hot);
    expect(result.due).to.deep.equal([]);
    expect(result.silent).to.deep.equal(['b']);
  });

  it('sends a warning out in doubt, and nothing else', () => {
    const when = '{ fact: age, atLeast: 65 a }';
    const files = cards(card('a', { when }), card('b', { when, whenUnknown: 'fire' }));
    expect(due(files, { patient: { birthDate: undefined } })).to.deep.equal(['b base@patient']);
  });

  it('takes the first variant whose condition holds, and no card when none does', () => {
    const variants = (more: string) =>
      `[{ id: one, when: { condition: ache }, indicator: info, summary: a }, { id: two, ${more}indicator: info, summary: b }]`;
    expect(due(cards(card('a', { variants: variants('') })), hot)).to.deep.equal(['a two@patient']);
    expect(due(cards(card('a', { variants: variants('when: { condition: ache }, ') })), hot)).to.deep.equal([]);
  });

  it('is about every draft under review that fits', () => {
    const files = cards(card('a', { subject: '{ order: nsaid }', when: '{ order: nsaid, except: steroid }' }));
    const orders = [draft('8001'), draft('8004'), draft('8005'), draft('9002')];
    expect(due(files, { orders }, 'order-sign')).to.deep.equal([
      'a base@MedicationRequest/d-8001 base@MedicationRequest/d-9002',
    ]);
    expect(due(files, { orders, selections: ['MedicationRequest/d-9002'] }, 'order-select')).to.deep.equal([
      'a base@MedicationRequest/d-9002',
    ]);
  });

  it('does not take the drafts that a card is about for context', () => {
    const files = cards(
      card('a', { subject: '{ order: nsaid }', when: '{ none: [{ medication: nsaid, orDrafted: true }] }' }),
    );
    expect(due(files, { orders: [draft('8001'), draft('9002')] }, 'order-sign')).to.have.length(1);
  });

  it('lets cards ask about each other, for the same draft or for any', () => {
    const files = cards(
      card('a', { subject: '{ order: [nsaid, steroid] }', when: '{ none: [{ card: b }] }' }),
      card('b', { subject: '{ order: nsaid }', when: '{ order: nsaid }' }),
      card('c', { when: '{ card: b }' }),
      card('d', { when: '{ card: e }' }),
      card('e', { when: '{ card: d }' }),
    );
    expect(due(files, { orders: [draft('8001'), draft('8004')] }, 'order-sign')).to.deep.equal([
      'a base@MedicationRequest/d-8004',
      'b base@MedicationRequest/d-8001',
      'c base@patient',
    ]);
  });

  it('does not find a card due that is off or not of the hook', () => {
    const files = cards(
      card('a', { when: '{ any: [{ card: b }, { card: c }] }' }),
      card('b', { status: "'off'" }),
      card('c', { hooks: '[order-sign]' }),
    );
    expect(due(files, hot)).to.deep.equal([]);
  });

  it('leaves out a rule that fails, and only that one', () => {
    const files = cards(card('a', { when: FAILS }), card('b', {}), card('c', { subject: FAILS }));
    const result = run(files, { resources: [condition('fever'), BROKEN] });
    expect(result.due.map(({ rule }) => rule.id)).to.deep.equal(['b', 'c']);
    expect(result.failures.map(({ id }) => id)).to.deep.equal(['a']);
  });
});
