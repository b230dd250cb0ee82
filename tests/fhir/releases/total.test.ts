// Whatever comes, conversion neither throws nor loses it, and leaves R4 as it is.
import { expect } from 'chai';
import fc from 'fast-check';
import { fromR4, toR4 } from '../../../src/fhir/releases/convert.ts';
import { releaseOf } from '../../../src/fhir/releases/detect-release.ts';
import { R5_DIFFERENCES } from '../../../src/fhir/releases/r5.ts';
import { FHIR_RELEASES } from '../../../src/fhir/releases/release.ts';
import { STU3_DIFFERENCES } from '../../../src/fhir/releases/stu3.ts';
import type { RawResource } from '../../../src/fhir/types.ts';
import { chartResources, storyBundle } from '../../support/story-chart.ts';
import { stories } from '../../support/story-request.ts';

/** Elements that some difference reads or writes. */
const ELEMENTS = [
  ...['status', 'intent', 'code', 'context', 'encounter', 'requester', 'medication', 'medicationCodeableConcept'],
  ...[
    'reason',
    'reasonCode',
    'reasonReference',
    'dosageInstruction',
    'dosage',
    'doseAndRate',
    'doseQuantity',
    'timing',
  ],
  ...[
    'repeat',
    'asNeeded',
    'asNeededFor',
    'maxDosePerPeriod',
    'clinicalStatus',
    'verificationStatus',
    'coding',
    'type',
  ],
  ...[
    'taken',
    'adherence',
    'effectivePeriod',
    'activity',
    'detail',
    'contained',
    'plannedActivityReference',
    'concept',
  ],
  ...['performedActivity', 'reference', 'class', 'agent', 'onBehalfOf', 'extension', 'serviceRequested', 'category'],
  ...['reaction', 'manifestation', 'interpretation', 'component', 'ingredient', 'item', 'substitution', 'performer'],
  ...['orderDetail', 'parameter', 'renderedDosageInstruction', 'effectiveDosePeriod', 'supportingInfo', 'text', 'id'],
  ...['patientInstruction', 'informationSource', 'value', 'note', 'participant', 'function', 'subject', 'patient'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'resourceType', 'basedOn', 'dispenseRequest'],
];
const TYPES = [...new Set([...STU3_DIFFERENCES.keys(), ...R5_DIFFERENCES.keys()]), 'Patient', '__proto__', 'toString'];

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    fc.constantFrom(null, true, 0, -1, 1e308, '', 'active', 'n', 'recorded', 'MedicationRequest', '#a', '\ud800'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...ELEMENTS), tie('value'), { maxKeys: 4 }),
  ),
}));
const resource = fc
  .record({
    type: fc.constantFrom(...TYPES),
    elements: fc.dictionary(fc.constantFrom(...ELEMENTS), value, { maxKeys: 8 }),
  })
  // As a parser makes it: own members under any name, `__proto__` too.
  .map(({ type, elements }) => JSON.parse(JSON.stringify({ ...elements, resourceType: type })) as RawResource);

describe('the conversion of any resource', () => {
  it('never throws, and a resource comes out that can be written', () => {
    fc.assert(
      fc.property(resource, fc.constantFrom(...FHIR_RELEASES), (any, release) => {
        const before = JSON.stringify(any);
        const read = toR4(any, release);
        const back = fromR4(read, release);
        expect(JSON.stringify(any)).to.equal(before);
        const isRenamed = release === 'STU3' && /^(Procedure|Referral)Request$/.test(any.resourceType);
        expect(read.resourceType).to.equal(isRenamed ? 'ServiceRequest' : any.resourceType);
        expect(JSON.parse(JSON.stringify(back))).to.be.an('object');
        expect(fromR4(any, release).resourceType).to.be.a('string');
        expect(Object.getPrototypeOf(read)).to.equal(Object.prototype);
        expect(releaseOf([any])).to.be.a('string');
      }),
      { numRuns: 1500, seed: 20260302 },
    );
  });

  it('keeps the number of resources of a list', () => {
    fc.assert(
      fc.property(fc.array(resource, { maxLength: 5 }), (many) => {
        const outer: RawResource = { resourceType: 'MedicationRequest', contained: many };
        for (const release of FHIR_RELEASES) expect(toR4(outer, release)['contained']).to.have.length(many.length);
      }),
      { numRuns: 100, seed: 20260302 },
    );
  });

  it('leaves resources of R4 as they are, under whatever release they come', () => {
    for (const story of stories()) {
      for (const one of chartResources(storyBundle(story))) {
        for (const release of FHIR_RELEASES) expect(toR4(one, release), `${story} ${release}`).to.deep.equal(one);
      }
    }
  });
});
