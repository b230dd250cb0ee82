import { expect } from 'chai';
import { parseSource } from '../../src/knowledge/source-file.ts';
import { compileTextMatcher, type TextMatcher } from '../../src/knowledge/text-matcher.ts';
import { knowledgeExpressions } from '../support/regular-expressions.ts';
import { faultOf } from '../support/small-knowledge.ts';

const SETS = new Set(['fever', 'ache', 'neck']);

function compile(...contents: readonly string[]): TextMatcher {
  const files = contents.map((content, index) => parseSource(`text-patterns/${String(index)}.yaml`, content));
  return compileTextMatcher(files, SETS);
}

describe('words that stand for a concept', () => {
  it('match without regard to case, in every set that fits, each once', () => {
    const matcher = compile(
      "patterns:\n  - { set: fever, any: ['\\bhot\\b', 'pyrexia'] }\n  - { set: fever, any: ['fever'] }\n  - { set: ache, any: ['hot'] }\n",
    );
    expect(matcher.setsOf('HOT fever')).to.deep.equal(['fever', 'ache']);
    expect(matcher.setsOf('hotel')).to.deep.equal(['ache']);
    expect(matcher.setsOf('')).to.deep.equal([]);
  });

  it('match an expression in capitals, and letters beyond ASCII', () => {
    const matcher = compile("patterns:\n  - { set: fever, any: ['FEVER', '[A-F]{4}', '\\p{Lu}rger', 'ärger'] }\n");
    for (const text of ['fever', 'FeVeR', 'abcd', 'Ärger', 'ÄRGER', 'ärger'])
      expect(matcher.setsOf(text), text).to.deep.equal(['fever']);
    expect(matcher.setsOf('gh')).to.deep.equal([]);
  });

  it('F5 match as the flags iu say, at a tenth of the cost', () => {
    const found = knowledgeExpressions().filter(({ where }) => where.includes('/text-patterns/'));
    expect(found.length).to.be.greaterThan(300);
    for (const { source } of found) {
      const plain = source.replace(/\\[bBdDsSwW]/g, ' ').match(/[a-z]+/gi) ?? [];
      const texts = [...plain, plain.join(' '), plain.slice(0, 2).join('-'), plain.slice(-2).join(' ')];
      const cased = texts.flatMap((text) => [
        text,
        text.toUpperCase(),
        text.replaceAll('s', 'ſ').replaceAll('k', '\u212a'),
        `L4-S1 ${text}s, T12`,
      ]);
      const matcher = compile(JSON.stringify({ patterns: [{ set: 'fever', any: [source] }] }));
      const expected = new RegExp(source, 'iu');
      for (const text of cased) {
        const head = text.slice(0, 500);
        expect(matcher.isIn('fever', head), `${source} in ${head}`).to.equal(expected.test(head));
        expect(matcher.setsOf(head).length === 1, `${source} in ${head}`).to.equal(expected.test(head));
      }
    }
  });

  it('need one of any, each of all, and none of not', () => {
    const matcher = compile("patterns:\n  - { set: ache, any: [pain, ache], all: [back, mid], not: [low, '^no '] }\n");
    expect(matcher.setsOf('mid back pain')).to.deep.equal(['ache']);
    for (const text of ['mid pain', 'mid back', 'mid to low back pain', 'no mid back ache']) {
      expect(matcher.setsOf(text), text).to.deep.equal([]);
    }
  });

  it('end at the exclusions that a pattern names', () => {
    const matcher = compile(
      'exclusions:\n  - { id: pets, any: [dog, cat] }\npatterns:\n  - { set: ache, any: [pain], except: [pets] }\n',
    );
    expect(matcher.isIn('ache', 'pain')).to.equal(true);
    expect(matcher.isIn('ache', 'pain of the dog')).to.equal(false);
    expect(matcher.isIn('fever', 'pain')).to.equal(false);
  });

  it('are read at the beginning of a long text only', () => {
    const matcher = compile('patterns:\n  - { set: ache, any: [pain] }\n');
    expect(matcher.setsOf(`pain ${'x'.repeat(1_000_000)}`)).to.deep.equal(['ache']);
    expect(matcher.setsOf(`${'x'.repeat(500)} pain`)).to.deep.equal([]);
  });

  it('are guarded by purpose', () => {
    const matcher = compile(
      "guards: { general: ['\\bno\\b', 'rule out'], red-flag: ['\\bno\\b'], population: [cervical] }\npatterns:\n  - { set: ache, any: [pain] }\n",
    );
    expect(matcher.guardsOf('rule out fracture')).to.deep.equal({ general: true, redFlag: false, population: false });
    expect(matcher.guardsOf('No fracture')).to.deep.equal({ general: true, redFlag: true, population: false });
    expect(matcher.guardsOf('cervical pain')).to.deep.equal({ general: false, redFlag: false, population: true });
  });

  it('have no guards when none are written', () => {
    const none = { general: false, redFlag: false, population: false };
    expect(compile('patterns:\n  - { set: ache, any: [pain] }\n').guardsOf('no pain')).to.deep.equal(none);
  });
});

describe('a text pattern', () => {
  const refusal = (...contents: readonly string[]): string => faultOf(() => compile(...contents));

  it('names a value set that is there', () => {
    expect(refusal('patterns:\n  - { set: ache, any: [pain] }\n  - { set: hurt, any: [pain] }\n')).to.equal(
      'hooks/text-patterns/0.yaml line 3: there is no value set "hurt"',
    );
  });

  it('names an exclusion of its own file', () => {
    expect(refusal('patterns:\n  - set: ache\n    any: [pain]\n    except: [pets]\n')).to.equal(
      'hooks/text-patterns/0.yaml line 4: there is no exclusion "pets"',
    );
  });

  it('is a regular expression', () => {
    expect(refusal("patterns:\n  - set: ache\n    any:\n      - pain\n      - '(pain'\n")).to.match(
      /^hooks\/text-patterns\/0\.yaml line 5: not a regular expression: /u,
    );
    expect(refusal("patterns:\n  - { set: ache, any: [pain], all: ['[z-a]'] }\n")).to.contain('not a regular');
    expect(refusal("patterns:\n  - { set: ache, any: [pain], not: ['a{2,1}'] }\n")).to.contain('not a regular');
    expect(refusal("guards: { general: ['*'], red-flag: [a], population: [a] }\npatterns: []\n")).to.contain('line 1');
  });

  it('is one on its own, not together with the next', () => {
    expect(refusal("patterns:\n  - { set: ache, any: ['a(', 'b)'] }\n")).to.contain('not a regular expression');
  });

  it('stands beside guards that are written once', () => {
    const guards = 'guards: { general: [a], red-flag: [a], population: [a] }\npatterns: []\n';
    expect(refusal(guards, guards)).to.equal(
      'hooks/text-patterns/1.yaml line 1: the guards "general" are in another file already',
    );
  });
});
