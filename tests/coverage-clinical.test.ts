// From every statement of the seed article to rules, from every rule to cases, and the cases are run (catalogue 2.1, 2.6).
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { coverageTable, readCoverage, type Coverage } from '../src/cli/coverage-table.ts';
import { coverageGaps, seenRules, type RulesByCase } from './support/clinical-coverage.ts';
import { ruleCases } from './support/case-request.ts';
import { catalogueRules, catalogueStatements } from './support/catalogue-rows.ts';
import { shippedEngine } from './support/service.ts';
import { testCases } from './support/test-cases.ts';

const HOOKS = fileURLToPath(new URL('../hooks', import.meta.url));

/** What the README shows: rules that authors add are printed, but need no line there. */
function ofCatalogue({ statements, rules }: Coverage): Coverage {
  const isOwn = (id: string): boolean => !catalogueRules.includes(id);
  return {
    statements: statements
      .filter(({ id }) => catalogueStatements.includes(id))
      .map((statement) => ({ ...statement, rules: statement.rules.filter((id) => !isOwn(id)) })),
    rules: rules.filter(({ id }) => !isOwn(id)),
  };
}

describe('cases of rules that no worked case covers', () => {
  testCases(ruleCases());
});

describe('clinical coverage', () => {
  let coverage: Coverage;
  let seen: RulesByCase;

  const gaps = (changed: Partial<Coverage> = {}): readonly string[] =>
    coverageGaps({ ...coverage, ...changed }, shippedEngine(), seen);

  before(() => {
    coverage = readCoverage(HOOKS);
    seen = seenRules(coverage);
  });

  it('has every statement of the article, and every rule of the catalogue by its number', () => {
    expect(coverage.statements.map(({ id }) => id)).to.include.members([...catalogueStatements]);
    const numbered = coverage.rules.filter(({ number }) => number !== undefined);
    expect(numbered.map(({ number, id }) => `${number ?? ''} ${id}`)).to.deep.equal(
      catalogueRules.map((id, index) => `${index + 1} ${id}`),
    );
  });

  it('has a line for each rule once', () => {
    const ids = coverage.rules.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).to.deep.equal([]);
  });

  it('has rules for every statement, and for every rule a source, a firing and a silent case', () => {
    expect(gaps()).to.deep.equal([]);
  });

  it('stands in the README as it is printed, for the rules of the catalogue', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const shown = /<!-- coverage -->\n([\s\S]*?)\n<!-- \/coverage -->/.exec(readme)?.[1];
    const printed = coverageTable(ofCatalogue(coverage)).trimEnd();
    expect(shown, 'paste what npm run coverage:clinical prints').to.equal(printed);
  });

  it('can tell a statement without a rule and a rule that does not exist', () => {
    const [first, ...others] = coverage.statements;
    const empty = { id: 'x', says: 'x', rules: [] };
    expect(gaps({ statements: [...coverage.statements, empty] })).to.deep.equal(['x: no rule']);
    const strange = { id: first?.id ?? '', says: '', rules: [...(first?.rules ?? []), 'no-such-rule'] };
    expect(gaps({ statements: [strange, ...others] })).to.deep.equal([
      'first-line: no-such-rule is not among the rules',
    ]);
  });

  it('can tell a case that does not show what it should', () => {
    const [first, ...others] = coverage.rules;
    if (first === undefined) throw new Error('no rule');
    const turned = { ...first, fires: first.silent, silent: first.fires };
    expect(gaps({ rules: [turned, ...others] })).to.deep.equal([
      ...first.silent.map((one) => `${first.id}: ${one} does not show it`),
      ...first.fires.map((one) => `${first.id}: ${one} shows it`),
    ]);
  });

  it('can tell a rule that hooks/ does not have, one without reference, and a case that does not exist', () => {
    const strange = { id: 'no-such-rule', references: ['R999'], fires: ['C999'], silent: ['C01'] };
    expect(gaps({ rules: [...coverage.rules, strange] })).to.deep.equal([
      'no-such-rule: neither a card nor a section',
      'no-such-rule: there is no source R999',
      'no-such-rule: there is no case C999',
    ]);
  });

  it('can tell a rule of hooks/ that coverage.yaml passes over', () => {
    const rules = coverage.rules.filter(({ id }) => id !== 'edu-flare-ups');
    expect(gaps({ rules })).to.include('edu-flare-ups: a rule of hooks/ without a line');
  });

  it('prints one Markdown line for each rule of each statement', () => {
    const lines = coverageTable(coverage).trimEnd().split('\n');
    expect(lines[0]).to.equal('| Statement | Rule | Cases that fire | Cases that stay silent |');
    expect(lines).to.include(
      '| No routine imaging without red flags | `imaging-no-red-flag` | C46 | C47, C48, C50, C51 |',
    );
    expect(lines).to.include('| Beyond the article: R18 | `nsaid-duplicate` | rule-19-fires | rule-19-silent |');
  });
});
