// Calls as clients of STU3 and R5 send them (fixtures/releases), told from their shape alone: the cards are those of the
// story in fixtures/stories.yaml.
import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { denormaliseAnswer } from '../../src/cds/denormalise-answer.ts';
import { normaliseBody } from '../../src/cds/normalise-request.ts';
import type { Action, HookAnswer } from '../../src/cards/card.ts';
import { shapeProblems, type OtherRelease } from '../support/releases/shape.ts';
import type { CalledService } from '../support/service.ts';
import { caseService } from '../support/test-cases.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url);

interface ExpectedCard {
  readonly rule: string;
  readonly indicator: string;
  readonly suggestions?: readonly string[];
}

interface StoryFile {
  readonly stories: readonly {
    readonly story: string;
    readonly calls: readonly { readonly drafts?: readonly string[]; readonly cards: readonly ExpectedCard[] }[];
  }[];
}

/** The draft that the fixtures of a story sign. */
const SIGNED: Readonly<Record<string, string>> = {
  'claire-47-chronic-pain-depression-opioid': 'mri-thoracic',
  'dolores-58-warfarin': 'ibuprofen',
  'samuel-63-heart-failure': 'hydrocodone-acetaminophen',
};

const RELEASES: Readonly<Record<string, OtherRelease>> = { stu3: 'STU3', r5: 'R5' };

function expectedCards(story: string): readonly ExpectedCard[] {
  const { stories } = parse(readFileSync(new URL('stories.yaml', FIXTURES), 'utf8')) as StoryFile;
  const calls = stories.find((one) => one.story === story)?.calls ?? [];
  return calls.find(({ drafts = [] }) => drafts.join() === SIGNED[story])?.cards ?? [];
}

function actionsOf(answer: HookAnswer): readonly Action[] {
  return answer.cards.flatMap(({ suggestions = [] }) => suggestions.flatMap(({ actions }) => actions));
}

function shown(answer: HookAnswer, expected: readonly ExpectedCard[]): readonly ExpectedCard[] {
  return answer.cards.map(({ source, indicator, suggestions = [] }) => {
    const asked = expected.find(({ rule }) => rule === source.topic.code);
    const ids = suggestions.map(({ extension }) => extension['com.midback-cds.id']);
    return {
      rule: source.topic.code,
      indicator,
      ...(asked?.suggestions === undefined ? {} : { suggestions: ids.sort() }),
    };
  });
}

describe('calls of clients that speak another release', () => {
  let service: CalledService;

  before(() => {
    service = caseService();
  });

  for (const name of readdirSync(new URL('releases/', FIXTURES))) {
    const [story = '', suffix = ''] = name.split('.');
    const release = RELEASES[suffix] ?? 'R5';

    it(`${name} draws the cards of its story, in ${release}`, () => {
      const sent: unknown = JSON.parse(readFileSync(new URL(`releases/${name}`, FIXTURES), 'utf8'));
      const normalised = normaliseBody(sent, undefined);
      expect(normalised.release).to.equal(release);
      const { status, body } = service.call(normalised.body);
      expect(status).to.equal(200);
      const answer = denormaliseAnswer(body as HookAnswer, release);
      const expected = expectedCards(story);
      expect(expected).not.to.deep.equal([]);
      const sorted = expected.map(({ rule, indicator, suggestions }) => ({
        rule,
        indicator,
        ...(suggestions === undefined ? {} : { suggestions: [...suggestions].sort() }),
      }));
      expect(shown(answer, expected)).to.have.deep.members(sorted);
      for (const action of actionsOf(answer)) {
        if (action.type !== 'delete') expect(shapeProblems(action.resource, release)).to.deep.equal([]);
        // What is to be removed is named as the client named it.
        else expect(JSON.stringify(sent)).to.include(`"${action.resourceId.split('/')[0] ?? ''}"`);
      }
    });
  }
});
