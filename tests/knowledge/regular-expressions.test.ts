// No expression that meets words of a record may run away: exponential ones are found by their form and by recheck, and
// every one is attacked with long strings of its own alphabet. Bounds are on the time of this process, a thousand times
// what a linear expression needs, so that a busy machine changes nothing.
import { expect } from 'chai';
import { checkSync } from 'recheck';
import { knowledgeExpressions, sourceExpressions, type FoundExpression } from '../support/regular-expressions.ts';

/** A quantifier without an upper bound, or with a high one, on a group: without one nothing is exponential. */
const QUANTIFIED_GROUP = /\)(?:[*+]|\{\d+,\}|\{\d*,?\d{2,}\})/;
const LONG = 50_000;
/** Texts are cut at 500 characters before the patterns of the knowledge see them. */
const LONG_FOR_A_NAME = 5_000;
const MOST_MS = 250;
const ATTEMPTS = 3;

const distinct = (expressions: readonly FoundExpression[]): readonly FoundExpression[] => [
  ...new Map(expressions.map((expression) => [`/${expression.source}/${expression.flags}`, expression])).values(),
];

/** Strings that begin to match again and again: every character, every word, and the whole of the expression. */
function attacks(source: string, length: number): readonly string[] {
  const words = source.match(/[a-z]{2,}/gi) ?? [];
  const marks = [...new Set(source.replace(/\\./g, ''))].slice(0, 40);
  const classes = [
    'a',
    'A',
    '1',
    ' ',
    '\n',
    '\t',
    'ä',
    '.',
    '/',
    '<',
    '\\',
    '\u202e',
    'a ',
    '1 ',
    '1.',
    '1,',
    'a.',
    ' \n',
  ];
  const units = new Set([
    ...marks,
    ...classes,
    ...words.slice(0, 12),
    words.slice(0, 8).join(' '),
    `${words.join(' ')} `,
  ]);
  return [...units]
    .filter((unit) => unit !== '')
    .flatMap((unit) => {
      const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
      return [text, `${words[0] ?? ''} ${text}\u0000`];
    });
}

function cpuOf(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user } = process.cpuUsage(start);
  return user / 1000;
}

/** The attack that takes too long, each time that it is tried. */
function weakness({ source, flags }: FoundExpression, length: number): string | undefined {
  const run = (text: string) => (): void => {
    // As it is used with flag g: all matches.
    text.replace(new RegExp(source, flags), '');
  };
  return attacks(source, length).find((text) => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) if (cpuOf(run(text)) < MOST_MS) return false;
    return true;
  });
}

describe('regular expressions', function () {
  this.timeout(60_000);
  let knowledge: readonly FoundExpression[];
  let source: readonly FoundExpression[];

  before(() => {
    knowledge = distinct(knowledgeExpressions());
    source = distinct(sourceExpressions());
  });

  it('are found, in the knowledge and in the source', () => {
    expect(knowledge.length).to.be.greaterThan(300);
    expect(source.length).to.be.greaterThan(80);
  });

  it('can tell an expression that runs away', () => {
    expect(checkSync('^(a+)+$', '').status).to.equal('vulnerable');
    expect(QUANTIFIED_GROUP.test('^(a+)+$')).to.equal(true);
    expect(weakness({ source: 'a*b', flags: '', where: '' }, LONG / 2)).to.be.a('string');
  });

  it('repeat no group in a way that backtracks exponentially', () => {
    const repeated = [...knowledge, ...source].filter((expression) => QUANTIFIED_GROUP.test(expression.source));
    const bad = repeated.filter(({ source: text, flags }) => {
      // Folding case makes the automata large and changes nothing about how groups repeat.
      const { status } = checkSync(text, flags.includes('u') && text.includes('\\p{') ? 'u' : '', { timeout: 2000 });
      return status === 'vulnerable';
    });
    expect(bad).to.deep.equal([]);
  });

  it('of the knowledge withstand long strings of their own alphabet', () => {
    const weak = knowledge.filter((expression) => weakness(expression, LONG_FOR_A_NAME) !== undefined);
    expect(weak).to.deep.equal([]);
  });

  it('of the source withstand long strings of their own alphabet', () => {
    const weak = source.filter((expression) => weakness(expression, LONG) !== undefined);
    expect(weak).to.deep.equal([]);
  });
});
