// Every invariant must be able to fail: each is shown an answer with the defect that it is there for.
import { expect } from 'chai';
import type { Action, Card, Suggestion } from '../../src/cards/card.ts';
import type { RawResource } from '../../src/fhir/types.ts';
import { coded, resource, rx } from '../support/facts.ts';
import { shippedEngine } from '../support/service.ts';
import { drafts } from './draft-orders.ts';
import { factNamed } from './facts.ts';
import { found } from './found.ts';
import { invariants, ruleOf } from './invariants.ts';
import { ask, type Asked } from './oracle.ts';
import { caseOf, requestFor, type Case } from './patients.ts';

const withFacts = (...ids: string[]): Case => caseOf({ facts: ids.map(factNamed) });
const ordering = (order: string, ...ids: string[]): Case =>
  caseOf({ hook: 'order-sign', facts: ids.map(factNamed), drafts: [found(drafts.find(({ id }) => id === order))] });

const order = (code: string, name: string): RawResource =>
  resource('MedicationRequest', { status: 'draft', intent: 'proposal', medicationCodeableConcept: rx(code, name) });
const gel = order('855633', 'Diclofenac Sodium 0.01 MG/MG Topical Gel');
const ibuprofen = order('197805', 'Ibuprofen 400 MG Oral Tablet');
const oxycodone = order('1049621', 'oxycodone hydrochloride 5 MG Oral Tablet');
const acetaminophen = order('313782', 'acetaminophen 325 MG Oral Tablet');
const mri = resource('ServiceRequest', { code: coded('http://www.ama-assn.org/go/cpt', '72146') });

type Doctor = (cards: readonly Card[]) => readonly Card[];

const without =
  (rule: string): Doctor =>
  (cards) =>
    cards.filter((card) => ruleOf(card) !== rule);
const renamed =
  (rule: string): Doctor =>
  (cards) =>
    cards.map((card) => ({ ...card, source: { ...card.source, topic: { ...card.source.topic, code: rule } } }));
const suggesting = (...actions: Action[]): Doctor =>
  doctored((card, one) => ({ ...card, suggestions: [{ ...one, actions }] }));
const creating = (...made: RawResource[]): Doctor =>
  suggesting(...made.map((one) => ({ type: 'create', description: 'Order', resource: one }) as const));

function doctored(change: (card: Card, suggestion: Suggestion) => Card): Doctor {
  return (cards) => {
    const [card, ...rest] = cards.filter(({ suggestions = [] }) => suggestions.length > 0);
    return [change(found(card), found(card?.suggestions?.[0])), ...rest];
  };
}

interface Seeded {
  readonly invariant: keyof typeof invariants;
  readonly defect: string;
  readonly one: Case;
  readonly doctor: Doctor;
}

const notSelected = ((): Case => {
  const selected = ordering('draft-bed-rest').drafts;
  return {
    ...ordering('draft-tramadol'),
    hook: 'order-select',
    selected: 1,
    drafts: [...selected, ...ordering('draft-tramadol').drafts],
  };
})();
const healthy = withFacts('hypertension');
const deletion = (id: string): Action => ({
  type: 'delete',
  description: 'Remove',
  resourceId: `MedicationRequest/${id}`,
});

