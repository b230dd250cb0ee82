import { expect } from 'chai';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandError } from '../../src/cli/command-error.ts';
import { countSets } from '../../src/cli/count-sets.ts';
import { readKnowledgeFile } from '../../src/cli/knowledge-file.ts';
import { compareSets, readTerminologyGroups, type Comparison } from '../../src/cli/left-out.ts';
import { readReferenceTables } from '../../src/cli/reference-tables.ts';
import { terminologyText } from '../../src/cli/terminology-table.ts';
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
  const compared = (id: string): Comparison => compareSets(oneSet(id), readReferenceTables(folder), HOOKS);
  const leftOutOf = ({ groups }: Comparison): readonly string[] =>
    groups.flatMap(({ group, leftOut }) => leftOut.map(({ code }) => `${group} ${code}`));

  it('counts single codes and prefixes of every value set by system, and tells what it takes to see more', () => {
    const sets = countSets(HOOKS);
    expect(sets.map(({ id }) => `${id}.json`)).to.deep.equal(readdirSync(join(HOOKS, 'valuesets')).sort());
    expect(terminologyText(oneSet('warfarin'), undefined).split('\n')).to.deep.equal([
      'value set  codes by system (+ prefixes)',
      'warfarin   RXNORM 1, ATC +1',
      '',
      'Which rows of reference tables a value set leaves out: --reference DIR (a folder with all-codes.csv).',
      '',
    ]);
  });

  it('lists the rows of a group that none of its value sets holds', () => {
    write(
      'system,code,display,groups',
      'ICD10CM,G83.4,Cauda equina syndrome,redflag-cauda-equina-sphincter',
      'ICD10CM,R32,"Urinary incontinence, ""unspecified""",redflag-fever|redflag-cauda-equina-sphincter',
      'ICD10CM,N39.8,"Other ""urinary"" disorders, specified",redflag-cauda-equina-sphincter',
      'ICD10CM,R50.9,Fever,redflag-fever',
      'CPT,51700,,redflag-cauda-equina-sphincter',
    );
    const comparison = compared('cauda-equina');
    // R32 is decided in the set urinary-incontinence, and no set of the group uses CPT.
    expect(comparison.sets.get('cauda-equina')).to.deep.equal({ leftOut: 1, elsewhere: 1 });
    expect(leftOutOf(comparison)).to.deep.equal(['redflag-cauda-equina-sphincter N39.8']);
    const text = terminologyText(oneSet('cauda-equina'), comparison);
    expect(text).to.match(
      /^value set +left out +in sets beside it +codes by system \(\+ prefixes\)\ncauda-equina +1 +1 /,
    );
    expect(text).to.match(/^redflag-cauda-equina-sphincter, left out of cauda-equina, .*urinary-incontinence.*: 1$/m);
    expect(text).to.include(
      '  ICD10CM  N39.8  Other "urinary" disorders, specified  see the purpose of the value sets\n',
    );
  });

  it('tells why a row is left out, by its code or by its words', () => {
    write(
      'system,code,display,groups',
      'ICD10CM,J45.909,Unspecified asthma,nsaid-asthma-aerd',
      'ICD10CM,J33.9,"Nasal polyp, unspecified",nsaid-asthma-aerd',
      'ICD10CM,O99.511,Diseases of the respiratory system complicating pregnancy,nsaid-asthma-aerd',
    );
    const [group] = compared('asthma').groups.filter(({ leftOut }) => leftOut.length > 0);
    expect(group?.leftOut.map(({ code, because }) => [code, because])).to.deep.equal([
      ['J33.9', 'nasal polyps alone are no asthma'],
      ['O99.511', 'any disease of the lung in pregnancy'],
    ]);
  });

  it('takes a drug for what the service would recognise: by product, by name, or by class', () => {
    write(
      'system,code,display,groups',
      'RXNORM,855332,warfarin sodium 5 MG Oral Tablet,rx-anticoagulants',
      'RXNORM,999999999,Warfarin 5 MG [a brand without a row],rx-anticoagulants',
      'RXNORM,197805,Ibuprofen 400 MG Oral Tablet,rx-anticoagulants',
      'ATC,C09AA05,ramipril,atc-classes',
      'ATC,A10BA02,metformin,atc-classes',
    );
    expect(leftOutOf(compared('anticoagulant'))).to.deep.equal(['rx-anticoagulants 197805']);
    expect(compared('raas').sets.get('raas')).to.deep.equal({ leftOut: 0, elsewhere: 0 });
  });

  it('says of a value set without a group why there is none', () => {
    write('system,code,display,groups', 'ICD10CM,Z99,Something,redflag-fever');
    const text = terminologyText(oneSet('bed-rest'), compared('bed-rest'));
    expect(text).to.match(/^bed-rest +- +- +/m);
    expect(text).to.match(/^no reference rows +because\nbed-rest +words only$/m);
  });

  it('has for every value set either groups or the reason why there are none', () => {
    const { groups, noReferenceRows, leavesOut } = readTerminologyGroups(HOOKS);
    const ids = countSets(HOOKS).map(({ id }) => id);
    expect([...Object.keys(groups), ...Object.keys(noReferenceRows)].sort()).to.deep.equal([...ids].sort());
    const names = new Set(Object.values(groups).flat());
    expect(Object.keys(leavesOut).filter((name) => !names.has(name))).to.deep.equal([]);
  });

  it('refuses a folder without the tables, and other columns', () => {
    expect(() => readReferenceTables(join(folder, 'none'))).to.throw(CommandError, 'there is no such file');
    write('code,system', 'R32,ICD10CM');
    expect(() => readReferenceTables(folder)).to.throw(CommandError, 'expected the columns');
  });
});

describe('a file that only the commands read', () => {
  it('is refused with file and line', () => {
    expect(() => readKnowledgeFile(HOOKS, 'no-such-file')).to.throw(KnowledgeError, 'the file is missing');
  });
});
