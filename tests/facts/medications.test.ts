// Which drug, by which route, at which dose: catalogue 0.3.
import { expect } from 'chai';
import { readMedication } from '../../src/facts/medications.ts';
import type { RawResource } from '../../src/fhir/types.ts';
import { coded, local, reading, request, resource, rx, statement, words } from '../support/facts.ts';

type Elements = Readonly<Record<string, unknown>>;
const read = (of: RawResource, medications: ReadonlyMap<string, RawResource> = new Map()) =>
  readMedication(of, medications, reading());
const drug = (medicationCodeableConcept: Elements, more: Elements = {}) =>
  read(statement({ medicationCodeableConcept, ...more }));
const routed = (text: string) => ({ dosage: [{ route: words(text) }] });

describe('a drug', () => {
  it('is known by ingredient, product, ATC class and name alike', () => {
    const named = [rx('5640'), rx('197805'), coded('http://www.whocc.no/atc', 'M01AE01'), local('Advil 200 mg tablet')];
    for (const concept of named) expect(drug(concept)?.sets).to.include('nsaid').and.include('ibuprofen');
    expect(drug(rx('5640'))?.ingredients).to.deep.equal(drug(rx('197805'))?.ingredients);
  });

  it('has the same facts in a statement and in a request', () => {
    const medicationCodeableConcept = rx('197805', 'Ibuprofen 400 mg');
    const { sets, ingredients, route, label, currency, start } = read(request({ medicationCodeableConcept })) ?? {};
    expect(read(statement({ medicationCodeableConcept }))).to.deep.include({
      sets,
      ingredients,
      route,
      label,
      currency,
      start,
    });
  });

  it('is none when no table knows it, or when it never counts', () => {
    expect(drug(words('Unheard-of remedy'))).to.equal(undefined);
    expect(drug({})).to.equal(undefined);
    expect(drug(rx('5640'), { status: 'not-taken' })).to.equal(undefined);
  });

  it('is found behind a reference: in the request, contained, by uuid, or by display', () => {
    const medication = resource('Medication', { id: 'd1', code: rx('5640') });
    const filed = new Map([['Medication/d1', medication]]);
    const by = (reference: string, more: Elements = {}) =>
      statement({ medicationCodeableConcept: undefined, medicationReference: { reference }, ...more });
    expect(read(by('https://ehr.example/fhir/Medication/d1'), filed)?.sets).to.include('ibuprofen');
    expect(read(by('urn:uuid:d1'), filed)?.sets).to.include('ibuprofen');
    expect(read(by('#d1', { contained: [null, medication] }))?.sets).to.include('ibuprofen');
    expect(read(by('Medication/d2'), filed)).to.equal(undefined);
    const shown = { medicationCodeableConcept: undefined, medicationReference: { display: 'Naproxen 250 mg' } };
    expect(read(statement(shown))?.sets).to.include('naproxen');
  });

  it('as a draft counts whatever its status', () => {
    expect(
      readMedication(request({ status: 'draft', intent: 'proposal' }), new Map(), reading(), true)?.currency,
    ).to.equal('current');
  });
});

describe('the route of a drug', () => {
  const rows: readonly (readonly [string, Elements, Elements, string])[] = [
    ['a tablet', rx('197805'), {}, 'systemic'],
    ['an ingredient of which nothing is said', rx('3355'), {}, 'systemic'],
    ['a gel by its words', words('Diclofenac 1 % gel'), {}, 'topical'],
    ['a patch by its product', rx('135123'), {}, 'topical'],
    ['transdermal fentanyl', rx('197696'), {}, 'topical'],
    ['hydrocortisone cream', rx('106248'), {}, 'topical'],
    ['ketorolac eye drops by product', rx('152819'), {}, 'local'],
    ['ketorolac eye drops by words', words('Ketorolac ophthalmic solution'), {}, 'local'],
    ['ketorolac by nose', words('Ketorolac nasal spray'), {}, 'local'],
    ['an eye ointment: local goes before topical', words('Diclofenac eye ointment'), {}, 'local'],
    [
      'a coded topical route',
      rx('3355'),
      { dosage: [{ route: coded('http://snomed.info/sct', '6064005') }] },
      'topical',
    ],
    ['a spoken topical route', rx('3355'), routed('Topical'), 'topical'],
    ['a spoken oral route', rx('3355'), routed('Oral'), 'systemic'],
    ['a gel capsule', words('Ibuprofen 200 mg gel capsule'), {}, 'systemic'],
    ['an ATC class for the skin', coded('http://www.whocc.no/atc', 'M02AA15', 'diclofenac'), {}, 'topical'],
  ];
  for (const [what, concept, more, route] of rows) {
    it(`of ${what} is ${route}`, () => {
      expect(drug(concept, more)?.route).to.equal(route);
    });
  }

  it('does not make a 3 % gel a trial (A06)', () => {
    expect(drug(rx('284870'))).to.include({ route: 'topical' });
    for (const concept of [rx('284870'), words('Diclofenac 3 % gel'), words('Solaraze gel, diclofenac')]) {
      expect(drug(concept)?.sets).to.include('diclofenac-3-percent').and.include('nsaid');
    }
    expect(drug(words('Diclofenac 1.3 % patch'))?.sets).not.to.include('diclofenac-3-percent');
  });
});

describe('aspirin', () => {
  const dose = (value: number, unit: string, frequency: number) => ({
    dosage: [
      {
        doseAndRate: [{ doseQuantity: { value, unit } }],
        timing: { repeat: { frequency, period: 1, periodUnit: 'd' } },
      },
    ],
  });
  const low = (concept: Elements, more: Elements = {}) => {
    const sets = drug(concept, more)?.sets ?? [];
    expect(sets).to.include('aspirin').and.not.include('nsaid');
    return sets.includes('aspirin-low-dose') && !sets.includes('aspirin-analgesic');
  };

  it('up to 325 mg a day, or at an unknown dose, is an antiplatelet', () => {
    expect(low(rx('1191'))).to.equal(true);
    expect(low(rx('1191'), dose(325, 'mg', 1))).to.equal(true);
    expect(low(rx('211832'), dose(1, 'tablet', 1))).to.equal(true);
    expect(low(words('Aspirin 81 mg'))).to.equal(true);
  });

  it('above that is an analgesic', () => {
    expect(low(rx('1191'), dose(326, 'mg', 1))).to.equal(false);
    expect(low(rx('1191'), dose(325, 'mg', 2))).to.equal(false);
    expect(low(rx('198471'), dose(1, 'tablet', 1))).to.equal(false);
  });

  it('in a combination is counted by its own share of the tablet', () => {
    expect(low(rx('209468'), dose(1, 'tablet', 1))).to.equal(true);
    expect(low(rx('209468'), dose(2, 'tablet', 1))).to.equal(false);
  });
});
