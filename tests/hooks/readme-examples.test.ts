// The worked examples of hooks/README.md: made in a copy of hooks/ as they are written, each must have the effect it tells.
// They may have been made in hooks/ itself, by an author who follows them there.
import { expect } from 'chai';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngine, type Engine } from '../../src/cds/engine.ts';
import { readCoverage } from '../../src/cli/coverage-table.ts';
import { loadKnowledge } from '../../src/knowledge/knowledge.ts';
import { loadCases, requestFor } from '../support/case-request.ts';
import type { WorkedCase } from '../support/case-model.ts';
import { coverageGaps, seenRules } from '../support/clinical-coverage.ts';
import {
  isMade,
  readmeExamples,
  withChange,
  writtenIds,
  type Change,
  type Example,
} from '../support/readme-examples.ts';
import { rowDifferences } from '../support/row-cases.ts';
import { compareCase } from '../support/run-cases.ts';
import { watch } from '../support/seen-rows.ts';
import { caseService } from '../support/test-cases.ts';

const HOOKS = fileURLToPath(new URL('../../hooks', import.meta.url));

/** The differences between each case and the answer, the rows of scales included. */
function differences(engine: Engine, cases: readonly WorkedCase[]): readonly (readonly string[])[] {
  const { take } = watch(engine);
  const service = caseService(engine);
  return cases.map((one) => {
    const { status, body } = service.call(requestFor(one));
    return [...compareCase(one, status, body), ...rowDifferences(one, take())];
  });
}

/** What the coverage lacks for the rules that the example adds to it. */
function ownGaps(folder: string, engine: Engine, { changes, cases }: Example): readonly string[] {
  const ids = changes.filter(({ file }) => file === 'coverage.yaml').flatMap(writtenIds);
  const coverage = readCoverage(folder);
  const rules = coverage.rules.filter(({ id }) => ids.includes(id));
  const gaps = coverageGaps(coverage, engine, seenRules({ rules }, cases, caseService(engine)));
  return gaps.filter((gap) => ids.some((id) => gap.startsWith(`${id}: `)));
}

describe('the worked examples of hooks/README.md', () => {
  const examples = readmeExamples();
  let folder: string;

  const contentOf = ({ file }: Change): string => readFileSync(join(folder, file), 'utf8');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hooks-example-'));
    cpSync(HOOKS, folder, { recursive: true });
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('are three: a red flag, a threshold, a card', () => {
    expect(examples.map(({ title }) => title)).to.deep.equal(['Add a red flag', 'Change a threshold', 'Add a card']);
  });

  it('leave every other case as it is, when all are made', function () {
    this.timeout(60_000);
    for (const change of examples.flatMap(({ changes }) => changes))
      writeFileSync(join(folder, change.file), withChange(change, contentOf(change)));
    const own = new Set(examples.flatMap(({ cases }) => cases.map(({ id }) => id)));
    const others = loadCases().filter(({ id }) => !own.has(id));
    const found = differences(createEngine(loadKnowledge(folder)), others);
    expect(others.flatMap(({ id }, index) => (found[index]?.length === 0 ? [] : [id]))).to.deep.equal([]);
  });

  for (const example of examples) {
    it(`${example.title}: has its effect, which was not there before`, () => {
      const wasMade = example.changes.every((change) => isMade(change, contentOf(change)));
      const before = differences(createEngine(loadKnowledge(folder)), example.cases);
      if (!wasMade) expect(before[0], 'the first case before').to.not.be.empty;
      for (const change of example.changes)
        writeFileSync(join(folder, change.file), withChange(change, contentOf(change)));
      const engine = createEngine(loadKnowledge(folder));
      expect(differences(engine, example.cases).flat(), 'after').to.deep.equal([]);
      expect(ownGaps(folder, engine, example), 'coverage').to.deep.equal([]);
    });

    it(`${example.title}: can be told when it is made, and made again without harm`, () => {
      for (const change of example.changes) {
        const made = withChange(change, contentOf(change));
        expect(isMade(change, made)).to.equal(true);
        expect(withChange(change, made)).to.equal(made);
        expect(isMade(change, made.replace(/ id: /gu, ' id: x-'))).to.equal(false);
      }
    });
  }
});
