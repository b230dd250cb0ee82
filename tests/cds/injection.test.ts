// Words of a record in every field that can reach a card, at all three hooks: none becomes markup, none hides a card.
import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixedClock } from '../../src/base/clock.ts';
import { createLog } from '../../src/base/log.ts';
import type { Card } from '../../src/cards/card.ts';
import { answerHook, type AnswerDeps } from '../../src/cds/answer-hook.ts';
import { discoveryAnswer, type ServiceListing } from '../../src/cds/discovery.ts';
import { parseHookRequest } from '../../src/cds/parse-hook-request.ts';
import { validateResponse } from '../support/cds-response-schema.ts';
import { MARKUP_ATTACKS } from '../support/markup-attacks.ts';
import { caseClock, caseOffsets, caseTimeZone } from '../support/case-model.ts';
import { shippedEngine, TEST_BASE_URL } from '../support/service.ts';
import type { Json } from './calls.ts';

const REQUESTS = join(import.meta.dirname, '..', '..', 'fixtures', 'requests', 'midback-pain');
/** Members that hold words for people; codes stay, so that the same rules fire. */
const WORDS = new Set([
  'display',
  'text',
  'unit',
  'family',
  'patientInstruction',
  'title',
  'description',
  'valueString',
  'div',
]);
const ADDED: Readonly<Record<string, (attack: string) => Json>> = {
  MedicationRequest: (attack) => ({
    note: [{ text: attack }],
    dosageInstruction: [{ text: attack, patientInstruction: attack }],
  }),
  ServiceRequest: (attack) => ({ note: [{ text: attack }], patientInstruction: attack }),
  Condition: (attack) => ({ note: [{ text: attack }], onsetString: attack }),
  Patient: (attack) => ({ name: [{ family: attack, given: [attack], text: attack }] }),
};

/** The value with an attack in every word for people; resources get the fields that they lack. */
function attacked(value: unknown, attack: string, inDraft = false): unknown {
  if (Array.isArray(value)) return value.map((item) => attacked(item, attack, inDraft));
  if (typeof value !== 'object' || value === null) return value;
  const object = value as Json;
  const added = inDraft ? {} : (ADDED[String(object['resourceType'])]?.(attack) ?? {});
  const entries = Object.entries(object).map(([key, child]): [string, unknown] => {
    if (WORDS.has(key) && typeof child === 'string') return [key, `${attack}${child}`];
    // Words around the dose of a draft would change what is ordered.
    if (inDraft && key === 'dosageInstruction') return [key, child];
    return [key, attacked(child, attack, inDraft || key === 'draftOrders')];
  });
  return { ...Object.fromEntries(entries), ...added };
}

