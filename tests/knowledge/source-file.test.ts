// Every mistake in a file is pointed at by file and line.
import { expect } from 'chai';
import { parseSource, Place } from '../../src/knowledge/source-file.ts';
import { faultOf } from '../support/small-knowledge.ts';

const refusal = (content: string, name = 'findings/x.yaml'): string => faultOf(() => parseSource(name, content));

describe('a knowledge file', () => {
  it('is YAML or JSON', () => {
    expect(parseSource('a.yaml', 'a: { b: [1, two] }').data).to.deep.equal({ a: { b: [1, 'two'] } });
    expect(parseSource('a.json', '{"a": {"b": [1, "two"]}}').data).to.deep.equal({ a: { b: [1, 'two'] } });
  });

  it('that is no YAML is refused with the line', () => {
    expect(refusal('a: 1\nb: [1, 2\nc: 3\n')).to.match(/^hooks\/findings\/x\.yaml line \d: /u);
    expect(refusal('{"a": 1,,}', 'valuesets/x.json')).to.match(/^hooks\/valuesets\/x\.json line 1: /u);
  });

  it('has no anchors and no aliases', () => {
    expect(refusal('a: 1\nb: &here 2\n')).to.equal('hooks/findings/x.yaml line 2: anchors are not allowed');
    expect(refusal('a: 1\nb: &here { c: 2 }\nd: *here\n')).to.match(/^hooks\/findings\/x\.yaml line 2: anchors/u);
  });

  it('has each key once', () => {
    expect(refusal('a: 1\nb: 2\na: 3\n')).to.match(/^hooks\/findings\/x\.yaml line 3: .*unique/u);
    expect(refusal('{\n"a": 1,\n"a": 2\n}', 'site/valuesets/x.json')).to.match(
      /^site\/valuesets\/x\.json line 3: .*unique/u,
    );
  });

  it('has no tags and only one document', () => {
    expect(refusal('a: !secret 1\n')).to.match(/line 1: .*tag/iu);
    expect(refusal('a: 1\n---\nb: 2\n')).to.match(/^hooks\/findings\/x\.yaml line \d: /u);
  });

  it('keeps words that YAML 1.1 took for something else', () => {
    expect(parseSource('a.yaml', '[on, yes, 1_0, 012]').data).to.deep.equal(['on', 'yes', '1_0', 12]);
  });

  it('cannot bring a prototype along', () => {
    const data = parseSource('a.yaml', '__proto__: { polluted: true }').data as { polluted?: unknown };
    expect(Object.getPrototypeOf(data)).to.equal(Object.prototype);
    expect(data.polluted).to.equal(undefined);
  });
});

describe('a place in a file', () => {
  const file = parseSource('cards/x.yaml', '# comment\ncards:\n  - id: one\n    when: a\n  - id: two\n');

  it('knows its line', () => {
    expect(new Place(file, ['cards', 1, 'id']).error('wrong').message).to.equal('hooks/cards/x.yaml line 5: wrong');
    expect(new Place(file).at('cards', 0).at('when').error('wrong').line).to.equal(4);
  });

  it('that does not exist is the nearest one around it', () => {
    expect(new Place(file, ['cards', 0, 'nothing', 'here']).error('wrong').line).to.equal(3);
    expect(new Place(file, ['cards', 7]).error('wrong').line).to.equal(3);
  });

  it('in an empty file is its first line', () => {
    expect(new Place(parseSource('a.yaml', ''), ['x']).error('wrong').message).to.equal('hooks/a.yaml line 1: wrong');
  });

  it('is found in JSON too', () => {
    const json = parseSource('valuesets/x.json', '{\n  "a": 1,\n  "b": {\n    "c": 2\n  }\n}');
    expect(new Place(json, ['b', 'c']).error('wrong').line).to.equal(4);
  });
});
