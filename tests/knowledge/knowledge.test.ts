// A mistake anywhere in hooks/ stops the start and names its file and line.
import { expect } from 'chai';
import { loadKnowledge } from '../../src/knowledge/knowledge.ts';
import {
  faultIn,
  faultOf,
  removeHooks,
  valueSet,
  writeHooks,
  SNOMED,
  type SmallFiles,
} from '../support/small-knowledge.ts';

const finding = (find: string): SmallFiles => ({
  'findings/x.yaml': `findings:\n  - id: asked\n    label: asked\n    find: ${find}\n`,
});

describe('the knowledge', () => {
  afterEach(removeHooks);

  it('is read from a folder', () => {
    const knowledge = loadKnowledge(writeHooks(finding('{ condition: fever }')));
    expect(knowledge.parts<{ id: string }>('findings').map(({ source }) => source.id)).to.deep.equal(['asked']);
    expect(knowledge.parts('tables')).to.deep.equal([]);
    expect(knowledge.terminology.setsOfCode(SNOMED, 'fever')).to.deep.equal(['fever']);
    expect(knowledge.settings.adultAge).to.equal(18);
  });

  it('may be asked for the sets of its files and for those that a split by dose makes', () => {
    const { valueSetIds, valueSets } = loadKnowledge(writeHooks());
    const made = [...valueSetIds].filter((id) => !valueSets.infos.has(id));
    expect(made).to.have.members(['aspirin-analgesic', 'aspirin-low-dose']);
    expect([...valueSetIds]).to.include.members([...valueSets.infos.keys()]);
  });

  it('finds the parts of all files of a folder, in the order of their names', () => {
    const knowledge = loadKnowledge(
      writeHooks({
        'findings/b.yaml': 'findings: [{ id: two, label: two, find: { condition: fever } }]',
        'findings/a.yaml': 'findings: [{ id: one, label: one, find: { condition: fever } }]',
        'findings/notes.txt': 'not read',
      }),
    );
    expect(knowledge.parts<{ id: string }>('findings').map(({ source }) => source.id)).to.deep.equal(['one', 'two']);
  });

  it('names the file that is missing', () => {
    expect(faultOf(() => loadKnowledge(writeHooks({ 'facts.yaml': undefined })))).to.contain('hooks/facts.yaml');
    expect(faultOf(() => loadKnowledge(writeHooks({ 'drugs/products.csv': undefined })))).to.contain(
      'hooks/drugs/products.csv: the file is missing',
    );
    expect(faultIn({ tables: undefined })).to.equal('hooks/tables: the folder is missing');
    expect(faultIn({ 'sources.yaml': undefined })).to.equal('hooks/sources.yaml: the file is missing');
  });
});

describe('a mistake of form stops the load:', () => {
  afterEach(removeHooks);

  const mistakes: Readonly<Record<string, readonly [SmallFiles, RegExp]>> = {
    'a file that is no YAML': [{ 'findings/x.yaml': 'findings: [\n' }, /^hooks\/findings\/x\.yaml line \d: /u],
    'an empty file': [{ 'findings/x.yaml': '' }, /^hooks\/findings\/x\.yaml line 1: must be object/u],
    'an unknown key at the top': [{ 'findings/x.yaml': 'findings: []\nfinding: []\n' }, /x\.yaml line [12]: /u],
    'an unknown key of a finding': [
      { 'findings/x.yaml': 'findings:\n  - id: a\n    label: a\n    find: b\n    fnd: c\n' },
      /x\.yaml line 5: findings\.0 has the unknown key "fnd"/u,
    ],
    'a missing key': [{ 'findings/x.yaml': 'findings:\n  - id: a\n    find: b\n' }, /line 2: findings\.0 .*"?label"?/u],
    'an unknown kind of question': [finding('{ dream: fever }'), /x\.yaml line 4: /u],
    'an unknown key of a question': [
      finding('{ condition: fever, wthin: 30 d }'),
      /line 4: findings\.0\.find has the unknown key "wthin"/u,
    ],
    'two questions in one': [finding('{ condition: fever, medication: nsaid }'), /unknown key "medication"/u],
    'a question beside a combination': [finding('{ all: [asked], condition: fever }'), /unknown key "all"/u],
    'a bare number for a window': [finding('{ condition: fever, within: 30 }'), /find\.within must be string/u],
    'a window in months': [finding('{ condition: fever, within: 3 mo }'), /find\.within must match pattern/u],
    'an unknown status': [finding('{ condition: fever, status: alive }'), /status .*: live, historic, any/u],
    'an empty list': [finding('{ any: [] }'), /find\.any must NOT have fewer than 1 items/u],
    'a count of nothing': [finding('{ count: { atLeast: 0, of: [asked] } }'), /atLeast must be >= 1/u],
    'an unknown prefetch key': [finding('{ available: labs }'), /find\.available must be equal to one of/u],
    'an unknown hook': [finding('{ hook: order-sing }'), /find\.hook/u],
    'an id with blanks': [{ 'findings/x.yaml': 'findings: [{ id: a b, label: a, find: c }]' }, /0\.id must match/u],
    'a summary that is too long': [
      { 'cards/x.yaml': `cards:\n  - variants:\n      - { id: a, indicator: info, summary: ${'x'.repeat(201)} }\n` },
      /cards\/x\.yaml line [123]: /u,
    ],
    'a fact setting that is unknown': [{ 'facts.yaml': 'adultAge: 18\n' }, /^hooks\/facts\.yaml line 1: /u],
    'a value set under a strange address': [
      { 'valuesets/odd.json': valueSet('odd', { system: 'snomed', concept: [{ code: '1' }] }) },
      /^hooks\/valuesets\/odd\.json line \d+: compose\.include\.0\.system must match pattern/u,
    ],
    'a value set with two filters in one include': [
      {
        'valuesets/odd.json': valueSet('odd', {
          system: SNOMED,
          filter: [
            { property: 'concept', op: 'is-a', value: '1' },
            { property: 'concept', op: 'is-a', value: '2' },
          ],
        }),
      },
      /filter must NOT have more than 1 items/u,
    ],
    'a product row': [{ 'drugs/products.csv': 'code,ingredients\n' }, /^hooks\/drugs\/products\.csv line 1: /u],
    'an observation item': [{ 'observations.yaml': 'items:\n  - id: x\n' }, /^hooks\/observations\.yaml line \d: /u],
  };

  for (const [name, [files, expected]] of Object.entries(mistakes)) {
    it(name, () => {
      expect(faultIn(files)).to.match(expected);
    });
  }
});
