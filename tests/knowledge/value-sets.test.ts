import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parseDocument } from 'yaml';
import { parseSource } from '../../src/knowledge/source-file.ts';
import { compileValueSets, type ValueSets } from '../../src/knowledge/value-sets.ts';
import { faultOf, SNOMED, valueSet } from '../support/small-knowledge.ts';

const ICD = 'http://hl7.org/fhir/sid/icd-10-cm';
const isA = (value: string): object => ({ system: ICD, filter: [{ property: 'concept', op: 'is-a', value }] });

function compile(sets: Readonly<Record<string, string>>): ValueSets {
  return compileValueSets(Object.entries(sets).map(([id, content]) => parseSource(`valuesets/${id}.json`, content)));
}

function withExclusion(id: string, include: readonly object[], exclude: readonly object[]): string {
  const source = JSON.parse(valueSet(id, ...include)) as { compose: object };
  return JSON.stringify({ ...source, compose: { ...source.compose, exclude } });
}

describe('membership in value sets', () => {
  it('of a listed code is exact, in its own system', () => {
    const sets = compile({ pain: valueSet('pain', { system: SNOMED, concept: [{ code: '1' }] }) });
    expect(sets.setsOf(SNOMED, '1')).to.deep.equal(['pain']);
    expect(sets.setsOf(SNOMED, '12')).to.deep.equal([]);
    expect(sets.setsOf(ICD, '1')).to.deep.equal([]);
    expect(sets.setsOf('urn:unknown', '1')).to.deep.equal([]);
  });

  it('of a hierarchy is the code itself and all that begin with it', () => {
    const sets = compile({ pain: valueSet('pain', isA('M54.5')) });
    for (const code of ['M54.5', 'M54.50', 'M54.59']) expect(sets.setsOf(ICD, code), code).to.deep.equal(['pain']);
    for (const code of ['M54', 'M54.', 'M54.6', '', 'm54.5']) expect(sets.setsOf(ICD, code), code).to.deep.equal([]);
  });

  it('names every set that holds the code, each once, and the same on the second question', () => {
    const sets = compile({
      pain: valueSet('pain', isA('M54'), isA('M54.5')),
      lumbar: valueSet('lumbar', { system: ICD, concept: [{ code: 'M54.5' }] }),
    });
    expect([...sets.setsOf(ICD, 'M54.5')].sort()).to.deep.equal(['lumbar', 'pain']);
    expect([...sets.setsOf(ICD, 'M54.5')].sort()).to.deep.equal(['lumbar', 'pain']);
  });

  it('ends where the set excludes codes, and only for that set', () => {
    const sets = compile({
      cancer: withExclusion('cancer', [isA('C4')], [isA('C44'), { system: ICD, concept: [{ code: 'C49.0' }] }]),
      skin: valueSet('skin', isA('C44')),
    });
    expect(sets.setsOf(ICD, 'C43.1')).to.deep.equal(['cancer']);
    expect(sets.setsOf(ICD, 'C44.9')).to.deep.equal(['skin']);
    expect(sets.setsOf(ICD, 'C49.0')).to.deep.equal([]);
    expect(sets.setsOf(ICD, 'C49.1')).to.deep.equal(['cancer']);
  });

  it('is not fooled by names that every object has', () => {
    const sets = compile({ pain: valueSet('pain', isA('M54')) });
    for (const code of ['__proto__', 'constructor', 'toString']) expect(sets.setsOf(ICD, code)).to.deep.equal([]);
    expect(sets.setsOf('__proto__', 'M54')).to.deep.equal([]);
  });

  it('of a made-up code of any length is answered', () => {
    const sets = compile({ pain: valueSet('pain', isA('M54')) });
    expect(sets.setsOf(ICD, `M54${'9'.repeat(100_000)}`)).to.deep.equal(['pain']);
  });

  it('keeps the names of concepts for drugs', () => {
    const include = {
      system: SNOMED,
      concept: [{ code: '1', display: 'Painol', designation: [{ value: 'Ouchless' }] }],
    };
    expect(compile({ pain: valueSet('pain', include) }).concepts).to.deep.equal([
      { set: 'pain', system: SNOMED, code: '1', names: ['Painol', 'Ouchless'] },
    ]);
  });
});

describe('a value set', () => {
  it('is named like its file', () => {
    const file = parseSource('valuesets/ache.json', valueSet('pain', isA('M54')));
    expect(faultOf(() => compileValueSets([file]))).to.equal(
      'hooks/valuesets/ache.json line 3: the id must be the file name',
    );
  });

  it('knows one filter', () => {
    const include = { system: ICD, filter: [{ property: 'parent', op: '=', value: 'M54' }] };
    expect(faultOf(() => compile({ pain: valueSet('pain', include) }))).to.match(
      /^hooks\/valuesets\/pain\.json line \d+: the only filter is/u,
    );
  });

  it('lists concepts or filters, never both and never neither', () => {
    for (const include of [{ system: ICD }, { ...isA('M54'), concept: [{ code: 'M54' }] }]) {
      expect(faultOf(() => compile({ pain: valueSet('pain', include) }))).to.contain('either "concept" or "filter"');
    }
  });
});

describe('the shipped value sets', () => {
  it('repeat no key, which JSON itself would pass over', function () {
    this.timeout(120_000);
    const folder = new URL('../../hooks/valuesets/', import.meta.url);
    for (const name of readdirSync(folder)) {
      const { errors } = parseDocument(readFileSync(new URL(name, folder), 'utf8'), { uniqueKeys: true });
      expect(errors, name).to.deep.equal([]);
    }
  });
});
