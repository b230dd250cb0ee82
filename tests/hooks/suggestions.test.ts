import { expect } from 'chai';
import { fillTemplate } from '../support/fill-template.ts';
import { knowledgeFiles, readKnowledge, schemaBreaches } from '../support/knowledge-file.ts';
import { validateR4 } from '../support/r4-schema.ts';

interface Concept {
  readonly text?: string;
  readonly coding?: readonly { readonly system?: string; readonly code?: string; readonly display?: string }[];
}

interface Resource {
  readonly resourceType: string;
  readonly priority?: string;
  readonly code?: Concept;
  readonly medicationCodeableConcept?: Concept;
  readonly dispenseRequest?: { readonly numberOfRepeatsAllowed?: number; readonly quantity?: unknown };
  readonly dosageInstruction?: readonly { readonly text?: string; readonly route?: Concept }[];
}

interface Action {
  readonly create?: { readonly description: string; readonly resource: never };
  readonly delete?: unknown;
  readonly update?: { readonly note: string; readonly extension?: unknown };
  readonly use?: string;
}

interface Suggestion {
  readonly id: string;
  readonly publishedId?: string;
  readonly label: string;
  readonly actions: readonly Action[];
}

// Annex B, with 2.7 A25 for the lumbar studies.
const IMAGING = [
  ...['mri-spine-emergency', 'mri-thoracic-wo', 'mri-thoracic-wwo', 'xray-thoracic', 'ct-thoracic-wo'],
  ...['mri-lumbar-wo', 'mri-lumbar-wwo', 'xray-lumbar', 'ct-lumbar-wo'],
];
const PUBLISHED = [
  ...['topical-diclofenac-1', 'menthol-gel', 'ibuprofen-400', 'naproxen-500', 'omeprazole-20', 'naloxone'],
  ...['ibuprofen-400+ppi', 'naproxen-500+ppi'],
  ...['acetaminophen-650', 'acetaminophen-650-max2g', 'acetaminophen-650+exercise'],
  ...['exercise-referral', 'exercise-supervised-referral', 'acupressure', 'massage-referral', 'tens-adjunct'],
  ...['cbt-referral', 'mind-body-program', 'psychosocial-screen', 'multidisciplinary-pain-referral'],
  ...['urgent-spine-referral', 'ed-referral', 'labs-infection', 'labs-malignancy'],
  ...['remove-order', 'remove-opioid', 'remove-imaging', 'replace-with-topical', 'replace-with-acetaminophen'],
  ...['topical', 'ibuprofen', 'acetaminophen', 'exercise'].map((rung) => `replace-opioid-with-${rung}`),
  ...['defer-imaging-with-plan', 'keep-attach-rating'],
  ...IMAGING,
  ...IMAGING.map((study) => `replace-imaging-with-${study}`),
];
const ALL_VALUES = {
  patient: 'Patient/1',
  encounter: 'Encounter/2',
  now: '2026-03-02T10:00:00-05:00',
  reason: 'Condition/3',
  reasonText: 'Mid-back pain',
  flag: 'Cauda equina syndrome',
  urgency: 'stat',
  orders: 'tramadol',
  order: 'tramadol 50 mg',
  rating: 'ACR Thoracic Back Pain variant 1: usually not appropriate',
  ratingCode: 'not-appropriate',
  cardUuid: '9f2c2f5e-6a53-5c0f-8d0e-2f6a4c1f0b11',
  codeSystem: 'https://cds.example.org/CodeSystem',
};
const FEWEST_VALUES = { patient: 'Patient/1', now: ALL_VALUES.now, codeSystem: ALL_VALUES.codeSystem };

function resourcesOf(suggestion: Suggestion, values: Readonly<Record<string, string>>): readonly Resource[] {
  return suggestion.actions.flatMap(({ create }) =>
    create ? [fillTemplate(create.resource, values) as unknown as Resource] : [],
  );
}

function removal(changes: object = {}): object {
  const actions = [{ delete: { orders: 'subjects', description: 'Remove {{order}}' } }];
  return { suggestions: [{ id: 'remove-order', label: 'Remove {{orders}}', actions, ...changes }] };
}

function creation(changes: object): object {
  const links = { subject: { reference: '{{patient}}' }, encounter: { reference: '{{encounter}}' } };
  const reasonReference = [{ reference: '{{reason}}' }];
  const draft = { resourceType: 'ServiceRequest', status: 'draft', intent: 'order', authoredOn: '{{now}}' };
  const resource = { ...draft, ...links, reasonReference, ...changes };
  return removal({ actions: [{ create: { description: 'Order it', resource } }] });
}

const BREACHES: Readonly<Record<string, object>> = {
  'a placeholder that nobody fills': removal({ label: 'Remove {{drug}}' }),
  'a label that is too long': removal({ label: 'x'.repeat(80) }),
  'an id with capitals': removal({ id: 'Remove' }),
  'no actions': removal({ actions: [] }),
  'two steps in one action': removal({
    actions: [{ use: 'ed-referral', delete: { orders: 'subjects', description: 'x' } }],
  }),
  'a step of another kind': removal({ actions: [{ replace: 'ed-referral' }] }),
  'an unknown key': removal({ recommended: true }),
  'another status than draft': creation({ status: 'active' }),
  'another subject than the patient': creation({ subject: { reference: 'Patient/1' } }),
  'an id on what is created': creation({ id: '1' }),
  'an empty element': creation({ code: {} }),
  'another type of resource': creation({ resourceType: 'Task' }),
};