const seeded: readonly Seeded[] = [
  {
    invariant: 'isValid',
    defect: 'no indicator',
    one: healthy,
    doctor: (cards) => cards.map(({ indicator: _, ...rest }) => rest as Card),
  },
  {
    invariant: 'summariesAreShort',
    defect: '140 characters',
    one: healthy,
    doctor: (cards) => cards.map((card) => ({ ...card, summary: 'x'.repeat(140) })),
  },
  {
    invariant: 'noNsaidAgainstItsScale',
    defect: 'a tablet at "avoid"',
    one: withFacts('heart-failure'),
    doctor: creating(ibuprofen),
  },
  { invariant: 'noNsaidAgainstItsScale', defect: 'a gel at "avoid"', one: withFacts('egfr-25'), doctor: creating(gel) },
  {
    invariant: 'noNsaidAgainstItsScale',
    defect: 'a gel that is not to be proposed',
    one: withFacts('pregnancy-12-weeks'),
    doctor: creating(gel),
  },
  {
    invariant: 'badNsaidIsWarnedOf',
    defect: 'an order without a warning',
    one: ordering('draft-ibuprofen', 'warfarin'),
    doctor: without('nsaid-safety'),
  },
  {
    invariant: 'badNsaidIsWarnedOf',
    defect: 'a drug taken without a warning',
    one: withFacts('ibuprofen', 'warfarin'),
    doctor: without('nsaid-safety'),
  },
  {
    invariant: 'scalesFollowTheCatalogue',
    defect: 'a row left out',
    one: caseOf({ facts: [{ ...factNamed('hypertension'), oral: 'avoid' }] }),
    doctor: (cards) => cards,
  },
  { invariant: 'noOpioid', defect: 'oxycodone', one: healthy, doctor: creating(oxycodone) },
  {
    invariant: 'acetaminophenIsSafe',
    defect: 'liver failure',
    one: withFacts('liver-failure'),
    doctor: creating(acetaminophen),
  },
  {
    invariant: 'acetaminophenIsSafe',
    defect: 'no cap with warfarin',
    one: withFacts('warfarin'),
    doctor: creating(acetaminophen),
  },
  {
    invariant: 'acetaminophenIsSafe',
    defect: 'a second one',
    one: ordering('draft-acetaminophen', 'egfr-25'),
    doctor: () => found([ask(shippedEngine(), requestFor(withFacts('egfr-25')))][0]).cards,
  },
  { invariant: 'imagingFollowsFlags', defect: 'an image without a flag', one: healthy, doctor: creating(mri) },
  {
    invariant: 'imagingFollowsFlags',
    defect: 'no image with a flag',
    one: withFacts('fever'),
    doctor: renamed('imaging-no-red-flag'),
  },
  {
    invariant: 'flagsAreShown',
    defect: 'EMERGENT as a warning',
    one: withFacts('cauda-equina'),
    doctor: (cards) => cards.map((card) => ({ ...card, indicator: 'warning' as const })),
  },
  {
    invariant: 'flagsAreShown',
    defect: 'URGENT hidden',
    one: withFacts('fever'),
    doctor: without('red-flag-evaluation'),
  },
  { invariant: 'nothingTwice', defect: 'two cards of a rule', one: healthy, doctor: (cards) => [...cards, ...cards] },
  {
    invariant: 'nothingTwice',
    defect: 'a suggestion on two cards',
    one: healthy,
    doctor: (cards) => [...cards, ...renamed('another')(cards)],
  },
  {
    invariant: 'nothingTwice',
    defect: 'a removal on two cards',
    one: ordering('draft-ibuprofen', 'warfarin'),
    doctor: (cards) => [
      ...cards,
      ...renamed('another')(suggesting(deletion('draft-ibuprofen'))(cards.filter(({ suggestions }) => suggestions))),
    ],
  },
  {
    invariant: 'replacedOnce',
    defect: 'a draft replaced by one drug on two cards',
    one: ordering('draft-tramadol'),
    doctor: (cards) => {
      const replacing = suggesting(deletion('draft-tramadol'), {
        type: 'create',
        description: 'Order',
        resource: acetaminophen,
      })(cards);
      return [...replacing, ...renamed('another')(replacing)];
    },
  },
  {
    invariant: 'deletesAreOrders',
    defect: 'a drug of the record',
    one: withFacts('oxycodone'),
    doctor: suggesting(deletion('oxycodone')),
  },
  {
    invariant: 'deletesAreOrders',
    defect: 'an order that is not selected',
    one: notSelected,
    doctor: () => found([ask(shippedEngine(), requestFor(ordering('draft-tramadol')))][0]).cards,
  },
  {
    invariant: 'replacementIsNotWarnedOf',
    defect: 'the drug that is warned of',
    one: ordering('draft-ibuprofen', 'warfarin'),
    doctor: suggesting(deletion('draft-ibuprofen'), { type: 'create', description: 'Order', resource: ibuprofen }),
  },
  {
    invariant: 'recommendsOne',
    defect: 'two recommended',
    one: ordering('draft-tramadol'),
    doctor: doctored((card, one) => ({
      ...card,
      suggestions: [one, one].map((each) => ({ ...each, isRecommended: true as const })),
    })),
  },
];

describe('every invariant can fail', function () {
  this.timeout(60_000);
  const asks = (one: Case): Asked => ask(shippedEngine(), requestFor(one));

  for (const { invariant, defect, one, doctor } of seeded) {
    it(`${invariant}: ${defect}`, () => {
      const asked = asks(one);
      if (defect !== 'a row left out') expect(invariants[invariant](one, asked)).to.deep.equal([]);
      expect(invariants[invariant](one, { ...asked, cards: doctor(asked.cards) })).to.not.be.empty;
    });
  }

  it('and all of them are here', () => {
    expect(Object.keys(invariants).filter((name) => !seeded.some(({ invariant }) => invariant === name))).to.deep.equal(
      [],
    );
  });
});
