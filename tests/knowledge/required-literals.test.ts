// The literals that a text must hold: asking by them first must never change an answer.
import { expect } from 'chai';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { compileLiteralIndex } from '../../src/knowledge/literal-index.ts';
import { foldCase, requiredLiterals, unionOf } from '../../src/knowledge/required-literals.ts';

const ROOT = new URL('../../', import.meta.url);
const FOLDER = new URL('hooks/text-patterns/', ROOT);

interface TextFile {
  readonly patterns: readonly { readonly any: readonly string[] }[];
}

const expressions = readdirSync(FOLDER).flatMap((name) => {
  const { patterns } = parse(readFileSync(new URL(name, FOLDER), 'utf8')) as TextFile;
  return patterns.flatMap(({ any }) => any);
});
const asked = expressions.map((source) => ({ question: new RegExp(source, 'iu'), literals: requiredLiterals(source) }));
const worthAsking = compileLiteralIndex(asked);

/** Every string of the fixtures, as long as names are. */
function fixtureTexts(): readonly string[] {
  const names = readdirSync(new URL('fixtures/', ROOT), { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => /\.(json|yaml)$/.test(name));
  const texts = new Set<string>();
  for (const file of files) collect(parseFile(readFileSync(new URL(`fixtures/${file}`, ROOT), 'utf8'), file), texts);
  return [...texts];
}

function parseFile(content: string, name: string): unknown {
  return name.endsWith('.json') ? JSON.parse(content) : parse(content);
}

function collect(value: unknown, into: Set<string>): void {
  if (typeof value === 'string') into.add(value.slice(0, 500));
  else if (typeof value === 'object' && value !== null) for (const child of Object.values(value)) collect(child, into);
}

function sameAnswers(text: string): void {
  const all = asked.map(({ question }) => question).filter((question) => question.test(text));
  const few = worthAsking(text).filter((question) => question.test(text));
  expect(few, text).to.deep.equal(all);
}

/** Words of the expressions themselves, in any case and with letters that fold to ASCII, next to anything. */
const words = [...new Set(expressions.flatMap((source) => source.match(/[a-z]{2,}|[ \-/,]/g) ?? []))];
const spelled = fc
  .tuple(fc.constantFrom(...words), fc.constantFrom('as is', 'upper', 'long s', 'kelvin'))
  .map(([word, how]) => {
    if (how === 'upper') return word.toUpperCase();
    if (how === 'long s') return word.replaceAll('s', 'ſ');
    return how === 'kelvin' ? word.replaceAll('k', '\u212A') : word;
  });
const texts = fc
  .array(fc.oneof({ weight: 4, arbitrary: spelled }, fc.constantFrom(' ', ', ', 'İ', 'Σ', 'ß'), fc.string()), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));

describe('required literals', () => {
  it('are those that every match contains', () => {
    expect(requiredLiterals('\\bmid(dle)?[ -]?back\\b')).to.deep.equal(['back']);
    expect(requiredLiterals('\\b(cancer|tumou?r)s?\\b')).to.deep.equal(['cancer', 'tumo']);
    expect(requiredLiterals('(?<!no )pain(?! free)')).to.deep.equal(['pain']);
    expect(requiredLiterals('ab{2,3}cd+')).to.deep.equal(['ab']);
    expect(requiredLiterals('s\\/p')).to.deep.equal(['s/p']);
  });

  it('are not told where nothing is sure', () => {
    for (const source of ['pain|', 'x', '(pain)?', 'a{0,2}', '[ab]c', '(?:pain|.)', '\\u{70}ain', '(?<name>pain)']) {
      expect(requiredLiterals(source), source).to.equal(undefined);
    }
    expect(unionOf([['pain'], undefined])).to.equal(undefined);
  });

  it('are found in the text whatever its case', () => {
    expect(foldCase('BAC\u212A \u017FPA\u017Fm')).to.equal('back spasm');
  });

  it('spare most texts most expressions', () => {
    expect(worthAsking('hyperlipidaemia, mixed').length).to.be.below(asked.length / 20);
  });

  it('give the same answers for every text of the fixtures', () => {
    for (const text of fixtureTexts()) sameAnswers(text);
  }).timeout(120_000);

  it('give the same answers for texts made of the words of the expressions', () => {
    fc.assert(fc.property(texts, sameAnswers), { numRuns: 600 });
  }).timeout(120_000);
});
