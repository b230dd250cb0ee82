// hooks/observations.yaml: the table of catalogue 0.4.
import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { codesToRequest, compileObservationItems, type ObservationItems } from '../../src/facts/observation-items.ts';
import { unitKey } from '../../src/facts/units.ts';
import { observationTable } from '../support/observations.ts';

type Table = { items: Record<string, unknown>[] };

function changed(change: (item: Record<string, unknown>, table: Table) => void, id = 'crp'): Table {
  const table = structuredClone(observationTable) as Table;
  const item = table.items.find((candidate) => candidate['id'] === id);
  if (item === undefined) expect.fail(`no item ${id}`);
  change(item, table);
  return table;
}

describe('the table of measurements', () => {
  let items: ObservationItems;
  let validate: ValidateFunction;

  before(() => {
    items = compileObservationItems(observationTable);
    const schema = new URL('../../hooks/schemas/observations.schema.json', import.meta.url);
    const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false });
    validate = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')) as object);
  });

  it('follows its schema', () => {
    expect(validate(observationTable), JSON.stringify(validate.errors)).to.equal(true);
  });

  it('has the items of catalogue 0.4', () => {
    expect([...items.byId.keys()]).to.deep.equal(
      [
        'egfr creatinine potassium haemoglobin platelets inr temperature weight blood-pressure-systolic',
        'blood-pressure-diastolic crp esr wbc alt calcium pain-severity phq-9 phq-2 gad-7 pregnancy-status',
        'delivery-date-estimated gestational-age last-menstrual-period',
      ].flatMap((line) => line.split(' ')),
    );
  });

  it('finds every code of catalogue 0.4', () => {
    const codes: Readonly<Record<string, string>> = {
      egfr: '98979-8 62238-1 88293-6 88294-4 33914-3 48642-3 48643-1 50044-7 69405-9 77147-7',
      creatinine: '2160-0 14682-9',
      potassium: '2823-3 6298-4 77142-8',
      haemoglobin: '718-7',
      platelets: '777-3 26515-7',
      inr: '6301-6 34714-6',
      temperature: '8310-5 8331-1 8332-9',
      weight: '29463-7 3141-9',
      'blood-pressure-systolic': '8480-6',
      'blood-pressure-diastolic': '8462-4',
      crp: '1988-5',
      esr: '4537-7 30341-2',
      wbc: '6690-2 26464-8',
      alt: '1742-6',
      calcium: '17861-6',
      'pain-severity': '72514-3 38208-5',
      'phq-9': '44261-6',
      'phq-2': '55758-7',
      'gad-7': '70274-6',
      'pregnancy-status': '82810-3',
      'delivery-date-estimated': '11778-8',
      'gestational-age': '18185-9 49051-6 11884-4',
      'last-menstrual-period': '8665-2',
    };
    for (const [id, list] of Object.entries(codes)) {
      for (const code of list.split(' ')) expect(items.byCode.get(`http://loinc.org|${code}`)?.id, code).to.equal(id);
    }
    expect(items.byCode.size).to.equal(Object.values(codes).join(' ').split(' ').length);
  });

  it('asks for blood pressure by its panel, once', () => {
    const codes = codesToRequest(items, 'vitalSigns');
    expect(codes.filter((code) => code === 'http://loinc.org|85354-9')).to.have.length(1);
    expect(codes).to.include('http://loinc.org|8480-6').and.not.include('http://loinc.org|2160-0');
  });

  const mistakes: readonly (readonly [string, Table])[] = [
    ['an unknown key', changed((item) => (item['units2'] = []))],
    ['a missing plausible range', changed((item) => delete item['plausible'])],
    ['a range without a lower end', changed((item) => (item['plausible'] = { max: 5 }))],
    ['an unknown prefetch key', changed((item) => (item['prefetch'] = 'labs'))],
    [
      'a code as a number',
      changed((item) => (item['codings'] = [{ system: 'http://loinc.org', code: 1, display: 'x' }])),
    ],
    ['a code without display', changed((item) => (item['codings'] = [{ system: 'http://loinc.org', code: '1-8' }]))],
    ['a unit on a coded item', changed((item) => (item['unit'] = '1'), 'pregnancy-status')],
    ['an unknown kind', changed((item) => (item['kind'] = 'text'))],
    ['division by zero', changed((item) => (item['units'] = [{ unit: 'mg/L', divide: 0 }]))],
  ];
  for (const [what, table] of mistakes) {
    it(`is refused by its schema with ${what}`, () => {
      expect(validate(table)).to.equal(false);
    });
  }

  const contradictions: readonly (readonly [string, Table, string])[] = [
    ['an id twice', changed((item, table) => table.items.push({ ...item, codings: [] })), 'item crp'],
    ['a code in two items', changed((item, table) => table.items.push({ ...item, id: 'crp-2' })), '1988-5'],
    ['a unit spelled twice', changed((item) => (item['units'] = [{ unit: 'mg/L', spellings: ['MG / L'] }])), 'twice'],
    ['an unlisted canonical unit', changed((item) => (item['unit'] = 'g/L')), 'canonical'],
    ['a converted canonical unit', changed((item) => (item['unit'] = 'mg/dL')), 'converted'],
    ['an unknown unit to guess', changed((item) => (item['missingUnit'] = [{ min: 1, as: 'stone' }])), 'stone'],
  ];
  for (const [what, table, words] of contradictions) {
    it(`does not compile with ${what}`, () => {
      expect(() => compileObservationItems(table)).to.throw(words);
    });
  }
});

describe('spellings of a unit', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['µmol/L', 'umol/L'],
    ['μmol / l', 'umol/L'],
    ['10^9/L', '10*9/L'],
    ['mL/min/1.73 m²', 'mL/min/1.73m2'],
    ['MM[HG]', 'mm[Hg]'],
    ['K/µL', 'K/uL'],
  ];
  for (const [one, other] of rows) {
    it(`${one} is ${other}`, () => {
      expect(unitKey(one)).to.equal(unitKey(other));
    });
  }

  it('do not mix up different units', () => {
    expect(unitKey('mmol/L')).to.not.equal(unitKey('umol/L'));
  });
});
