// HL7's numbered requirements: every one that binds a service is shown by tests that exist, or told why it is not.
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { testTitles } from './test-titles.ts';

/** One entry of requirements.yaml: either tests or a reason. */
interface Entry {
  readonly requirements: Readonly<Record<string, string>>;
  readonly tests?: readonly string[];
  readonly because?: string;
}

const BINDING: readonly string[] = ['SHALL', 'SHALL NOT'];
/** That a service may have a feedback address. */

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

/** Levels by id. */
function readList(): ReadonlyMap<string, string> {
  const [, ...lines] = read('service-requirements.csv').trim().split('\n');
  return new Map(lines.map((line) => [line.split(',')[0] ?? '', line.split(',')[1] ?? '']));
}

describe('the numbered requirements of a service', () => {
  let levels: ReadonlyMap<string, string>;
  let entries: readonly Entry[];
  let titles: ReadonlySet<string>;

  before(function () {
    this.timeout(120_000);
    levels = readList();
    entries = parse(read('requirements.yaml')) as readonly Entry[];
    titles = new Set(testTitles());
  });

  const idsOf = (some: readonly Entry[]): readonly string[] =>
    some.flatMap(({ requirements }) => Object.keys(requirements));

  it('are all in the table, each once, and no other', () => {
    expect(levels.size).to.equal(120);
    expect(idsOf(entries)).to.have.members([...levels.keys()]);
  });

  it('are shown by tests that exist', () => {
    const named = entries.flatMap(({ tests = [] }) => tests);
    expect(named.filter((title) => !titles.has(title))).to.deep.equal([]);
  });

  it('go without a test for a reason only, and never where they bind', () => {
    const untested = entries.filter(({ tests = [] }) => tests.length === 0);
    expect(untested.filter(({ because = '' }) => because === '')).to.deep.equal([]);
    expect(idsOf(untested).filter((id) => BINDING.includes(levels.get(id) ?? ''))).to.deep.equal([]);
    expect(entries.filter(({ tests, because }) => tests !== undefined && because !== undefined)).to.deep.equal([]);
  });
});
