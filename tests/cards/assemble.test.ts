// From due cards to the wire: order, limits, caps, texts, suggestions, and why.
import { expect } from 'chai';
import fc from 'fast-check';
import type { Card } from '../../src/cards/card.ts';
import { condition, draft, type Chart } from '../support/small-chart.ts';
import { answer, card, cards } from '../support/small-cards.ts';
import { removeHooks, type SmallFiles } from '../support/small-knowledge.ts';

const hot: Chart = { resources: [condition('fever', { onsetDateTime: '2026-02-27' })] };
const FAILS = '{ condition: cough, where: "onset.ofType(Age) > 3 \'a\'" }';
const BROKEN = condition('cough', { onsetAge: { value: 3, unit: 'odd' } });
const SUGGESTIONS: SmallFiles = {
  'suggestions/x.yaml': `
suggestions:
  - id: gel
    label: 'Gel for {{orders}}'
    actions:
      - create:
          description: Order gel
          resource:
            resourceType: MedicationRequest
            status: draft
            intent: order
            subject: { reference: '{{patient}}' }
            encounter: { reference: '{{encounter}}' }
            authoredOn: '{{now}}'
            reasonReference: [{ reference: '{{reason}}' }]
  - { id: remove, label: 'Remove {{orders}}', actions: [{ delete: { orders: subjects, description: 'Remove {{order}}' } }] }
  - id: swap
    label: 'Swap {{orders}}'
    actions: [{ delete: { orders: subjects, description: 'Remove {{order}}' } }, { use: gel }]
  - id: note
    label: Attach a note
    actions: [{ update: { orders: subjects, description: Keep, note: 'Kept {{today}}' } }]
`,
};
const offering = (behavior: string, ...uses: readonly string[]) =>
  `{ behavior: ${behavior}, list: [${uses.map((use) => `{ use: ${use}, recommended: true }`).join(', ')}] }`;
const aboutDrafts = { subject: '{ order: nsaid }', when: '{ order: nsaid }' };
const why = (made: Card | undefined) => made?.extension['com.midback-cds.why'];

