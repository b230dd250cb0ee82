// The worked examples of hooks/README.md: put into a copy of hooks/ as they are written, each must have the effect it tells.
import { expect } from 'chai';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { createEngine } from '../../src/cds/engine.ts';
import { loadKnowledge } from '../../src/knowledge/knowledge.ts';
import { resolveCases } from '../support/case-files.ts';
import type { WorkedCase } from '../support/case-model.ts';
import { requestFor } from '../support/case-request.ts';
import { compareCase } from '../support/run-cases.ts';
import { caseService } from '../support/test-cases.ts';
import { loadVocabulary } from '../support/vocabulary.ts';

const HOOKS = fileURLToPath(new URL('../../hooks', import.meta.url));

/** A change: which part of which file it stands after, or instead of. */
interface Change {
  readonly file: string;
  readonly how: string;
  readonly id: string;
  readonly text: string;
}

interface Example {
  readonly change: Change;
  readonly one: WorkedCase;
}

/** Changes and cases stand in turn. */
function examplesOfReadme(): readonly Example[] {
  const fences = readFileSync(join(HOOKS, 'README.md'), 'utf8').matchAll(/^```yaml\n# (.+)\n([^]*?)^```$/gm);
  const examples: Example[] = [];
  let change: Change | undefined;
  for (const [, head = '', text = ''] of fences) {
    const [, file, how, id] = /^hooks\/(\S+): (after|instead of) (\S+)$/.exec(head) ?? [];
    if (file !== undefined && how !== undefined && id !== undefined) change = { file, how, id, text };
    const one = head === 'case' ? resolveCases(parse(text) as never, loadVocabulary())[0] : undefined;
    if (one !== undefined && change !== undefined) examples.push({ change, one });
  }
  return examples;
}

/** The list entry with the id ends where the next line is no further in than its dash. */
function applied({ how, id, text }: Change, content: string): string {
  const lines = content.split('\n');
  const start = lines.findIndex((line) => new RegExp(`^ *- (\\{ )?id: ${id}(,|$)`).test(line));
  if (start < 0) throw new Error(`there is no entry "${id}"`);
  const depth = lines[start]?.indexOf('-') ?? 0;
  const length = lines.slice(start + 1).findIndex((line) => line.trim() !== '' && line.search(/\S/) <= depth);
  const end = length < 0 ? lines.length : start + 1 + length;
  const own = text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? line : `${' '.repeat(depth)}${line}`));
  return [...lines.slice(0, how === 'after' ? end : start), ...own, ...lines.slice(end)].join('\n');
}

describe('the worked examples of hooks/README.md', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hooks-example-'));
    cpSync(HOOKS, folder, { recursive: true });
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('are three: a red flag, a threshold, a card', () => {
    expect(examplesOfReadme().map(({ one }) => one.id)).to.deep.equal([
      'example-red-flag',
      'example-threshold',
      'example-card',
    ]);
  });

  for (const id of ['example-red-flag', 'example-threshold', 'example-card']) {
    it(`${id} has its effect, which was not there before`, () => {
      const example = examplesOfReadme().find(({ one }) => one.id === id);
      if (example === undefined) throw new Error(`no example ${id}`);
      const differences = (): readonly string[] => {
        const { status, body } = caseService(createEngine(loadKnowledge(folder))).call(requestFor(example.one));
        return compareCase(example.one, status, body);
      };
      expect(differences(), 'before').to.not.be.empty;
      const file = join(folder, example.change.file);
      writeFileSync(file, applied(example.change, readFileSync(file, 'utf8')));
      expect(differences(), 'after').to.deep.equal([]);
    });
  }
});
