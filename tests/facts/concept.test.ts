// What a CodeableConcept says: catalogue 0.5.
import { expect } from 'chai';
import { codingsOf, readConcept, wordsOf } from '../../src/facts/concept.ts';
import { coded, icd, local, reading, SNOMED, words } from '../support/facts.ts';

const read = (concept: unknown) => readConcept(concept, reading().terminology);

describe('a concept', () => {
  it('is in the sets of its standard code, whatever its words say', () => {
    const concept = read({ ...icd('M54.6'), text: 'No low back pain' });
    expect(concept?.sets).to.include('midback').and.not.include('lowback');
    expect(concept).to.deep.include({ freeText: false, label: 'No low back pain' });
    expect(concept?.guards.general).to.equal(false);
  });

  it('is in the sets of all its standard codes, each once', () => {
    const codings = [...codingsOf(icd('M54.6')), ...codingsOf(icd('M54.50')), ...codingsOf(icd('M54.6'))];
    expect(read({ coding: codings })?.sets.filter((set) => ['midback', 'lowback'].includes(set))).to.have.members([
      'midback',
      'lowback',
    ]);
  });

  it('knows code systems by their OIDs', () => {
    expect(read(coded('urn:oid:2.16.840.1.113883.6.90', 'M54.6'))?.sets).to.include('midback');
  });

  it('is matched by words when there is no code or only a local one', () => {
    for (const concept of [words('Thoracic back pain'), local('Mid back pain')]) {
      expect(read(concept)).to.deep.include({ freeText: true });
      expect(read(concept)?.sets).to.include('midback');
    }
  });

  it('is not matched by words beside a standard code', () => {
    expect(read({ ...coded(SNOMED, '1'), text: 'Mid back pain' })?.sets).to.deep.equal([]);
  });

  it('carries the guards that its words trip', () => {
    expect(read(words('Family history of back pain'))?.guards).to.include({ general: true, redFlag: true });
    expect(read(words('Rule out cauda equina'))?.guards).to.include({ general: true, redFlag: false });
    expect(read(words('History of mid back pain'))?.guards).to.include({ general: false, population: true });
  });

  it('does not match the thoracic outlet, nor the back without pain', () => {
    expect(read(words('Thoracic outlet syndrome, pain'))?.sets).not.to.include('midback');
    expect(read(words('Back to school visit'))?.sets).not.to.include('back-unspecified');
  });

  it('is none without code and words', () => {
    for (const nothing of [
      undefined,
      null,
      3,
      'M54.6',
      [],
      {},
      { coding: [] },
      { coding: [{ code: ' ' }], text: '' },
    ]) {
      expect(read(nothing)).to.equal(undefined);
    }
  });

  it('takes its words from the text, else from the first display', () => {
    expect(wordsOf({ text: ' Pain ', coding: [{ display: 'Other' }] })).to.equal('Pain');
    expect(wordsOf({ text: 4, coding: [null, {}, { display: 'Other' }] })).to.equal('Other');
  });

  it('passes over codings of the wrong shape', () => {
    const coding = [null, 4, 'x', [], { code: 4 }, { code: 'M54.6', system: 7 }];
    expect(codingsOf({ coding })).to.deep.equal([{ system: '', code: 'M54.6', display: undefined }]);
    expect(codingsOf({ coding: { system: 'http://loinc.org', code: 'x' } })).to.have.length(1);
  });
});
