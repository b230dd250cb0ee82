// The same person told in STU3 and in R5 draws the same cards, with suggestions in the release of the client.
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { denormaliseAnswer } from '../../src/cds/denormalise-answer.ts';
import { normaliseBody } from '../../src/cds/normalise-request.ts';
import { resourcesIn } from '../../src/cds/resource-walk.ts';
import type { HookName } from '../../src/cds/hook-request.ts';
import type { HookAnswer } from '../../src/cards/card.ts';
import type { JsonObject, RawResource } from '../../src/fhir/types.ts';
import { requestFor, rowCases, ruleCases, workedCases, type HookRequestBody } from '../support/case-request.ts';
import { NotRepresentable, retellCards, retellRequest, type Retell } from '../support/releases/retell.ts';
import { shapeProblems, type OtherRelease } from '../support/releases/shape.ts';
import { r5Reference, toR5 } from '../support/releases/to-r5.ts';
import { stu3Reference, toStu3 } from '../support/releases/to-stu3.ts';
import type { CalledService } from '../support/service.ts';
import { storyRequest } from '../support/story-request.ts';
import { caseService } from '../support/test-cases.ts';

interface Dialect {
  readonly release: OtherRelease;
  readonly retell: Retell;
  readonly rename: (reference: string) => string;
}

const DIALECTS: readonly Dialect[] = [
  { release: 'STU3', retell: toStu3, rename: stu3Reference },
  { release: 'R5', retell: toR5, rename: r5Reference },
];

/** A call with a name that tells which one failed. */
type Named = readonly [name: string, request: HookRequestBody];

/** Rows differ in one fact each: a part of them is enough here. */
const EVERY = 20;

function caseRequests(): readonly Named[] {
  const rows = rowCases().filter((_, index) => index % EVERY === 0);
  return [...workedCases(), ...ruleCases(), ...rows].map((one) => [one.id, requestFor(one)]);
}

interface StoryFile {
  readonly drafts: Readonly<Record<string, RawResource>>;
  readonly stories: readonly {
    readonly story: string;
    readonly calls: readonly { readonly hook: HookName; readonly drafts?: readonly string[] }[];
  }[];
}

function storyRequests(): readonly Named[] {
  const path = new URL('../../fixtures/stories.yaml', import.meta.url);
  const { drafts, stories } = parse(readFileSync(path, 'utf8')) as StoryFile;
  const draftOf = (name: string): RawResource => drafts[name] ?? { resourceType: name };
  return stories.flatMap(({ story, calls }) =>
    calls.map(({ hook, drafts: names = [] }): Named => {
      const options = hook === 'patient-view' ? {} : { draftOrders: names.map(draftOf) };
      return [`${story} ${hook} ${names.join(' ')}`, storyRequest(story, hook, options)];
    }),
  );
}

/** The request in the release, or why the release has no words for it. */
function retold(request: HookRequestBody, { release, retell, rename }: Dialect): JsonObject | string {
  try {
    const body = retellRequest({ ...request }, retell, rename);
    return [...resourcesOf(body)].flatMap((resource) => shapeProblems(resource, release))[0] ?? body;
  } catch (error) {
    if (error instanceof NotRepresentable) return error.message;
    throw error;
  }
}

function resourcesOf(body: JsonObject): Iterable<RawResource> {
  const { context, prefetch } = body as { readonly context: JsonObject; readonly prefetch: JsonObject };
  return resourcesIn([context['draftOrders'], ...Object.values(prefetch)]);
}

function suggestedResources(answer: HookAnswer): readonly RawResource[] {
  const actions = answer.cards.flatMap(({ suggestions = [] }) => suggestions.flatMap(({ actions: each }) => each));
  return actions.flatMap((action) => (action.type === 'delete' ? [] : [action.resource]));
}

/** Alike but for the name of a code system, which clients of R4 have kept, too. */
function isAlike(body: JsonObject, request: HookRequestBody): boolean {
  const system = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
  const told: unknown = JSON.parse(JSON.stringify(body).replaceAll('http://hl7.org/fhir/v3/ActCode', system));
  return isDeepStrictEqual(told, JSON.parse(JSON.stringify(request)));
}

describe('one person in three releases', () => {
  let cases: readonly Named[];
  let storyCalls: readonly Named[];

  before(function () {
    this.timeout(120_000);
    cases = caseRequests();
    storyCalls = storyRequests();
  });

  describe('calls in R4', () => {
    it('are told from their shape and handed on as they are', () => {
      for (const [name, request] of [...cases, ...storyCalls]) {
        const { body, release } = normaliseBody(request, undefined);
        expect(release, name).to.equal('R4');
        expect(body, name).to.equal(request);
      }
    });
  });

  for (const dialect of DIALECTS) {
    const { release, retell, rename } = dialect;
    describe(`calls in ${release}`, () => {
      let service: CalledService;

      before(function () {
        this.timeout(120_000);
        service = caseService();
      });

      /** Asks both ways; the number of calls that the release has words for. */
      const compareAll = (calls: readonly Named[]): number => {
        const told = calls.map(([name, request]) => ({ name, request, body: retold(request, dialect) }));
        const tellable = told.filter(({ body }) => typeof body !== 'string');
        for (const { name, request, body } of tellable) compare(name, request, body);
        return tellable.length;
      };

      const compare = (name: string, request: HookRequestBody, body: unknown): void => {
        const asked = service.call(request);
        const answered = service.call(normaliseBody(body, release).body);
        expect(answered.status, name).to.equal(asked.status);
        if (asked.status !== 200) return;
        const answer = denormaliseAnswer(answered.body as HookAnswer, release);
        expect(answer, name).to.deep.equal(retellCards(asked.body, retell, rename));
        const misshapen = suggestedResources(answer).flatMap((resource) => shapeProblems(resource, release));
        expect(misshapen, name).to.deep.equal([]);
      };

      it('draw the cards that the same cases draw in R4', () => {
        expect(compareAll(cases)).to.be.greaterThan(100);
      });

      it('draw the cards that the same stories draw in R4', () => {
        expect(compareAll(storyCalls)).to.be.greaterThan(50);
      });

      it('are told from their shape, unless they look as they would in R4', () => {
        for (const [name, request] of [...cases, ...storyCalls]) {
          const body = retold(request, dialect);
          if (typeof body === 'string') continue;
          const seen = normaliseBody(body, undefined).release;
          expect(seen, name).to.equal(isAlike(body, request) ? 'R4' : release);
        }
      });
    });
  }
});