describe('a card', () => {
  afterEach(removeHooks);

  it('is complete', () => {
    const { cards: made } = answer(cards(card('a', { links: '[R2]', overrideReasons: '[not-msk]' })), hot);
    const [first] = made;
    expect(first).to.deep.include({
      summary: 'Summary.',
      detail: 'Text.',
      indicator: 'info',
      links: [{ label: 'Guideline R2', url: 'https://www.nice.org.uk/R2', type: 'absolute' }],
    });
    expect(first?.source).to.deep.equal({
      label: 'Guideline',
      url: 'https://www.nice.org.uk/R1',
      topic: { system: 'https://cds.example/CodeSystem/rules', code: 'a', display: 'a' },
    });
    expect(first?.overrideReasons?.map(({ code }) => code)).to.deep.equal(['patient-preference', 'not-msk']);
    expect(why(first)).to.deep.equal({
      rule: 'a',
      knowledgeVersion: '1.2.3',
      review: 'draft',
      evidence: [{ finding: 'a', reference: 'Condition/c-fever', date: '2026-02-27' }],
    });
  });

  it('is the same for the same call, byte for byte, and another for another call', () => {
    const files = cards(card('a', {}), card('b', {}));
    const one = answer(files, hot).cards;
    expect(JSON.stringify(answer(files, hot).cards)).to.equal(JSON.stringify(one));
    expect(new Set(one.map(({ uuid }) => uuid)).size).to.equal(2);
    expect(answer(files, hot, { hookInstance: 'other' }).cards[0]?.uuid).not.to.equal(one[0]?.uuid);
  });

  it('comes by priority, and no more than the limit', () => {
    const files = cards(card('a', { priority: '3' }), card('b', { priority: '1' }), card('c', { priority: '2' }));
    const made = answer(files, hot, { settings: { limits: { 'patient-view': 2 } } }).cards;
    expect(made.map((one) => why(one)?.rule)).to.deep.equal(['b', 'c']);
  });

  it('is capped on a hook, save where it is exempt', () => {
    const variants = '[{ id: base, indicator: { order-sign: critical }, summary: S }]';
    const files = cards(card('a', { variants }), card('b', { variants }));
    const caps = { 'order-sign': { at: 'warning' as const, except: ['b'] } };
    const made = answer(files, hot, { hook: 'order-sign', settings: { caps } }).cards;
    expect(made.map(({ indicator }) => indicator)).to.deep.equal(['warning', 'critical']);
  });

  it('whose text or suggestion fails is left out; the next one takes its place', () => {
    const files = {
      ...SUGGESTIONS,
      ...cards(
        card('a', { detail: `[{ text: T, when: ${FAILS} }]` }),
        card('b', { suggestions: `{ behavior: any, list: [{ use: gel, when: ${FAILS} }] }` }),
        card('c', {}),
      ),
    };
    const chart = { resources: [...(hot.resources ?? []), BROKEN] };
    const { cards: made, evaluation } = answer(files, chart, { settings: { limits: { 'patient-view': 1 } } });
    expect(made.map((one) => why(one)?.rule)).to.deep.equal(['c']);
    expect(evaluation.failures.map(({ id }) => id)).to.deep.equal(['a', 'b']);
    expect(why(made[0])?.unknown).to.deep.equal(['a', 'b']);
  });

  it('says what it asked and did not find, and what nobody can tell', () => {
    const findings =
      'findings:\n  - { id: ill, label: ill, find: { condition: ache } }\n  - { id: old, label: old, find: { fact: age, atLeast: 65 a } }\n';
    const files = {
      'findings/x.yaml': findings,
      ...cards(card('a', { when: '{ any: [{ condition: fever }, ill, old] }' })),
    };
    const [made] = answer(files, { ...hot, patient: { birthDate: undefined } }).cards;
    expect(why(made)).to.deep.include({ absent: ['ill'], unknown: ['old'] });
  });

  it('ends with a line about the data', () => {
    const [made] = answer(cards(card('a', {})), { ...hot, gaps: { allergies: 'unknown' } }).cards;
    expect(made?.detail).to.equal('Text.\n\n_Allergies not available to this service._');
  });

  it('fits its summary whatever the names, and shows a drug without a name as one', () => {
    const variants = "[{ id: base, indicator: info, summary: '{{drug}}: {{orders}} and {{dx}}' }]";
    const long = {
      medicationCodeableConcept: {
        coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '8001' }],
        text: '😀'.repeat(500),
      },
    };
    const orders = Array.from({ length: 9 }, (_, index) => draft('8001', { ...long, id: String(index) }));
    const [made] = answer(cards(card('a', { ...aboutDrafts, variants })), { orders }, { hook: 'order-sign' }).cards;
    expect(made?.summary.length).to.be.at.most(139);
    const nameless = draft('8001', { medicationCodeableConcept: { coding: long.medicationCodeableConcept.coding } });
    const [other] = answer(
      cards(card('a', { ...aboutDrafts, variants })),
      { orders: [nameless] },
      { hook: 'order-sign' },
    ).cards;
    expect(other?.summary).to.match(/^this drug: order and/iu);
  });

  it('holds no markup of the record in its detail', () => {
    const files = cards(card('a', { ...aboutDrafts, detail: "[{ text: 'Draft {{drug}} for {{dx}}.' }]" }));
    const name = fc
      .array(fc.constantFrom('[x](', '<b>', '*', '`', '|', '\n- ', 'www.', 'http://', 'a@b.c', '\ud800', 'y'))
      .map((list) => list.join(''));
    fc.assert(
      fc.property(name, (text) => {
        const order = draft('8001', {
          medicationCodeableConcept: {
            coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '8001' }],
            text,
          },
        });
        const [made] = answer(files, { orders: [order] }, { hook: 'order-sign' }).cards;
        expect(made?.detail).to.match(/^Draft (?:\\[!-/:-@[-`{-~]|[^!-/:-@[-`{-~\n])* for \.$/u);
      }),
      { numRuns: 5 },
    );
    removeHooks();
  });
});

