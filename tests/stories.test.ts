// The fixture patients and request bodies, called as an EHR calls: what each must get is in fixtures/stories.yaml.
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { fixedClock } from '../src/base/clock.ts';
import type { HookName } from '../src/cds/hook-request.ts';
import type { RawResource } from '../src/fhir/types.ts';
import { caseClock, caseTimeZone } from './support/case-model.ts';
import { validateOutcome, validateResponse } from './support/cds-response-schema.ts';
import { serviceAt, type CalledService } from './support/service.ts';
import { stories, storyRequest } from './support/story-request.ts';

interface ExpectedCard {
  readonly rule: string;
  readonly indicator: string;
  readonly suggestions?: readonly string[];
  readonly recommended?: readonly string[];
}

interface StoryFile {
  readonly drafts: Readonly<Record<string, RawResource>>;
  readonly stories: readonly {
    readonly story: string;
    readonly calls: readonly {
      readonly hook: HookName;
      readonly drafts?: readonly string[];
      readonly selected?: readonly string[];
      readonly because: string;
      readonly cards: readonly ExpectedCard[];
    }[];
  }[];
  readonly requests: readonly {
    readonly file: string;
    readonly because: string;
    readonly status: number;
    readonly cards?: readonly ExpectedCard[];
    readonly names?: readonly string[];
  }[];
}

const FIXTURES = new URL('../fixtures/', import.meta.url);
const file = parse(readFileSync(new URL('stories.yaml', FIXTURES), 'utf8')) as StoryFile;

interface AnsweredCard {
  readonly indicator: string;
  readonly source: { readonly topic: { readonly code: string } };
  readonly suggestions?: readonly {
    readonly isRecommended?: true;
    readonly extension: { readonly 'com.midback-cds.id': string };
  }[];
}

/** The answer in the terms of the expectation; parts that the expectation leaves open are left out. */
function shown(body: unknown, expected: readonly ExpectedCard[]): readonly ExpectedCard[] {
  return (body as { readonly cards: readonly AnsweredCard[] }).cards.map((card) => {
    const rule = card.source.topic.code;
    const asked = expected.find((one) => one.rule === rule);
    const ids = (card.suggestions ?? []).map((suggestion) => suggestion.extension['com.midback-cds.id']);
    const recommended = (card.suggestions ?? []).flatMap((suggestion) =>
      suggestion.isRecommended === true ? suggestion.extension['com.midback-cds.id'] : [],
    );
    return {
      rule,
      indicator: card.indicator,
      ...(asked?.suggestions === undefined ? {} : { suggestions: ids.sort() }),
      ...(asked?.recommended === undefined ? {} : { recommended: recommended.sort() }),
    };
  });
}

function sorted(expected: readonly ExpectedCard[]): readonly ExpectedCard[] {
  return expected.map(({ suggestions, recommended, ...card }) => ({
    ...card,
    ...(suggestions === undefined ? {} : { suggestions: [...suggestions].sort() }),
    ...(recommended === undefined ? {} : { recommended: [...recommended].sort() }),
  }));
}

/** Only patient-view has an order of cards (A35). */
function inOrder(cards: readonly ExpectedCard[], hook: HookName): readonly ExpectedCard[] {
  return hook === 'patient-view' ? cards : [...cards].sort((a, b) => a.rule.localeCompare(b.rule));
}

describe('fixture patients', () => {
  let service: CalledService;

  before(function () {
    this.timeout(120_000);
    service = serviceAt(fixedClock(caseClock), caseTimeZone);
  });

  it('are all called', () => {
    expect(file.stories.map(({ story }) => story)).to.have.members([...stories()]);
  });

  for (const { story, calls } of file.stories) {
    for (const { hook, drafts = [], selected, because, cards } of calls) {
      it(`${story}: ${hook} ${drafts.join(' + ')}: ${because}`, () => {
        const draftOrders = drafts.map((name) => structuredClone(file.drafts[name]) as RawResource);
        const named = (name: string): string => {
          const draft = file.drafts[name];
          return `${draft?.resourceType ?? ''}/${draft?.id ?? ''}`;
        };
        const options = {
          ...(hook === 'patient-view' ? {} : { draftOrders }),
          ...(hook === 'order-select' ? { selections: (selected ?? drafts).map(named) } : {}),
        };
        const { status, body } = service.call(storyRequest(story, hook, options));
        expect(status).to.equal(200);
        expect(inOrder(shown(body, cards), hook)).to.deep.equal(inOrder(sorted(cards), hook));
        expect(validateResponse(body)).to.deep.equal([]);
      });
    }
  }
});

describe('fixture requests', () => {
  let service: CalledService;

  before(function () {
    this.timeout(120_000);
    service = serviceAt(fixedClock(caseClock), caseTimeZone);
  });

  for (const { file: name, because, status, cards, names = [] } of file.requests) {
    it(`${name}: ${because}`, () => {
      const path = fileURLToPath(new URL(`requests/${name}.json`, FIXTURES));
      const answer = service.call(JSON.parse(readFileSync(path, 'utf8')));
      expect(answer.status).to.equal(status);
      if (cards === undefined) {
        expect(validateOutcome(answer.body)).to.deep.equal([]);
        for (const word of names) expect(JSON.stringify(answer.body)).to.include(word);
      } else {
        const { hook } = JSON.parse(readFileSync(path, 'utf8')) as { readonly hook: HookName };
        expect(inOrder(shown(answer.body, cards), hook)).to.deep.equal(inOrder(sorted(cards), hook));
        expect(validateResponse(answer.body)).to.deep.equal([]);
      }
    });
  }
});