describe('the schema of suggestions', () => {
  it('accepts a removal and a creation', () => {
    for (const content of [removal(), creation({})]) expect(schemaBreaches('suggestions', content)).to.deep.equal([]);
  });

  for (const [what, content] of Object.entries(BREACHES))
    it(`refuses ${what}`, () => {
      expect(schemaBreaches('suggestions', content)).not.to.deep.equal([]);
    });
});

describe('hooks/suggestions', () => {
  let suggestions: readonly Suggestion[];
  let byId: ReadonlyMap<string, Suggestion>;

  before(() => {
    const files = knowledgeFiles('suggestions');
    suggestions = files.flatMap((file) => (readKnowledge(file) as { suggestions: readonly Suggestion[] }).suggestions);
    byId = new Map(suggestions.map((suggestion) => [suggestion.id, suggestion]));
  });

  it('keeps to its schema', () => {
    const breaches = knowledgeFiles('suggestions').flatMap((file) =>
      schemaBreaches('suggestions', readKnowledge(file)).map((breach) => `${file} ${breach}`),
    );
    expect(breaches).to.deep.equal([]);
  });

  it('holds every suggestion of Annex B, each id once', () => {
    expect(PUBLISHED.filter((id) => !byId.has(id))).to.deep.equal([]);
    expect(byId.size).to.equal(suggestions.length);
  });

  it('gives a variant only the published id of a suggestion that exists', () => {
    const lost = suggestions.filter(({ publishedId }) => publishedId !== undefined && !byId.has(publishedId));
    expect(lost.map(({ id }) => id)).to.deep.equal([]);
  });

  it('uses only suggestions that exist and use none themselves', () => {
    const bad = suggestions.flatMap(({ id, actions }) =>
      actions
        .flatMap(({ use }) => (use === undefined ? [] : [use]))
        .filter((use) => byId.get(use)?.actions.every((action) => action.use === undefined) !== true)
        .map((use) => `${id} uses ${use}`),
    );
    expect(bad).to.deep.equal([]);
  });

  for (const [situation, values] of [
    ['every placeholder', ALL_VALUES],
    ['only what is always known', FEWEST_VALUES],
  ] as const)
    it(`is valid FHIR R4 with ${situation} filled`, () => {
      const problems = suggestions.flatMap((suggestion) =>
        resourcesOf(suggestion, values).flatMap((resource) =>
          validateR4(resource).map((problem) => `${suggestion.id}: ${problem}`),
        ),
      );
      expect(problems).to.deep.equal([]);
    });

  it('gives every order a text and a first coding with a code', () => {
    const bare = suggestions.filter((suggestion) =>
      resourcesOf(suggestion, ALL_VALUES).some((resource) => {
        const concept = resource.code ?? resource.medicationCodeableConcept;
        return concept?.text === undefined || concept.coding?.[0]?.code === undefined;
      }),
    );
    expect(bare.map(({ id }) => id)).to.deep.equal([]);
  });

  it('codes in the own system with the id of the suggestion', () => {
    const strange = suggestions.flatMap((suggestion) =>
      resourcesOf(suggestion, ALL_VALUES).flatMap((resource) =>
        ((resource.code ?? resource.medicationCodeableConcept)?.coding ?? [])
          .filter(({ system }) => system === `${ALL_VALUES.codeSystem}/suggestions`)
          .filter(({ code }) => code !== suggestion.id),
      ),
    );
    expect(strange).to.deep.equal([]);
  });

  it('prescribes with dose text, route and no refills', () => {
    const drugs = suggestions.flatMap((suggestion) => resourcesOf(suggestion, ALL_VALUES)).filter(isPrescription);
    expect(drugs).to.have.length(9);
    for (const { dosageInstruction, dispenseRequest } of drugs) {
      expect(dosageInstruction?.[0]).to.include.keys('text', 'route', 'asNeededBoolean');
      expect(dispenseRequest).to.include({ numberOfRepeatsAllowed: 0 }).and.include.keys('quantity');
    }
  });

  it('proposes an emergency MRI of both regions', () => {
    const codes = resourcesOf(byId.get('mri-spine-emergency') as Suggestion, ALL_VALUES).map(firstCode);
    expect(codes).to.deep.equal(['72146', '72148']);
  });

  it('leaves the priority of an imaging order open without a flag', () => {
    const [study] = resourcesOf(byId.get('mri-thoracic-wo') as Suggestion, FEWEST_VALUES);
    expect(study).not.to.have.any.keys('priority', 'encounter', 'reasonReference', 'reasonCode');
  });

  it('removes before it creates in every replacement', () => {
    const replacements = suggestions.filter(({ id }) => /^(replace|defer)-/u.test(id));
    for (const { id, actions } of replacements) {
      expect(actions[0], id).to.have.property('delete');
      expect(
        actions.slice(1).every(({ use }) => use !== undefined),
        id,
      ).to.equal(true);
    }
  });
});

function isPrescription(resource: Resource): boolean {
  return resource.resourceType === 'MedicationRequest';
}

function firstCode(resource: Resource): string | undefined {
  return resource.code?.coding?.[0]?.code;
}
