// Whatever a server sends as JSON, completion ends well.
import { expect } from 'chai';
import fc from 'fast-check';
import type { HookRequest } from '../../src/cds/hook-request.ts';
import { FHIR_RELEASES } from '../../src/fhir/releases/release.ts';
import { ABSENT, BASE, complete, own, request, TEMPLATES } from './requests.ts';

const PATHS = [
  'Patient/p1',
  'Condition?patient=p1',
  'MedicationStatement?patient=p1',
  'MedicationRequest?patient=p1',
  'ServiceRequest?patient=p1',
  'ProcedureRequest?patient=p1',
  'ReferralRequest?patient=p1',
  'Medication/1',
];

/** Values in places where something else belongs, names that every object has, and references of every kind. */
const leaf = fc.constantFrom<unknown>(
  null,
  true,
  0,
  -0,
  1e308,
  '',
  '1',
  'p1',
  'Patient/p1',
  'Patient/p2',
  'Medication/1',
  '#1',
  'urn:uuid:1',
  'next',
  '\ud800',
  'OperationOutcome',
  'Bundle',
  'active',
  'error',
  `${BASE}Condition?page=2`,
  'http://[',
  [],
  {},
  { toString: 1 },
  { __proto__: null },
);
const NAMES = [
  'resourceType',
  'id',
  'entry',
  'resource',
  'link',
  'relation',
  'url',
  'total',
  'subject',
  'reference',
  'status',
  'response',
  'medicationReference',
  'medicationCodeableConcept',
  'contained',
  'code',
  'coding',
  'text',
  'issue',
  'severity',
  'fullUrl',
  'toString',
  '__proto__',
  'constructor',
  'requester',
  'agent',
  'serviceRequested',
  'dosageInstruction',
  'activity',
  'detail',
];
const TYPES = [
  'Patient',
  'Condition',
  'MedicationStatement',
  'MedicationRequest',
  'ProcedureRequest',
  'ReferralRequest',
  'Medication',
  'CarePlan',
];

const { resource, answer } = fc.letrec<{ value: unknown; resource: object; answer: object }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 5 }),
  ),
  resource: fc
    .tuple(fc.constantFrom(...TYPES), fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 6 }))
    .map(([resourceType, more]) => ({ ...more, resourceType })),
  answer: fc.oneof(
    tie('resource'),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 6 }),
    fc
      .tuple(
        fc.array(
          fc.oneof(
            tie('value'),
            tie('resource').map((content) => ({ resource: content })),
          ),
        ),
        tie('value'),
        tie('value'),
      )
      .map(([entry, link, total]) => ({ resourceType: 'Bundle', entry, link, total })),
  ),
}));

function everythingMissing(): HookRequest {
  const prefetch = Object.fromEntries(Object.keys(TEMPLATES).map((key) => [key, ABSENT]));
  return request(prefetch, {
    draftOrders: [own('MedicationRequest', 'd', { medicationReference: { reference: 'Medication/1' } })],
  });
}

describe('any answer of a FHIR server', () => {
  it('F3 leaves data or a gap, never an error', async () => {
    const release = fc.constantFrom(undefined, ...FHIR_RELEASES);
    await fc.assert(
      fc.asyncProperty(
        fc.array(answer, { minLength: PATHS.length, maxLength: PATHS.length }),
        release,
        async (answers, of) => {
          const byPath = Object.fromEntries(PATHS.map((path, at) => [path, answers[at] ?? {}]));
          const parts = of === undefined ? {} : { caller: { fhirRelease: of } };
          const done = await complete(everythingMissing(), byPath, parts);
          for (const retrieval of done.request.prefetch.values()) {
            expect(retrieval.state).to.be.oneOf(['complete', 'partial', 'unknown']);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('F2 is what a client may have sent as well: any draft with a reference to a Medication', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(resource, { maxLength: 5 }), async (drafts) => {
        await complete(request({}, { draftOrders: drafts as never }), {});
      }),
      { numRuns: 200 },
    );
  });

  it('F3 may hold very many resources', async () => {
    const entry = Array.from({ length: 150_000 }, () => ({ resource: { resourceType: 'Condition' } }));
    const limits = { pages: 5, bytes: 10_000_000, entries: 200_000 };
    const bundle = { resourceType: 'Bundle', entry };
    const done = await complete(request({ conditions: ABSENT }), { 'Condition?patient=p1': bundle }, { limits });
    // More than one call is read with (call-budget.ts), and no error.
    expect(done.of('conditions')).to.include({ state: 'partial', reason: 'truncated' });
  });
});