describe('suggestions', () => {
  afterEach(removeHooks);

  const offered = (chart: Chart, ...list: readonly string[]) =>
    answer({ ...SUGGESTIONS, ...cards(...list) }, chart, { hook: 'order-sign' }).cards;
  const ids = (made: Card | undefined) =>
    (made?.suggestions ?? []).map(({ extension }) => extension['com.midback-cds.id']);

  it('leave out what the chart does not have', () => {
    const [made] = offered(hot, card('a', { suggestions: offering('any', 'gel') }));
    expect(made?.selectionBehavior).to.equal('any');
    expect(made?.suggestions?.[0]?.actions).to.deep.equal([
      {
        type: 'create',
        description: 'Order gel',
        resource: {
          resourceType: 'MedicationRequest',
          status: 'draft',
          intent: 'order',
          subject: { reference: 'Patient/p' },
          authoredOn: '2026-03-02T15:00:00.000Z',
        },
      },
    ]);
  });

  it('remove every draft that the card is about, and none when one has no id', () => {
    const file = card('a', { ...aboutDrafts, suggestions: offering('any', 'remove', 'swap') });
    const [made] = offered({ orders: [draft('8001'), draft('9002'), draft('8004')] }, file);
    expect(made?.suggestions?.[0]?.label).to.equal('Remove Drug 8001, Drug 9002');
    expect(made?.suggestions?.[0]?.actions).to.deep.equal([
      { type: 'delete', description: 'Remove Drug 8001', resourceId: 'MedicationRequest/d-8001' },
      { type: 'delete', description: 'Remove Drug 9002', resourceId: 'MedicationRequest/d-9002' },
    ]);
    expect(made?.suggestions?.[1]?.actions.map(({ type }) => type)).to.deep.equal(['delete', 'delete', 'create']);
    const [other] = offered({ orders: [draft('8001'), draft('9002', { id: undefined })] }, file);
    expect(other?.suggestions).to.equal(undefined);
    expect(other?.selectionBehavior).to.equal(undefined);
  });

  it('send a whole draft back with a note', () => {
    const [made] = offered(
      { orders: [draft('8001', { note: { text: 'old' } })] },
      card('a', { ...aboutDrafts, suggestions: offering('any', 'note') }),
    );
    const action = made?.suggestions?.[0]?.actions[0];
    expect(action?.type === 'update' ? action.resource['note'] : undefined).to.deep.equal([
      { text: 'old' },
      { text: 'Kept 2026-03-02' },
    ]);
    const [bare] = offered(
      { orders: [draft('8001', { intent: undefined })] },
      card('a', { ...aboutDrafts, suggestions: offering('any', 'note') }),
    );
    expect(bare?.suggestions).to.equal(undefined);
  });

  it('stand once in an answer, the removal of a draft on its first card', () => {
    const suggestions = offering('any', 'gel', 'remove', 'remove');
    const made = offered(
      { orders: [draft('8001')] },
      card('a', { ...aboutDrafts, suggestions }),
      card('b', { ...aboutDrafts, suggestions }),
    );
    expect(made.map(ids)).to.deep.equal([['gel', 'remove'], []]);
    expect(made[1]).not.to.have.any.keys('suggestions', 'selectionBehavior');
  });

  it('recommend one at most where only one can be taken', () => {
    const [made] = offered(
      { orders: [draft('8001')] },
      card('a', { ...aboutDrafts, suggestions: offering('at-most-one', 'gel', 'remove') }),
    );
    expect(made?.suggestions?.map(({ isRecommended }) => isRecommended)).to.deep.equal([true, undefined]);
  });
});
