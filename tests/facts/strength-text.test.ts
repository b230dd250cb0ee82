// The strength of a tablet by the drug's name: catalogue 0.3, rule 20 (what is not computable stays silent).
import { expect } from 'chai';
import fc from 'fast-check';
import { dailyDoseMg } from '../../src/facts/dosage.ts';
import { readMedication } from '../../src/facts/medications.ts';
import { strengthInTexts } from '../../src/facts/strength-text.ts';
import { coded, reading, rx, statement, words } from '../support/facts.ts';

const ATC = 'http://www.whocc.no/atc';
const tablets = (value: number, frequency: number, periodUnit = 'd') => [
  {
    doseAndRate: [{ doseQuantity: { value, unit: 'tablet' } }],
    timing: { repeat: { frequency, period: 1, periodUnit } },
  },
];
const dose = (medicationCodeableConcept: object, dosage: unknown) => {
  const fact = readMedication(statement({ medicationCodeableConcept, dosage }), new Map(), reading());
  return dailyDoseMg(fact?.dosages, fact?.ingredients.length === 1 ? fact.strengthsMg[0] : undefined);
};

describe('the strength in the name of a drug', () => {
  const known: readonly (readonly [string, number])[] = [
    ['methotrexate 2.5 mg tablet', 2.5],
    ['Methotrexat 2,5 mg Tabletten', 2.5],
    ['prednisone 20mg tablet', 20],
    ['ibuprofen 800 MG Oral Tablet', 800],
    ['12 HR naproxen 500 MG Extended Release Oral Tablet', 500],
    ['aspirin 0.5 g', 0.5 * 1000],
    ['acetaminophen 1,000 mg tablet', 1000],
    ['fentanyl 500 mcg', 0.5],
    ['fentanyl 500 µg', 0.5],
    ['aspirin 325 mg delayed-release tablet', 325],
    ['ibuprofen 400 mg/tablet', 400],
    ['ibuprofen 400 mg per tablet', 400],
    ['aspirin 81 mg tablet daily', 81],
    ['digoxin 0,125 mg', 0.125],
  ];
  for (const [text, mg] of known)
    it(`of ${text} is ${String(mg)} mg`, () => expect(strengthInTexts([text])).to.equal(mg));

  const unknown: readonly string[] = [
    ...['ibuprofen', 'ibuprofen 800', 'ibuprofen 0 mg', 'diclofenac 1% gel 100 g', 'ibuprofen 1.000 mg'],
    ...[
      'hydrocodone 5 mg/325 mg',
      'oxycodone-acetaminophen 5-325 mg',
      'co-codamol 30/500 mg',
      'aspirin/caffeine 400 mg',
    ],
    ...[
      'aspirin-caffeine 400 mg',
      'aspirin and caffeine 400 mg',
      'paracetamol, combinations 500 mg',
      'aspirin + C 400 mg',
    ],
    ...[
      'ibuprofen 100 mg/5 mL suspension',
      'morphine 10 mg/mL',
      'ibuprofen 200 mg in 10 mL',
      'fentanyl 25 mcg/h patch',
    ],
    ...['ibuprofen 200-400 mg', 'ibuprofen 2 x 200 mg', 'ibuprofen 1200 mg daily', 'methotrexate 15 mg weekly'],
    ...['ibuprofen 2400 mg total', 'testosterone 50 mg in 5 g', 'ibuprofen 400 mg (2 x 200 mg)'],
  ];
  for (const text of unknown) it(`of ${text} is unknown`, () => expect(strengthInTexts([text])).to.equal(undefined));

  it('needs all names to agree', () => {
    expect(strengthInTexts(['ibuprofen', 'ibuprofen 800 mg tablet', 'IBUPROFEN 800MG TAB'])).to.equal(800);
    expect(strengthInTexts(['ibuprofen 800 mg', 'ibuprofen 600 mg'])).to.equal(undefined);
    expect(strengthInTexts(['Percocet 5 mg', 'oxycodone 5 mg / acetaminophen 325 mg'])).to.equal(undefined);
  });

  it('is never read from a text with two amounts', () => {
    const amount = fc
      .tuple(
        fc.integer({ min: 1, max: 2000 }),
        fc.constantFrom(' ', '', '-'),
        fc.constantFrom('mg', 'MG', 'g', 'mcg', 'µg'),
      )
      .map(([value, space, unit]) => `${String(value)}${space}${unit}`);
    const between = fc.constantFrom(
      ' ',
      '/',
      ' / ',
      '-',
      ' - ',
      ' + ',
      ', ',
      ' and ',
      ' (',
      '; ',
      ' tablet, ',
      ' ibuprofen ',
    );
    const name = fc.constantFrom('ibuprofen ', 'aspirin EC ', 'oxycodone, ', '');
    const property = fc.property(name, amount, between, amount, (drug, first, sign, second) => {
      const text = `${drug}${first}${sign}${second} tablet`;
      expect(strengthInTexts([text]), text).to.equal(undefined);
      expect(strengthInTexts(['ibuprofen 800 mg tablet', text]), text).to.equal(undefined);
    });
    fc.assert(property, { numRuns: 500 });
  });
});

describe('a dose in tablets', () => {
  it('is counted by the strength in the name', () => {
    expect(dose(words('methotrexate 2.5 mg tablet'), tablets(8, 1, 'wk'))).to.be.closeTo(20 / 7, 1e-6);
    expect(dose(words('prednisone 20 mg tablet'), [{ text: 'Take 2 tablets (40 mg) by mouth daily' }])).to.equal(40);
    expect(dose(words('Ibuprofen 800 mg tablet'), tablets(1, 4))).to.equal(3200);
    expect(dose(rx('5640', 'Ibuprofen 800 mg tablet'), tablets(1, 4))).to.equal(3200);
    expect(dose(coded(ATC, 'L04AX03', 'Methotrexat 2,5 mg Tablette'), tablets(1, 1))).to.equal(2.5);
  });

  it('is unknown without a strength, of a combination, and of one by brand', () => {
    expect(dose(words('ibuprofen tablet'), tablets(1, 4))).to.equal(undefined);
    expect(dose(words('Percocet 5 mg tablet'), tablets(1, 4))).to.equal(undefined);
    expect(dose(coded(ATC, 'N02AJ06', 'Talvosilen 500 mg'), tablets(1, 4))).to.equal(undefined);
    expect(dose(coded(ATC, 'N02BE51', 'Thomapyrin 250 mg'), tablets(1, 4))).to.equal(undefined);
  });

  it('goes by the product code where there is one', () => {
    expect(dose(rx('197805', 'ibuprofen 999 mg tablet'), tablets(1, 2))).to.equal(800);
  });

  it('decides what aspirin is', () => {
    const sets = (value: number, frequency: number) =>
      readMedication(
        statement({ medicationCodeableConcept: words('Aspirin 325 mg tablet'), dosage: tablets(value, frequency) }),
        new Map(),
        reading(),
      )?.sets;
    expect(sets(1, 1)).to.include('aspirin-low-dose');
    expect(sets(2, 4)).to.include('aspirin-analgesic');
  });
});
