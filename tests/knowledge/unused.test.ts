// A misspelt name of something new: it would load, and never count.
import { expect } from 'chai';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngine } from '../../src/cds/engine.ts';
import { loadKnowledge } from '../../src/knowledge/knowledge.ts';
import { faultOf, SNOMED, valueSet } from '../support/small-knowledge.ts';

const HOOKS = fileURLToPath(new URL('../../hooks', import.meta.url));

describe('something new that nothing uses', function () {
  this.timeout(120_000);
  const made: string[] = [];
  const load = (files: Readonly<Record<string, string>>): unknown => {
    const root = mkdtempSync(join(tmpdir(), 'midback-unused-'));
    made.push(root);
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), content);
    }
    return createEngine(loadKnowledge(HOOKS, root));
  };
  const own = valueSet('own-set', { system: SNOMED, concept: [{ code: '386661006', display: 'Fever' }] });
  const ownFinding = 'findings:\n  - { id: own-finding, label: own, find: { condition: own-set } }\n';
  const ladder = (gives: string): string =>
    `tables:
  - id: therapy-ladder
    rows:
      - { id: A06, gives: ${gives} }
`;

  it('is refused: a value set', () => {
    expect(faultOf(() => load({ 'valuesets/own-set.json': own }))).to.match(
      /^site\/valuesets\/own-set\.json line \d+: nothing uses the value set "own-set"$/u,
    );
  });

  it('is refused: a finding', () => {
    expect(faultOf(() => load({ 'valuesets/own-set.json': own, 'findings/fever.yaml': ownFinding }))).to.equal(
      'site/findings/fever.yaml line 2: nothing uses the finding "own-finding"',
    );
  });

  it('is refused: an outcome of a table', () => {
    expect(faultOf(() => load({ 'tables/therapy-ladder.yaml': ladder('bsae') }))).to.equal(
      'site/tables/therapy-ladder.yaml line 4: nothing asks whether therapy-ladder gives "bsae"',
    );
  });

  it('is accepted when it is used, and so is what a site leaves without use', () => {
    load({
      'valuesets/own-set.json': own,
      'scales/opioid-amplifiers.yaml':
        'rows:\n  - id: AM2\n    evidence: [{ find: { condition: own-set }, level: amplified }]\n',
    });
  });

  afterEach(() => {
    for (const root of made.splice(0)) rmSync(root, { recursive: true });
  });
});
