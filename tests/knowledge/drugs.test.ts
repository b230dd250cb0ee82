import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { loadDrugProducts, type DrugProducts } from '../../src/knowledge/drugs.ts';
import { KnowledgeError } from '../../src/knowledge/knowledge-error.ts';

const HEADER = 'code,ingredients,route,strength_mg,form,note';
const table = (...rows: string[]) => [HEADER, ...rows, ''].join('\n');

function faultOf(csvText: string): KnowledgeError {
  try {
    loadDrugProducts(csvText);
  } catch (error) {
    if (error instanceof KnowledgeError) return error;
    throw error;
  }
  throw new Error('the table was accepted');
}

describe('loading a drug product table', () => {
  it('reads ingredients, route, strength and form', () => {
    const products = loadDrugProducts(table('197805,5640,systemic,400,Oral Tablet,'));
    expect(products.size).to.equal(1);
    expect(products.productFor('197805')).to.deep.equal({
      ingredients: ['5640'],
      route: 'systemic',
      strengthsMg: [400],
      form: 'Oral Tablet',
    });
  });

  it('keeps the strengths of a combination in the order of its ingredients', () => {
    const product = loadDrugProducts(table('1,161+2670+caffeine,systemic,300+7.5+,Oral Tablet,')).productFor('1');
    expect(product?.ingredients).to.deep.equal(['161', '2670', 'caffeine']);
    expect(product?.strengthsMg).to.deep.equal([300, 7.5, undefined]);
  });

  it('leaves an unknown route undefined and unknown strengths undefined for every ingredient', () => {
    const product = loadDrugProducts(table('1,161+2670,,,,')).productFor('1');
    expect(product?.route).to.equal(undefined);
    expect(product?.strengthsMg).to.deep.equal([undefined, undefined]);
  });

  it('carries a note only where the row has one', () => {
    const products = loadDrugProducts(
      table('1,3355,topical,,Topical Gel,3-percent-gel', '2,3355,topical,,Topical Gel,'),
    );
    expect(products.productFor('1')?.note).to.equal('3-percent-gel');
    expect(products.productFor('2')).not.to.have.property('note');
  });

  it('accepts Windows line ends', () => {
    const products = loadDrugProducts(`${HEADER}\r\n1,161,systemic,325,Oral Tablet,\r\n`);
    expect(products.productFor('1')?.form).to.equal('Oral Tablet');
  });

  it('answers undefined for a code that it does not hold', () => {
    expect(loadDrugProducts(table()).productFor('constructor')).to.equal(undefined);
  });
});

describe('refusing a malformed drug product table', () => {
  const faults: readonly { readonly name: string; readonly rows: readonly string[]; readonly says: string }[] = [
    { name: 'a missing column', rows: ['1,161,systemic,325,Oral Tablet'], says: 'expected 6 columns, found 5' },
    { name: 'a code that is no number', rows: ['x1,161,systemic,,,'], says: '"x1" is not an RxNorm code' },
    { name: 'an empty ingredient', rows: ['1,161+,systemic,,,'], says: 'an ingredient is empty' },
    { name: 'an unknown route', rows: ['1,161,oral,,,'], says: 'route "oral"' },
    { name: 'a strength that is no number', rows: ['1,161,systemic,325 mg,,'], says: 'strength "325 mg"' },
    { name: 'a strength of zero', rows: ['1,161,systemic,0,,'], says: 'strength "0"' },
    {
      name: 'more strengths than ingredients',
      rows: ['1,161,systemic,325+5,,'],
      says: '2 strengths for 1 ingredients',
    },
  ];

  for (const { name, rows, says } of faults) {
    it(`names file and line of ${name}`, () => {
      const fault = faultOf(table('9,161,,,,', ...rows));
      expect(fault.message).to.match(/^hooks\/drugs\/products\.csv line 3: /u);
      expect(fault.message).to.include(says);
    });
  }

  it('names the second row of a code', () => {
    expect(faultOf(table('1,161,,,,', '1,161,,,,')).line).to.equal(3);
  });

  it('names line 1 when the header differs', () => {
    expect(faultOf('code;ingredients\n').message).to.match(/^hooks\/drugs\/products\.csv line 1: expected the header/u);
  });

  it('reports a fault without a line for the file as a whole', () => {
    expect(new KnowledgeError('x.yaml', undefined, 'is empty').message).to.equal('hooks/x.yaml: is empty');
  });
});

describe('the shipped drug product table', () => {
  let csvText: string;
  let products: DrugProducts;

  before(() => {
    csvText = readFileSync(new URL('../../hooks/drugs/products.csv', import.meta.url), 'utf8');
    products = loadDrugProducts(csvText);
  });

  it('holds every product that the service suggests', () => {
    const suggested = ['855633', '197805', '198014', '198051', '313782'];
    const found = suggested.map((code) => products.productFor(code));
    expect(found.map((product) => product?.ingredients)).to.deep.equal([
      ['3355'],
      ['5640'],
      ['7258'],
      ['7646'],
      ['161'],
    ]);
    expect(found.map((product) => product?.route)).to.deep.equal([
      'topical',
      'systemic',
      'systemic',
      'systemic',
      'systemic',
    ]);
  });

  it('tells the 3 % diclofenac gel from the 1 % gel', () => {
    expect(products.productFor('855642')?.note).to.equal('3-percent-gel');
    expect(products.productFor('855644')?.note).to.equal('3-percent-gel');
    expect(products.productFor('855633')?.note).to.equal(undefined);
  });

  it('tells cough products and naproxen sodium apart', () => {
    expect(products.productFor('995441')?.note).to.equal('cough-cold');
    expect(products.productFor('993781')?.note).to.equal(undefined);
    expect(products.productFor('849574')?.note).to.equal('naproxen-sodium');
    expect(products.productFor('198014')?.note).to.equal(undefined);
  });

  it('keeps sublingual films, tablets and patches of opioids distinguishable', () => {
    expect(products.productFor('1010600')?.form).to.equal('Sublingual Film');
    expect(products.productFor('825409')).to.deep.include({ form: 'Oral Tablet', route: 'systemic' });
    expect(products.productFor('197696')).to.deep.include({ form: 'Transdermal System', route: 'topical' });
  });

  it('lists every ingredient of a combination, also those without a rule', () => {
    expect(products.productFor('238135')?.ingredients).to.deep.equal(['1191', 'butalbital', 'caffeine']);
  });

  it('loads in under 30 ms of processor time', () => {
    const times = Array.from({ length: 20 }, () => {
      const start = process.cpuUsage();
      loadDrugProducts(csvText);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    });
    expect(Math.min(...times)).to.be.below(30);
  });
});
