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
  return readPrefetch({ conditions: answer }, ['conditions']).get('conditions');
}

const complete = (...resources: object[]): object => ({ state: 'complete', resources });
const partial = (reason: string, ...resources: object[]): object => ({ state: 'partial', resources, reason });
const unknown = (reason: string): object => ({ state: 'unknown', reason });

describe('prefetch', () => {
  it('F2 knows a key that is absent from one that was answered with nothing', () => {
    expect(readPrefetch({ x: null }, ['x', 'y'])).to.deep.equal(
      new Map([
        ['x', { state: 'complete', resources: [] }],
        ['y', { state: 'unknown', reason: 'absent' }],
      ]),
    );
  });

  for (const nothing of [undefined, null, 'text', 3, []]) {
    it(`F1 F2 takes every key for absent when the prefetch is ${inspect(nothing)}`, () => {
      expect(readPrefetch(nothing, ['x']).get('x')).to.deep.equal(unknown('absent'));
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

  it('passes over entries without a resource', () => {
    const entry = [{ fullUrl: 'urn:uuid:1' }, null, { resource: null }, { resource: a }];
    expect(read({ resourceType: 'Bundle', entry })).to.deep.equal(complete(a));
  });

  it('takes an entry that cannot be read for a missing part, never for nothing', () => {
    expect(read(bundle(a, 'text'))).to.deep.equal(partial('failed', a));
    expect(read(bundle(a, { id: 'x' }))).to.deep.equal(partial('failed', a));
    expect(read([a, 3])).to.deep.equal(partial('failed', a));
  });

  it('ignores keys that were not asked for, and names that every object has', () => {
    const answers = readPrefetch({ coverageBundle: bundle(a) }, ['constructor', 'toString', '__proto__']);
    expect([...answers.keys()]).to.deep.equal(['constructor', 'toString', '__proto__']);
    expect([...answers.values()]).to.deep.equal(Array(3).fill(unknown('absent')));
  });

  it('reads a Bundle of ten thousand entries', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({ resourceType: 'Observation', id: String(index) }));
    expect(read(bundle(...many))).to.deep.equal(complete(...many));
  });
});
