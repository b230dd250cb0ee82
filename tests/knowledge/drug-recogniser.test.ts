// Which drug a code or a name stands for: catalogue 0.3.
import { expect } from 'chai';
import type { PlainCoding } from '../../src/fhir/terminology.ts';
import { compileDrugRecogniser, type DrugRecogniser } from '../../src/knowledge/drug-recogniser.ts';
import { loadDrugProducts } from '../../src/knowledge/drugs.ts';
import { parseSource } from '../../src/knowledge/source-file.ts';
import { compileTextMatcher } from '../../src/knowledge/text-matcher.ts';
import { compileValueSets } from '../../src/knowledge/value-sets.ts';
import { ATC, RXNORM, SNOMED, valueSet } from '../support/small-knowledge.ts';

const PRODUCTS = [
  'code,ingredients,route,strength_mg,form,note',
  '8001,9001,systemic,400,Oral Tablet,',
  '8002,9001,topical,,Topical Gel,3-percent-gel',
  '8003,9001+9004,systemic,200+5,Oral Tablet,',
  '8004,barkol,systemic,10,Oral Tablet,',
  '8005,9999,systemic,10,Oral Tablet,',
].join('\n');

const rxnorm = (code: string): PlainCoding => ({ system: RXNORM, code, display: undefined });
const atc = (code: string, display?: string): PlainCoding => ({ system: ATC, code, display });

describe('a drug', () => {
  let recognise: DrugRecogniser;

  before(() => {
    const painol = { code: '9001', display: 'Painol', designation: [{ value: 'Ouch Less' }] };
    const files = {
      nsaid: valueSet(
        'nsaid',
        { system: RXNORM, concept: [painol] },
        { system: ATC, filter: [{ property: 'concept', op: 'is-a', value: 'M01A' }] },
        { system: ATC, concept: [{ code: 'M01AX99', display: 'Barkol' }] },
      ),
      steroid: valueSet('steroid', { system: RXNORM, concept: [{ code: '9004', display: 'Steroidon' }] }),
      'route-topical': valueSet('route-topical', { system: ATC, concept: [{ code: 'M01AB99' }] }),
      'diclofenac-3-percent': valueSet('diclofenac-3-percent', { system: SNOMED, concept: [{ code: 'none' }] }),
    };
    const sets = compileValueSets(
      Object.entries(files).map(([id, content]) => parseSource(`valuesets/${id}.json`, content)),
    );
    const texts = parseSource('text-patterns/x.yaml', "patterns:\n  - { set: diclofenac-3-percent, any: ['3 ?%'] }\n");
    recognise = compileDrugRecogniser(
      sets,
      loadDrugProducts(PRODUCTS),
      compileTextMatcher([texts], new Set(Object.keys(files))),
      {
        localSet: 'route-local',
        topicalSet: 'route-topical',
        productNotes: [
          { note: '3-percent-gel', set: 'diclofenac-3-percent' },
          { note: 'cough-cold', set: 'antitussive-opioid' },
        ],
      },
    );
  });

  it('is known by its product, with route, strength and form', () => {
    expect(recognise([rxnorm('8001')], [])).to.deep.equal({
      sets: ['nsaid'],
      ingredients: ['9001'],
      route: 'systemic',
      strengthsMg: [400],
      form: 'Oral Tablet',
      note: undefined,
      freeText: false,
    });
  });

  it('is known by its ingredient', () => {
    const drug = recognise([rxnorm('9004')], []);
    expect(drug).to.deep.include({ sets: ['steroid'], ingredients: ['9004'], route: undefined, freeText: false });
  });

  it('of several ingredients is in the sets of all', () => {
    expect(recognise([rxnorm('8003')], [])).to.deep.include({
      sets: ['nsaid', 'steroid'],
      ingredients: ['9001', '9004'],
      strengthsMg: [200, 5],
    });
  });

  it('with a mark in the table is in the set of the mark too', () => {
    const drug = recognise([rxnorm('8002')], []);
    expect(drug?.sets).to.deep.equal(['nsaid', 'diclofenac-3-percent']);
    expect(drug?.note).to.equal('3-percent-gel');
  });

  it('whose ingredient has no RxNorm code is known by the name of the ingredient', () => {
    expect(recognise([rxnorm('8004')], [])?.sets).to.deep.equal(['nsaid']);
  });

  it('that is in no set is still known to the table', () => {
    expect(recognise([rxnorm('8005')], [])?.sets).to.deep.equal([]);
  });

  it('is known by ATC when RxNorm says nothing', () => {
    expect(recognise([rxnorm('1'), atc('M01AE01')], [])).to.deep.include({ sets: ['nsaid'], ingredients: ['M01AE01'] });
    expect(recognise([atc('N02BE01')], [])).to.equal(undefined);
  });

  it('is the same substance under ATC and RxNorm where its name says so', () => {
    expect(recognise([atc('M01AE01', 'painol')], [])?.ingredients).to.deep.equal(['9001']);
  });

  it('takes its route from an ATC class of topical drugs, and needs another set to be one', () => {
    expect(recognise([atc('M01AB99')], [])).to.deep.include({ sets: ['nsaid'], route: 'topical' });
  });

  it('is known by name as whole words, whatever the case', () => {
    for (const text of ['PAINOL 400 mg', 'take ouch  less daily', 'Painol/Other', 'painol-other']) {
      expect(recognise([], [text]), text).to.deep.include({ sets: ['nsaid'], ingredients: ['9001'], freeText: true });
    }
    for (const text of ['painols', 'antipainol', 'ouch, more or less', '']) {
      expect(recognise([], [text]), text).to.equal(undefined);
    }
  });

  it('by name may be two, in an order of their own', () => {
    expect(recognise([], ['Steroidon with painol'])?.ingredients).to.deep.equal(['9001', '9004']);
    expect(recognise([], ['painol 3 % gel'])?.sets).to.deep.equal(['nsaid', 'diclofenac-3-percent']);
  });

  it('is looked for in one text after the other', () => {
    expect(recognise([], ['unknown', 'Painol'])?.ingredients).to.deep.equal(['9001']);
    expect(recognise([], ['x'.repeat(600) + ' painol'])).to.equal(undefined);
  });

  it('prefers the code to the name', () => {
    expect(recognise([rxnorm('9004')], ['Painol'])?.sets).to.deep.equal(['steroid']);
  });
});
