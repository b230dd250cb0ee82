import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { asArray, isObject } from '../../src/fhir/lenient.ts';
import type { JsonObject } from '../../src/fhir/types.ts';
import { prefetchKeys } from './case-model.ts';
import { chartEntries, patientOf, referencesIn, storyBundle } from './story-chart.ts';
import { bigRequest, stories, storyRequest } from './story-request.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url);

interface StoryTable {
  readonly drafts: Readonly<Record<string, JsonObject>>;
  readonly stories: readonly { story: string; calls: readonly { drafts?: string[]; selected?: string[] }[] }[];
  readonly requests: readonly { file: string }[];
}

function storyTable(): StoryTable {
  return parse(readFileSync(new URL('stories.yaml', FIXTURES), 'utf8')) as StoryTable;
}

function chartOf(story: string): ReturnType<typeof chartEntries> {
  return chartEntries(storyBundle(story));
}

/** The references of a chart that lead nowhere inside it. */
function danglingReferences(story: string): readonly string[] {
  const entries = chartOf(story);
  const known = new Set(
    entries.flatMap(({ fullUrl, resource }) => [fullUrl, `${resource.resourceType}/${resource.id}`]),
  );
  return entries.flatMap(({ resource }) => {
    const contained = new Set(
      asArray(resource['contained']).map((inner) => isObject(inner) && `#${String(inner['id'])}`),
    );
    return referencesIn(resource).filter((reference) => !known.has(reference) && !contained.has(reference));
  });
}

/** The subjects that are not in the chart: the people whose resources came into it by mistake. */
function strangers(story: string): readonly string[] {
  const subjects = chartOf(story).flatMap(({ resource }) => referencesIn(resource['subject']));
  return [...new Set(subjects)].filter((subject) => danglingReferences(story).includes(subject));
}

function sizeOf(value: unknown): number {
  return JSON.stringify(value).length;
}

describe('stories', () => {
  it('are at least twelve', () => {
    expect(stories()).to.have.length.of.at.least(12);
  });

  it('each hold one patient, and no id twice', () => {
    for (const story of stories()) {
      const resources = chartOf(story).map(({ resource }) => resource);
      expect(
        resources.filter(({ resourceType }) => resourceType === 'Patient'),
        story,
      ).to.have.length(1);
      const names = resources.map(({ resourceType, id }) => `${resourceType}/${id}`);
      expect(new Set(names).size, story).to.equal(names.length);
      expect(patientOf(resources).id, story).to.be.a('string');
    }
  });

  it('refer only to what they hold, save to the patients of stray resources', () => {
    for (const story of stories()) {
      expect([...new Set(danglingReferences(story))], story).to.have.members(strangers(story));
    }
  });

  it('hold resources of other people, so that these are seen to be left out', () => {
    const strayed = stories().filter((story) => strangers(story).length > 0);
    expect(strayed).to.have.length.of.at.least(3);
  });

  it('have the size of an export', () => {
    for (const story of stories()) {
      expect(sizeOf(storyBundle(story)), story).to.be.within(8 * 1024, 60 * 1024);
    }
  });

  it('are all in the table of expected answers, with drafts that it defines', () => {
    const table = storyTable();
    expect(table.stories.map(({ story }) => story)).to.have.members(stories());
    for (const { story, calls } of table.stories) {
      const named = calls.flatMap(({ drafts = [], selected = [] }) => [...drafts, ...selected]);
      expect(Object.keys(table.drafts), story).to.include.members(named);
    }
  });
});

describe('request fixtures', () => {
  it('are all in the table of expected answers', () => {
    const folder = 'requests/midback-pain';
    expect(existsSync(new URL(folder, FIXTURES))).to.equal(true);
    const files = readdirSync(new URL(folder, FIXTURES)).map(
      (name) => `midback-pain/${name.slice(0, -'.json'.length)}`,
    );
    expect(storyTable().requests.map(({ file }) => file)).to.have.members(files);
  });
});

describe('storyRequest', () => {
  it('answers every prefetch key, and leaves out the encounter when none is open', () => {
    for (const story of stories()) {
      const { context, prefetch } = storyRequest(story, 'patient-view');
      const expected = prefetchKeys.filter((key) => key !== 'encounter' || context.encounterId !== undefined);
      expect(Object.keys(prefetch), story).to.have.members(expected);
    }
  });

  it('puts every Condition of the chart under conditions', () => {
    const story = 'maria-52-no-back-pain';
    const conditions = chartOf(story).filter(({ resource }) => resource.resourceType === 'Condition');
    expect(storyRequest(story, 'patient-view').prefetch['conditions']).to.include({ total: conditions.length });
  });

  it('sends the Medication that a request refers to', () => {
    const { prefetch } = storyRequest('dolores-58-warfarin', 'patient-view');
    const answer = prefetch['medicationRequests'] as JsonObject;
    const modes = asArray(answer['entry']).map((entry) => isObject(entry) && JSON.stringify(entry['search']));
    expect(modes).to.include('{"mode":"include"}');
  });

  it('refers by type and id where the export has only addresses of its own', () => {
    for (const story of stories()) {
      expect(referencesIn(storyRequest(story, 'patient-view')), story).to.satisfy((references: string[]) =>
        references.every((reference) => !reference.startsWith('urn:uuid:') || strangers(story).includes(reference)),
      );
    }
  });

  it('is the same every time', () => {
    for (const story of stories()) {
      expect(storyRequest(story, 'order-sign')).to.deep.equal(storyRequest(story, 'order-sign'));
    }
  });

  it('selects every draft of order-select unless told otherwise', () => {
    const draftOrders = ['a', 'b'].map((id) => ({ resourceType: 'ServiceRequest', id }));
    const story = 'hannah-34-acute-mid-back-pain';
    const selected = (selections?: readonly string[]): unknown =>
      storyRequest(story, 'order-select', { draftOrders, ...(selections && { selections }) }).context.selections;
    expect(selected()).to.deep.equal(['ServiceRequest/a', 'ServiceRequest/b']);
    expect(selected(['ServiceRequest/b'])).to.deep.equal(['ServiceRequest/b']);
  });

  it('gives drafts the patient of the story as their subject', () => {
    const { context } = storyRequest('hannah-34-acute-mid-back-pain', 'order-sign', {
      draftOrders: [{ resourceType: 'ServiceRequest', id: 'a' }],
    });
    expect(referencesIn(context.draftOrders)).to.deep.equal([`Patient/${context.patientId}`]);
  });

  it('takes another encounter when told so', () => {
    const { context, prefetch } = storyRequest('hannah-34-acute-mid-back-pain', 'patient-view', { encounterId: 'e-1' });
    expect(context.encounterId).to.equal('e-1');
    expect(prefetch).not.to.have.property('encounter');
  });
});

describe('bigRequest', () => {
  it('is as large as asked for, and little larger', () => {
    for (const kilobytes of [100, 500]) {
      const size = sizeOf(bigRequest(kilobytes, 'patient-view').prefetch);
      expect(size, `${kilobytes} KB`).to.be.within(kilobytes * 1024, kilobytes * 1024 + 4096);
    }
  });

  it('is the same every time', () => {
    expect(bigRequest(200, 'order-sign')).to.deep.equal(bigRequest(200, 'order-sign'));
  });
});
