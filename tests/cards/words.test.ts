// What a card says of a measured value, in the reader's language: catalogue 0.4, 0.7.
import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import { numbersIn } from '../../src/cards/numbers.ts';
import { sayValue } from '../../src/cards/words.ts';
import { loadEngines } from '../../src/cds/languages.ts';

const folder = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

describe('a measured value on a card', () => {
  const engines = loadEngines(folder('hooks'), folder('fixtures/sites/example-clinic'));
  const english = engines.shipped.book.notes;
  const german = engines.forLanguages(['de']).book.notes;
  const lost = { label: 'Weight', value: 76.5, unit: 'kg', lost: { percent: -6.7073, from: 82.25 } };

  it('stands in the words and with the decimal sign of the language', () => {
    expect(sayValue(english, lost)).to.equal('Weight 76.5 kg, -6.7 % from 82.25 kg');
    expect(sayValue(german, { ...lost, label: 'Gewicht' })).to.equal('Gewicht 76,5 kg, -6,7 % gegenüber 82,25 kg');
    expect(sayValue(english, { words: 'evidence-age', value: 57, unit: '1' })).to.equal('age 57');
    expect(sayValue(german, { words: 'evidence-age', value: 57, unit: '1' })).to.equal('Alter 57');
    expect(sayValue(english, { words: 'evidence-pain', value: 6, unit: '1' })).to.equal('pain 6/10');
    expect(sayValue(german, { words: 'evidence-pain', value: 6.5, unit: '1' })).to.equal('Schmerz 6,5/10');
  });

  it('keeps its comparator, its unit as people write it, and round losses their nought', () => {
    const egfr = { value: 42, unit: 'mL/min/{1.73_m2}', comparator: '<' };
    expect(sayValue(english, { ...egfr, words: 'evidence-egfr' })).to.equal('eGFR <42 mL/min/1.73 m²');
    expect(sayValue(german, { ...egfr, words: 'evidence-egfr-computed' })).to.equal(
      'eGFR (CKD-EPI 2021 aus Kreatinin) <42 mL/min/1.73 m²',
    );
    expect(sayValue(english, { ...lost, lost: { percent: -7, from: 80 } })).to.include('-7.0 % from 80 kg');
  });

  it('has every text of the evidence in German', () => {
    for (const code of ['age', 'pain', 'egfr-computed', 'from'].map((name) => `evidence-${name}`)) {
      expect(german.get(code), code).to.not.equal(english.get(code));
    }
    expect(engines.reports[0]?.lacking).to.deep.equal([]);
  });

  it('has no sign between thousands, and Western digits in every language', () => {
    expect(numbersIn('en')(1234.5, 2)).to.equal('1234.5');
    expect(numbersIn('de')(1234.5, 2)).to.equal('1234,5');
    expect(numbersIn('ar-EG')(12, 0)).to.equal('12');
    expect(numbersIn('tlh')(0.5, 1)).to.equal('0.5');
  });
});
