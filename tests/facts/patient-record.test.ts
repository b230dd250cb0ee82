// The whole record: whose it is, each resource once, and nothing that it holds can break it.
import { expect } from 'chai';
import { condition, icd, local, person, recordOf, request, resource, statement, words } from '../support/facts.ts';

const TYPES = [
  ...['Condition', 'MedicationStatement', 'MedicationRequest', 'AllergyIntolerance', 'Observation', 'Procedure'],
  ...['ServiceRequest', 'CarePlan', 'Encounter', 'Medication', 'Patient'],
];

describe('a record', () => {
  it('holds resources of the patient, however the subject is written', () => {
    const own = ['Patient/p1', 'https://ehr.example/r4/Patient/p1', 'urn:uuid:p1', 'Patient/p1/_history/2'];
    for (const reference of own)
      expect(recordOf([condition({ subject: { reference } })]).conditions.all).to.have.length(1);
    expect(recordOf([condition({ subject: undefined })]).conditions.all).to.have.length(1);
    expect(recordOf([condition({ subject: { reference: 'p1' } })]).conditions.all).to.have.length(1);
  });

  it('leaves out a resource whose subject nobody can read (F6)', () => {
    for (const subject of [{ display: 'Somebody' }, { identifier: { value: '1' } }, 'nobody', {}]) {
      expect(recordOf([condition({ subject })]).conditions.all).to.have.length(0);
    }
  });

  it('leaves out resources of anybody else (A13)', () => {
    for (const reference of ['Patient/p2', 'Group/p1', 'urn:uuid:p2', 'Patient/p11']) {
      expect(recordOf([condition({ subject: { reference } })]).conditions.all).to.have.length(0);
    }
    const allergy = resource('AllergyIntolerance', {
      subject: undefined,
      patient: { reference: 'Patient/p2' },
      code: words('Ibuprofen'),
    });
    expect(recordOf([allergy]).allergies.all).to.have.length(0);
  });

  it('never reads the history of the family', () => {
    expect(
      recordOf([resource('FamilyMemberHistory', { condition: [{ code: words('Back pain') }] })]).allComplaints,
    ).to.deep.equal([]);
  });

  it('counts a resource once, though it arrives under two keys; those without id each', () => {
    const twice = new Map([
      ['a', [condition(), condition()]],
      ['b', [condition()]],
    ]);
    expect(recordOf([], { resources: twice }).conditions.all).to.have.length(1);
    const nameless = condition({ id: undefined });
    expect(recordOf([nameless, nameless]).conditions.all).to.have.length(2);
  });

  it('reads the class of the encounter, as one coding or as a list', () => {
    const visit = resource('Encounter', { id: 'e1', class: { code: 'IMP' } });
    expect(recordOf([visit], { encounterId: 'e1' }).encounterClass).to.equal('IMP');
    expect(recordOf([{ ...visit, class: [{ code: 'AMB' }] }], { encounterId: 'e1' }).encounterClass).to.equal('AMB');
    expect(recordOf([visit], { encounterId: 'e2' }).encounterClass).to.equal(undefined);
    expect(recordOf([visit]).encounterClass).to.equal(undefined);
  });
});

describe('a hostile record', () => {
  const values: readonly unknown[] = [
    ...[
      null,
      true,
      0,
      -1,
      1e308,
      '',
      'x',
      [],
      {},
      [null],
      [[]],
      [{}],
      { coding: null },
      { coding: [{}] },
      { coding: [null, 3] },
    ],
    ...[
      { value: 'x' },
      { value: -3, unit: 7 },
      { value: 1e308, code: 'a' },
      { start: 4, end: {} },
      { reference: 9 },
      [{ detail: 4 }],
    ],
    ...[
      { low: { value: 1e300 } },
      [{ timing: { repeat: [] } }],
      [{ timing: { repeat: { periodUnit: 'constructor' } } }],
    ],
    JSON.parse(
      '{"__proto__":{"code":"active"},"coding":[{"__proto__":{},"system":"__proto__","code":"__proto__"}],"text":"toString"}',
    ),
  ];
  const elements = [
    ...[
      'code',
      'status',
      'intent',
      'clinicalStatus',
      'verificationStatus',
      'category',
      'bodySite',
      'onsetDateTime',
      'onsetPeriod',
    ],
    ...[
      'onsetAge',
      'onsetRange',
      'onsetString',
      'recordedDate',
      'abatementDateTime',
      'abatementPeriod',
      'abatementAge',
      'abatementRange',
    ],
    ...[
      'abatementString',
      'extension',
      'encounter',
      'subject',
      'patient',
      'id',
      'contained',
      'medicationCodeableConcept',
    ],
    ...[
      'medicationReference',
      'dosage',
      'dosageInstruction',
      'effectivePeriod',
      'effectiveDateTime',
      'dateAsserted',
      'authoredOn',
    ],
    ...[
      'dispenseRequest',
      'reportedReference',
      'reasonCode',
      'reasonReference',
      'reaction',
      'type',
      'value',
      'valueQuantity',
    ],
    ...[
      'valueCodeableConcept',
      'interpretation',
      'dataAbsentReason',
      'issued',
      'component',
      'performedPeriod',
      'period',
      'activity',
    ],
    ...['class', 'orderDetail', 'occurrencePeriod', 'birthDate', 'deceasedDateTime', 'gender'],
  ];

  it('never throws, whatever stands in an element', function () {
    this.timeout(60_000);
    const whole = [
      condition(),
      statement(),
      request(),
      ...TYPES.map((type) => resource(type, { status: 'active', code: icd('M54.6') })),
    ];
    for (const value of values) {
      for (const element of elements) {
        const broken = whole.map((sound) => ({ ...sound, [element]: value }));
        const patient = { ...person(), [element]: value };
        expect(() => recordOf(broken, { patient: patient, draftOrders: broken }), element).not.to.throw();
      }
    }
  });

  it('leaves no mark on other objects', () => {
    recordOf([JSON.parse('{"resourceType":"Condition","__proto__":{"polluted":1},"code":{"text":"Mid back pain"}}')]);
    expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
  });
});

describe('a large record', () => {
  const entries = (count: number) =>
    Array.from({ length: count }, (_, index) => [
      condition({
        id: `c${index}`,
        code: local(`Mid back pain ${index}`),
        encounter: { reference: `Encounter/e${index}` },
      }),
      statement({ id: `s${index}`, medicationCodeableConcept: words(`Ibuprofen ${index} mg`) }),
      resource('Encounter', { id: `e${index}`, class: { code: 'AMB' } }),
    ]).flat();
  const timeOf = (resources: readonly unknown[]) => {
    const start = performance.now();
    recordOf(resources);
    return performance.now() - start;
  };

  it('of more than 500 KB takes a time that grows with its size, not with its square', function () {
    this.timeout(60_000);
    const [small, large] = [entries(100), entries(800)];
    expect(JSON.stringify(large).length).to.be.greaterThan(500_000);
    timeOf(small);
    const least = (resources: readonly unknown[]) => Math.min(...[1, 2, 3].map(() => timeOf(resources)));
    // Eight times the size: a quadratic reader would need 64 times as long.
    expect(least(large)).to.be.lessThan(Math.max(5, least(small)) * 30);
  });
});
