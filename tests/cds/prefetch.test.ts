import { expect } from 'chai';
import { inspect } from 'node:util';
import type { Retrieval } from '../../src/cds/hook-request.ts';
import { readPrefetch } from '../../src/cds/prefetch.ts';
import { bundle } from './calls.ts';

const a = { resourceType: 'Condition', id: 'a' };
const b = { resourceType: 'Condition', id: 'b' };
const outcome = (severity?: string): object => ({
  resourceType: 'OperationOutcome',
  issue: severity === undefined ? [] : [{ severity, code: 'processing' }],
});

function read(answer: unknown): Retrieval | undefined {
  return readPrefetch({ conditions: answer }, { conditions: 'Condition?patient={{context.patientId}}' }, 'p1').get(
    'conditions',
  );
}

const complete = (...resources: object[]): object => ({ state: 'complete', resources });
const partial = (reason: string, ...resources: object[]): object => ({ state: 'partial', resources, reason });
const unknown = (reason: string): object => ({ state: 'unknown', reason });

describe('prefetch', () => {
  it('F2 knows a key that is absent from one that was answered with nothing', () => {
    expect(readPrefetch({ x: null }, { x: 'X', y: 'Y' }, 'p1')).to.deep.equal(
      new Map([
        ['x', { state: 'complete', resources: [] }],
        ['y', { state: 'unknown', reason: 'absent' }],
      ]),
    );
  });

  for (const nothing of [undefined, null, 'text', 3, []]) {
    it(`F1 F2 takes every key for absent when the prefetch is ${inspect(nothing)}`, () => {
      expect(readPrefetch(nothing, { x: 'X' }, 'p1').get('x')).to.deep.equal(unknown('absent'));
    });
  }

  it('F2 takes an OperationOutcome in place of an answer for a failure, whatever its severity', () => {
    expect(read(outcome('error'))).to.deep.equal(unknown('failed'));
    expect(read(outcome('information'))).to.deep.equal(unknown('failed'));
  });

  for (const value of ['', 'Condition/1', 0, true, {}, { entry: 'x' }, { id: 'a' }]) {
    it(`F2 takes ${JSON.stringify(value)} for a failure`, () => {
      expect(read(value)).to.deep.equal(unknown('failed'));
    });
  }

  it('F3 gives the resources of a search Bundle', () => {
    expect(read(bundle(a, b))).to.deep.equal(complete(a, b));
    expect(read({ resourceType: 'Bundle', type: 'searchset', total: 0 })).to.deep.equal(complete());
  });

  it('F3 gives the resources of a Bundle of another type, or of one that does not say what it is', () => {
    expect(read({ ...bundle(a), type: 'collection' })).to.deep.equal(complete(a));
    expect(read({ entry: [{ resource: a }] })).to.deep.equal(complete(a));
  });

  it('accepts one bare resource, or a list of them, where a Bundle is expected', () => {
    expect(read(a)).to.deep.equal(complete(a));
    expect(read([a, b])).to.deep.equal(complete(a, b));
    expect(read({ resourceType: 'Bundle', entry: [a, b] })).to.deep.equal(complete(a, b));
    expect(read({ resourceType: 'Bundle', entry: { resource: a } })).to.deep.equal(complete(a));
  });

  it('opens Bundles inside a Bundle', () => {
    expect(read(bundle(bundle(a), b))).to.deep.equal(complete(a, b));
  });

  it('F3 takes a page that links to the next one for a part', () => {
    const page = { ...bundle(a), link: [{ relation: 'self' }, { relation: 'next', url: 'http://ehr.example/2' }] };
    expect(read(page)).to.deep.equal({ ...partial('truncated', a), next: 'http://ehr.example/2' });
    expect(read({ ...bundle(a), link: [{ relation: 'self' }] })).to.deep.equal(complete(a));
  });

  it('F3 takes a Bundle that promises more entries than it holds for a part', () => {
    expect(read({ ...bundle(a), total: 2 })).to.deep.equal(partial('truncated', a));
    expect(read({ ...bundle(a, b), total: 2 })).to.deep.equal(complete(a, b));
    expect(read({ ...bundle(a), link: [{ relation: 'next' }] })).to.deep.equal(partial('truncated', a));
  });

  it('F3 does not go on from a page inside which something else is missing', () => {
    const link = [{ relation: 'next', url: 'http://ehr.example/2' }];
    expect(read({ ...bundle({ ...bundle(a), total: 2 }), link })).to.deep.equal(partial('truncated', a));
    expect(read([{ ...bundle(a), link }])).to.deep.equal(partial('truncated', a));
  });

  it('F3 takes a Bundle with an error inside for a part', () => {
    expect(read(bundle(a, outcome('error')))).to.deep.equal(partial('failed', a));
    expect(read(bundle(a, outcome('fatal')))).to.deep.equal(partial('failed', a));
    expect(read(bundle(a, outcome()))).to.deep.equal(partial('failed', a));
  });

  it('F3 passes over a warning inside a Bundle', () => {
    expect(read(bundle(outcome('warning'), a, outcome('information')))).to.deep.equal(complete(a));
  });

  it('lets a failure outweigh a further page', () => {
    const page = { ...bundle(a, outcome('error')), link: [{ relation: 'next', url: 'http://ehr.example/2' }] };
    expect(read(page)).to.deep.equal(partial('failed', a));
  });

  it('F2 takes the part of a batch that failed for a missing part', () => {
    const failed = { response: { status: '403 Forbidden' } };
    const found = { resource: a, response: { status: '200' } };
    for (const response of [failed.response, { status: 500 }, { status: { toString: 1 } }, {}]) {
      expect(read({ resourceType: 'Bundle', entry: [found, { response }] })).to.deep.equal(partial('failed', a));
    }
    expect(
      read({ resourceType: 'Bundle', entry: [found, { response: { status: '304 Not Modified' } }] }),
    ).to.deep.equal(complete(a));
  });

  for (const empty of [{ fullUrl: 'urn:uuid:1' }, null, {}, { resource: null }, { search: { mode: 'match' } }]) {
    it(`F3 takes the entry ${JSON.stringify(empty)}, without a resource, for a missing part`, () => {
      expect(read({ resourceType: 'Bundle', entry: [empty, { resource: a }] })).to.deep.equal(partial('failed', a));
      expect(read({ resourceType: 'Bundle', total: 1, entry: [empty] })).to.deep.equal(partial('failed'));
    });
  }

  it('F3 passes over an entry that is nothing but an outcome of the search', () => {
    const entry = [{ search: { mode: 'outcome' } }, { resource: a }];
    expect(read({ resourceType: 'Bundle', entry })).to.deep.equal(complete(a));
  });

  it('F3 counts matches alone towards the total', () => {
    const included = (resource: object): object => ({ resource, search: { mode: 'include' } });
    const match = { resource: a, search: { mode: 'match' } };
    const visit = { resourceType: 'Encounter', id: 'e' };
    const page = (total: number, ...entry: readonly object[]): object => ({ resourceType: 'Bundle', total, entry });
    expect(read(page(1, match, included(visit)))).to.deep.equal(complete(a, visit));
    expect(read(page(2, match, included(b)))).to.deep.equal(partial('truncated', a, b));
    expect(read(page(2, { resource: a }, { resource: visit }))).to.deep.equal(partial('truncated', a, visit));
    expect(read(page(2, match, { resource: outcome('warning'), search: { mode: 'outcome' } }))).to.deep.equal(
      partial('truncated', a),
    );
  });

  describe('of another type than the one asked for', () => {
    const observation = { resourceType: 'Observation', id: 'o' };
    const visit = { resourceType: 'Encounter', id: 'e' };

    it('F2 is a failure, of which the resources remain as evidence', () => {
      for (const answer of [observation, [observation], bundle(observation), bundle(bundle(observation))]) {
        expect(read(answer)).to.deep.equal(partial('failed', observation));
      }
      expect(read({ resourceType: 'CapabilityStatement' })).to.include({ state: 'partial', reason: 'failed' });
    });

    it('F3 is fine beside the matches', () => {
      expect(read(bundle(a, visit))).to.deep.equal(complete(a, visit));
      const entry = [{ resource: visit, search: { mode: 'include' } }];
      expect(read({ resourceType: 'Bundle', total: 0, entry })).to.deep.equal(complete(visit));
    });
  });

  describe('about whom', () => {
    const about = (subject: unknown, id = 'a'): object => ({ resourceType: 'Condition', id, subject });
    const own = about({ reference: 'https://ehr.example/fhir/Patient/p1' });
    const other = about({ reference: 'Patient/p2' }, 'b');

    it('F6 drops what belongs to others, and believes the rest', () => {
      expect(read(bundle(own, other))).to.deep.equal(complete(own));
      expect(read(bundle(a, { ...other, resourceType: 'Encounter' }))).to.deep.equal(complete(a));
    });

    it('F6 takes an answer about others alone for a failure', () => {
      expect(read(bundle(other))).to.deep.equal(unknown('failed'));
      const visit = { resourceType: 'Encounter', id: 'e' };
      expect(read(bundle(other, visit))).to.deep.equal(partial('failed', visit));
      const page = { ...bundle(other), link: [{ relation: 'next', url: 'http://ehr.example/2' }] };
      expect(read(page)).to.deep.equal(unknown('failed'));
    });

    for (const subject of [{ display: 'Jane' }, { identifier: { value: '1' } }, {}, 'Jane', { reference: '#p' }]) {
      it(`F6 takes ${JSON.stringify(subject)}, which tells nobody who it is, for a missing part`, () => {
        expect(read(bundle(about(subject)))).to.deep.equal(unknown('failed'));
        expect(read(bundle(own, about(subject, 'b')))).to.deep.equal(partial('failed', own));
      });
    }

    it('F6 takes another Patient for none', () => {
      const templates = { patient: 'Patient/{{context.patientId}}' };
      const patient = { resourceType: 'Patient', id: 'p1' };
      const answered = (answer: unknown): unknown => readPrefetch({ patient: answer }, templates, 'p1').get('patient');
      expect(answered(patient)).to.deep.equal(complete(patient));
      expect(answered({ ...patient, id: 'p2' })).to.deep.equal(unknown('failed'));
    });
  });

  it('takes an entry that cannot be read for a missing part, never for nothing', () => {
    expect(read(bundle(a, 'text'))).to.deep.equal(partial('failed', a));
    expect(read(bundle(a, { id: 'x' }))).to.deep.equal(partial('failed', a));
    expect(read([a, 3])).to.deep.equal(partial('failed', a));
  });

  it('ignores keys that were not asked for, and names that every object has', () => {
    const names = ['constructor', 'toString', '__proto__'];
    const templates = Object.fromEntries(names.map((name) => [name, 'Condition']));
    const answers = readPrefetch({ coverageBundle: bundle(a) }, templates, 'p1');
    expect([...answers.keys()]).to.deep.equal(names);
    expect([...answers.values()]).to.deep.equal(Array(3).fill(unknown('absent')));
  });

  it('reads a Bundle of ten thousand entries', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({ resourceType: 'Condition', id: String(index) }));
    expect(read(bundle(...many))).to.deep.equal(complete(...many));
  });
});