/** What a client shows of a card, Markdown's escapes taken for what they show. */
function live(card: Card): string {
  const labels = (card.suggestions ?? []).flatMap(({ label, actions }) => [
    label,
    ...actions.map(({ description }) => description),
  ]);
  return [card.summary, (card.detail ?? '').replace(/\\[!-/:-@[-`{-~]/g, '·'), ...labels].join('\n');
}

describe('markup in a record', () => {
  let deps: AnswerDeps;
  let served: readonly ServiceListing[];
  let lines: string[];
  let imaging: Json;
  /** By hook, the real request that draws most cards. */
  const requests = new Map<string, Json>();

  before(() => {
    const engine = shippedEngine();
    served = discoveryAnswer([engine.service.definition]).services;
    deps = {
      engine,
      clock: fixedClock(caseClock),
      timeZone: caseTimeZone,
      offsetAt: caseOffsets,
      baseUrl: TEST_BASE_URL,
      log: createLog('info', { write: (line) => lines.push(line) }),
    };
    for (const file of readdirSync(REQUESTS)) {
      const body = JSON.parse(readFileSync(join(REQUESTS, file), 'utf8')) as Json;
      const hook = String(body['hook']);
      const most = requests.get(hook);
      if (cardCount(body) > (most === undefined ? 0 : cardCount(most))) requests.set(hook, body);
    }
    imaging = JSON.parse(readFileSync(join(REQUESTS, 'order-sign-imaging.json'), 'utf8')) as Json;
  });
  beforeEach(() => {
    lines = [];
  });

  const cardsOf = (body: unknown): readonly Card[] => {
    lines = [];
    return answerHook(parseHookRequest(body, served), deps).cards;
  };
  const cardCount = (body: Json): number => {
    try {
      return cardsOf(body).length;
    } catch {
      // Refused as it is: nothing to attack.
      return 0;
    }
  };
  const rulesOf = (cards: readonly Card[]): readonly string[] => cards.map(({ source }) => source.topic.code);

  it('is tried with cards at all three hooks, and with at least 60 attacks', () => {
    expect([...requests.keys()]).to.have.members(['patient-view', 'order-select', 'order-sign']);
    expect(MARKUP_ATTACKS.length).to.be.at.least(60);
  });

  it('T9 never becomes markup, an address or a hidden character on a card, and takes no card away', () => {
    for (const attack of MARKUP_ATTACKS) {
      for (const [hook, body] of requests) {
        const cards = cardsOf(attacked(body, attack));
        const what = `${JSON.stringify(attack)} at ${hook}`;
        expect(rulesOf(cards), what).to.include.members(rulesOf(cardsOf(body)));
        for (const card of cards) {
          expect(live(card), what).not.to.match(/<[a-z!/?]|\]\(|:\/\/|\S@\S|www\.|[\p{Cf}\p{Cs}]|(?!\n)\p{Cc}/iu);
        }
        expect(
          lines.filter((line) => /card\.refused|rule\.failed/.test(line)),
          what,
        ).to.deep.equal([]);
      }
    }
  });

  it('R10 T9 in ids is not repeated in evidence, and no change is offered to what cannot be named', () => {
    for (const attack of MARKUP_ATTACKS) {
      for (const [hook, body] of requests) {
        const text = JSON.stringify(body);
        const contextIds = Object.values(body['context'] as Json).filter((value) => typeof value === 'string');
        const ids = [...new Set([...text.matchAll(/"id":"([^"]+)"/g)].map(([, id = '']) => id))];
        const renamed = ids
          .filter((id) => !contextIds.some((known) => known.endsWith(id)))
          .reduce((all, id) => all.replaceAll(JSON.stringify(id), JSON.stringify(`${id}${attack}`)), text);
        const call = JSON.parse(renamed) as Json;
        // Selections name the drafts by their old ids.
        if (call['hook'] === 'order-select') continue;
        const cards = cardsOf(call);
        expect(
          validateResponse({ cards: JSON.parse(JSON.stringify(cards)) as unknown }).filter(
            (fault) => !fault.includes('/resource/'),
          ),
          `${JSON.stringify(attack)} at ${hook}`,
        ).to.deep.equal([]);
      }
    }
  });

  it('T9 R2 a card that fails the last look stays, with the words of the knowledge, and the log says which', () => {
    const body = imaging;
    const whole = cardsOf(body);
    const refusing = { ...deps, engine: { ...deps.engine, lint: () => 'html' as const } };
    const cards = answerHook(parseHookRequest(body, served), refusing).cards;
    expect(rulesOf(cards)).to.deep.equal(rulesOf(whole));
    expect(cards.map(({ indicator }) => indicator)).to.deep.equal(whole.map(({ indicator }) => indicator));
    for (const card of cards) {
      expect(card.summary).to.equal(card.source.topic.display);
      expect(card.detail).to.equal(undefined);
    }
    expect(validateResponse({ cards })).to.deep.equal([]);
    const events = lines.map((line) => JSON.parse(line) as Json).filter(({ event }) => event === 'card.refused');
    expect(events.map(({ rule, reason, level }) => [rule, reason, level])).to.deep.equal(
      rulesOf(whole).map((rule) => [rule, 'html', 'error']),
    );
  });
});
