import { expect } from 'chai';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandError } from '../../src/cli/command-error.ts';
import { readKnowledgeFile } from '../../src/cli/knowledge-file.ts';
import { readReferenceTables } from '../../src/cli/reference-tables.ts';
import { countSets, leftOut, terminologyText } from '../../src/cli/terminology-table.ts';
import { KnowledgeError } from '../../src/knowledge/knowledge-error.ts';

const HOOKS = fileURLToPath(new URL('../../hooks', import.meta.url));

describe('the terminology table', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reference-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (...lines: readonly string[]): void => {
    writeFileSync(join(folder, 'all-codes.csv'), `${lines.join('\n')}\n`);
  };
  const oneSet = (id: string) => countSets(HOOKS).filter((set) => set.id === id);

  it('counts single codes and prefixes of every value set by system', () => {
    const sets = countSets(HOOKS);
    expect(sets.map(({ id }) => `${id}.json`)).to.deep.equal(readdirSync(join(HOOKS, 'valuesets')).sort());
    expect(terminologyText(oneSet('warfarin'), undefined).split('\n')).to.deep.equal([
      'value set  codes by system (+ prefixes)',
      'warfarin   RXNORM 1, ATC +1',
      '',
    ]);
  });

  it('lists the rows of the groups of a set that the set leaves out', () => {
    write(
      'system,code,display,groups',
      'ICD10CM,G83.4,Cauda equina syndrome,redflag-cauda-equina-sphincter',
      'ICD10CM,R32,"Urinary incontinence, ""unspecified""",redflag-fever|redflag-cauda-equina-sphincter',
      'ICD10CM,R50.9,Fever,redflag-fever',
      'LOINC,8310-5,Body temperature,redflag-cauda-equina-sphincter',
    );
    const sets = oneSet('cauda-equina');
    const missing = leftOut(sets, readReferenceTables(folder), HOOKS);
    expect(missing.map(({ code, display }) => [code, display])).to.deep.equal([
      ['R32', 'Urinary incontinence, "unspecified"'],
    ]);
    expect(terminologyText(sets, missing)).to.include('cauda-equina  ICD10CM  R32   Urinary incontinence');
  });

  it('takes a drug product for its ingredients', () => {
    write(
      'system,code,display,groups',
      'RXNORM,855332,warfarin sodium 5 MG Oral Tablet,rx-anticoagulants',
      'RXNORM,197805,Ibuprofen 400 MG Oral Tablet,rx-anticoagulants',
    );
    const missing = leftOut(oneSet('anticoagulant'), readReferenceTables(folder), HOOKS);
    expect(missing.map(({ code }) => code)).to.deep.equal(['197805']);
  });

  it('leaves nothing out of a set without groups', () => {
    write('system,code,display,groups', 'ICD10CM,Z99,Something,redflag-fever');
    expect(leftOut(oneSet('bed-rest'), readReferenceTables(folder), HOOKS)).to.deep.equal([]);
  });

  it('refuses a folder without the tables, and other columns', () => {
    expect(() => readReferenceTables(join(folder, 'none'))).to.throw(CommandError, 'there is no such file');
    write('code,system', 'R32,ICD10CM');
    expect(() => readReferenceTables(folder)).to.throw(CommandError, 'expected the columns');
  });

  it('names groups of value sets that there are', () => {
    const { groups } = readKnowledgeFile(HOOKS, 'terminology-groups') as { readonly groups: object };
    const ids = new Set(countSets(HOOKS).map(({ id }) => id));
    expect(Object.keys(groups).filter((id) => !ids.has(id))).to.deep.equal([]);
  });
});

describe('a file that only the commands read', () => {
  it('is refused with file and line', () => {
    expect(() => readKnowledgeFile(HOOKS, 'no-such-file')).to.throw(KnowledgeError, 'the file is missing');
  });
});
