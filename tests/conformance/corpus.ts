// The calls that every promise about answers is held against: worked cases, rules, a part of the rows, and all stories.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { HookName } from '../../src/cds/hook-request.ts';
import type { RawResource } from '../../src/fhir/types.ts';
import { loadCases, requestFor, type HookRequestBody } from '../support/case-request.ts';
import { storyRequest } from '../support/story-request.ts';

/** A call with the name of the case or story that it comes from. */
export interface NamedCall {
  readonly name: string;
  readonly request: HookRequestBody;
}

/** Cases of rows differ from each other in one fact: a part of them is enough where their answers are not judged. */
const EVERY = 10;
const WORKED_OR_OF_A_RULE = /^(C\d+|rule-.*)$/u;

/** All calls; each is fresh. */
export function corpus(): readonly NamedCall[] {
  const cases = loadCases().filter(({ id }, index) => WORKED_OR_OF_A_RULE.test(id) || index % EVERY === 0);
  return [...cases.map((one) => ({ name: one.id, request: requestFor(one) })), ...storyCalls()];
}

interface StoryFile {
  readonly drafts: Readonly<Record<string, RawResource>>;
  readonly stories: readonly {
    readonly story: string;
    readonly calls: readonly { readonly hook: HookName; readonly drafts?: readonly string[] }[];
  }[];
}

function storyCalls(): readonly NamedCall[] {
  const path = new URL('../../fixtures/stories.yaml', import.meta.url);
  const { drafts, stories } = parse(readFileSync(path, 'utf8')) as StoryFile;
  const draftOf = (name: string): RawResource => drafts[name] ?? { resourceType: name };
  return stories.flatMap(({ story, calls }) =>
    calls.map(({ hook, drafts: names = [] }) => {
      const options = hook === 'patient-view' ? {} : { draftOrders: names.map(draftOf) };
      return { name: `${story} ${hook} ${names.join(' ')}`.trim(), request: storyRequest(story, hook, options) };
    }),
  );
}
