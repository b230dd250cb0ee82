// What holds for every answer: the whole corpus of calls over HTTP, each promise held against all cards (conformance R1 to R9).
import { expect } from 'chai';
import type { DisplayedCoding, HookAnswer } from '../../src/cards/card.ts';
import type { ServedApp } from '../http/served-app.ts';
import { emptyPlaces } from '../support/cds-response-schema.ts';
import { validateR4 } from '../support/r4-schema.ts';
import {
  cardsOf,
  conceptsOf,
  draftsOf,
  holds,
  isAbsolute,
  isPlainLink,
  listedPages,
  nameOf,
  uuidsOf,
  type Drawn,
  type Offered,
  type Step,
} from './answer-parts.ts';
import { corpus, type NamedCall } from './corpus.ts';
import { ask, serveShipped, type Answered } from './shipped-app.ts';

interface Exchange extends NamedCall {
  readonly answered: Answered;
  readonly ms: number;
}

const MARKUP = /<[a-z!/?][^>]*>/iu;
const REVERSE_DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/u;

describe('all answers', () => {
  let app: ServedApp;
  const exchanges: Exchange[] = [];
  let cards: readonly Drawn[];
  let suggestions: readonly Offered[];
  let steps: readonly Step[];

  before(async function () {
    this.timeout(120_000);
    app = await serveShipped();
    for (const call of corpus()) {
      const started = performance.now();
      const answered = await ask(app, call.request);
      exchanges.push({ ...call, answered, ms: performance.now() - started });
    }
    const answers = exchanges.filter(({ answered }) => answered.status === 200);
    cards = answers.flatMap((call) => cardsOf(call.answered).map((card) => ({ call, card })));
    suggestions = cards.flatMap((drawn) =>
      (drawn.card.suggestions ?? []).map((suggestion) => ({ ...drawn, suggestion })),
    );
    steps = suggestions.flatMap((offered) => offered.suggestion.actions.map((action) => ({ ...offered, action })));
  });
  after(() => app.stop());

  /** The names of the calls that drew what breaks the promise; all of them must be none, over enough to mean something. */
  function breaking<T extends Drawn>(drawn: readonly T[], breaks: (one: T) => boolean, least = 100): readonly string[] {
    expect(drawn.length).to.be.greaterThan(least);
    return drawn.filter(breaks).map(({ call, card }) => `${call.name}: ${card.source.topic.code}`);
  }

  it('R1 are a list of cards and nothing beside it, or a 412 for data that must be there', () => {
    const others = exchanges.filter(({ answered: { status, body } }) =>
      status === 200
        ? !Array.isArray((body as HookAnswer).cards) || Object.keys(body as object).length > 1
        : status !== 412,
    );
    expect(others.map(({ name }) => name)).to.deep.equal([]);
  });

  it('R1 are an empty list where there is nothing to say', () => {
    expect(exchanges.filter(({ answered }) => JSON.stringify(answered.body) === '{"cards":[]}')).to.have.length.above(
      20,
    );
  });

  it('R2 keep every summary under 140 characters', () => {
    expect(breaking(cards, ({ card }) => card.summary === '' || card.summary.length >= 140)).to.deep.equal([]);
  });

  it('R2 give every card an indicator and name its source', () => {
    const indicators: readonly string[] = ['info', 'warning', 'critical'];
    expect(breaking(cards, ({ card }) => !indicators.includes(card.indicator))).to.deep.equal([]);
    expect(breaking(cards, ({ card }) => card.source.label === '')).to.deep.equal([]);
    expect(new Set(cards.map(({ card }) => card.indicator)).size).to.equal(3);
  });

  it('R2 T9 write details in Markdown without any HTML', () => {
    const texts = ({ card }: Drawn): string => `${card.summary}\n${card.detail ?? ''}`;
    expect(breaking(cards, (drawn) => MARKUP.test(texts(drawn)))).to.deep.equal([]);
    expect(cards.filter(({ card }) => /^(- |\*\*|#+ )/mu.test(card.detail ?? ''))).to.have.length.above(100);
  });

  it('R3 say how many suggestions can be taken wherever there are some', () => {
    const behaviours: readonly unknown[] = ['at-most-one', 'any'];
    const isBroken = ({ card }: Drawn): boolean =>
      card.suggestions === undefined
        ? card.selectionBehavior !== undefined
        : !behaviours.includes(card.selectionBehavior) || card.suggestions.length === 0;
    expect(breaking(cards, isBroken)).to.deep.equal([]);
  });

  it('R3 recommend one at most where one at most can be taken', () => {
    const single = cards.filter(({ card }) => card.selectionBehavior === 'at-most-one');
    const recommended = ({ card }: Drawn): number =>
      (card.suggestions ?? []).filter(({ isRecommended }) => isRecommended === true).length;
    expect(breaking(single, (drawn) => recommended(drawn) > 1, 20)).to.deep.equal([]);
  });

  it('R3 have a label and at least one action in every suggestion', () => {
    expect(breaking(suggestions, ({ suggestion }) => suggestion.label === '')).to.deep.equal([]);
    expect(breaking(suggestions, ({ suggestion }) => suggestion.actions.length === 0)).to.deep.equal([]);
    const flags = suggestions.map(({ suggestion }): unknown => suggestion.isRecommended);
    expect([...new Set(flags)]).to.have.members([true, undefined]);
  });

  it('R4 give every action its type and a description', () => {
    expect(breaking(steps, ({ action }) => !['create', 'update', 'delete'].includes(action.type))).to.deep.equal([]);
    expect(breaking(steps, ({ action }) => action.description === '')).to.deep.equal([]);
  });

  it('R4 create and update with a whole resource that is valid FHIR R4', () => {
    const written = steps.filter(({ action }) => action.type !== 'delete');
    const isBroken = ({ action }: Step): boolean => 'resourceId' in action || validateR4(action.resource).length > 0;
    expect(breaking(written, isBroken)).to.deep.equal([]);
  });

  it('R4 create only what is new, without an id of its own choice', () => {
    const created = steps.filter(({ action }) => action.type === 'create');
    expect(breaking(created, ({ action }) => action.resource?.id !== undefined)).to.deep.equal([]);
  });

  it('R4 update a draft of the call as a whole, and take nothing from it', () => {
    const updated = steps.filter(({ action }) => action.type === 'update');
    const isBroken = ({ action, call }: Step): boolean => {
      const draft = draftsOf(call.request).find((one) => nameOf(one) === nameOf(action.resource));
      return draft === undefined || !holds(action.resource, draft);
    };
    expect(breaking(updated, isBroken, 10)).to.deep.equal([]);
  });

  it('R4 delete a draft of the call by its reference, without a resource', () => {
    const deleted = steps.filter(({ action }) => action.type === 'delete');
    const isBroken = ({ action, call }: Step): boolean =>
      action.type !== 'delete' ||
      'resource' in action ||
      !draftsOf(call.request).some((draft) => nameOf(draft) === action.resourceId);
    expect(breaking(deleted, isBroken)).to.deep.equal([]);
  });

  it('R5 order the actions of a suggestion as a transaction takes them, and touch no draft twice', () => {
    const order = ['delete', 'create', 'update'];
    const several = suggestions.filter(({ suggestion }) => suggestion.actions.length > 1);
    const isBroken = ({ suggestion: { actions } }: Offered): boolean => {
      const places = actions.map(({ type }) => order.indexOf(type));
      const touched = actions.flatMap((action) =>
        action.type === 'delete' ? [action.resourceId] : action.type === 'update' ? [nameOf(action.resource)] : [],
      );
      return places.some((place, index) => place < (places[index - 1] ?? 0)) || new Set(touched).size < touched.length;
    };
    expect(breaking(several, isBroken, 10)).to.deep.equal([]);
  });

  it('R6 never say how many actions of a suggestion can be taken: all of them', () => {
    expect(breaking(suggestions, ({ suggestion }) => 'actionSelectionBehavior' in suggestion)).to.deep.equal([]);
  });

  it('R7 give every override reason a code, a system and a display, as the service defines it', async () => {
    const reasons = cards.flatMap(({ card }) => card.overrideReasons ?? []);
    expect(reasons).to.have.length.above(100);
    expect(await undefinedCodings(reasons)).to.deep.equal([]);
  });

  it('R8 link by absolute addresses with a label, none of them to an app', () => {
    const linked = cards.filter(({ card }) => card.links !== undefined);
    expect(breaking(linked, ({ card }) => !(card.links ?? []).every(isPlainLink), 20)).to.deep.equal([]);
  });

  it('R8 T9 point only to pages that the knowledge lists, whoever the patient is', () => {
    const known = listedPages();
    const pages = ({ card }: Drawn): readonly string[] => [
      card.source.url,
      ...(card.links ?? []).map(({ url }) => url),
    ];
    expect(breaking(cards, (drawn) => pages(drawn).some((page) => !known.has(page)))).to.deep.equal([]);
    const shown = cards.flatMap(({ card }) => [...(card.detail ?? '').matchAll(/https?:\/\/[^\s)>]+/gu)]);
    expect(shown.map(([page]) => page).filter((page) => !known.has(page))).to.deep.equal([]);
  });

  it('R8 give every source an absolute address and a topic that the service defines', async () => {
    expect(breaking(cards, ({ card }) => !isAbsolute(card.source.url))).to.deep.equal([]);
    expect(await undefinedCodings(cards.map(({ card }) => card.source.topic))).to.deep.equal([]);
  });

  it('R8 give a source its label, address and topic alone, no icon', () => {
    const own = ['label', 'url', 'topic'];
    expect(breaking(cards, ({ card }) => Object.keys(card.source).some((name) => !own.includes(name)))).to.deep.equal(
      [],
    );
  });

  it('R9 use every uuid once in an answer', () => {
    for (const { name, answered } of exchanges.filter(({ answered: { status } }) => status === 200)) {
      const uuids = uuidsOf(cardsOf(answered));
      expect(new Set(uuids).size, name).to.equal(uuids.length);
    }
    expect(breaking(suggestions, ({ card, suggestion }) => card.uuid === '' || suggestion.uuid === '')).to.deep.equal(
      [],
    );
  });

  it('R9 are the same for the same call, and share no uuid with another call', async () => {
    const { call } = suggestions[0] ?? expect.fail('no call draws suggestions');
    const again = await ask(app, call.request);
    const other = await ask(app, { ...call.request, hookInstance: '2b1c7f3e-93a4-4f8f-9a52-6a7a3a5d1c11' });
    const first = uuidsOf(cardsOf(exchanges.find(({ name }) => name === call.name)?.answered ?? again));
    expect(uuidsOf(cardsOf(again))).to.deep.equal(first);
    expect(uuidsOf(cardsOf(other)).filter((uuid) => first.includes(uuid))).to.deep.equal([]);
  });

  it('W2 hold nothing null or empty, save a list without cards', () => {
    const places = exchanges.flatMap(({ name, answered }) =>
      emptyPlaces(answered.body).map((place) => `${name}: ${place}`),
    );
    expect(places).to.deep.equal([]);
  });

  it('W3 keep what is the service’s own under extension, by reverse-domain names', () => {
    const names = [...cards.map(({ card }) => card), ...suggestions.map(({ suggestion }) => suggestion)].flatMap(
      ({ extension }) => Object.keys(extension),
    );
    expect([...new Set(names)].filter((name) => !REVERSE_DOMAIN.test(name))).to.deep.equal([]);
  });

  it('F5 come within half a second, nearly always', () => {
    const slowest = exchanges.map(({ ms }) => ms).toSorted((a, b) => a - b);
    expect(slowest[Math.floor(slowest.length * 0.95)]).to.be.lessThan(500);
  });

  /** Codings that the code systems of the service do not define with this display. */
  async function undefinedCodings(codings: readonly DisplayedCoding[]): Promise<readonly DisplayedCoding[]> {
    const systems = new Map<string, ReadonlyMap<string, string>>();
    for (const system of new Set(codings.map((coding) => coding.system))) {
      systems.set(system, await conceptsOf(`${app.url}${new URL(system).pathname}`));
    }
    return codings.filter(({ system, code, display }) => display === '' || systems.get(system)?.get(code) !== display);
  }
});
