import { expect } from 'chai';
import { validateDiscovery, validateOutcome, validateResponse } from './cds-response-schema.ts';

type Json = Record<string, unknown>;

const UUIDS = [1, 2, 3].map((n) => `9f2c2f5e-6a53-5c0f-8d0e-2f6a4c1f0b1${n}`);
const REASONS = [
  { system: 'https://cds.example.org/CodeSystem/override-reasons', code: 'data-wrong', display: 'Wrong' },
];

function action(changes: Json = {}): Json {
  const resource = {
    resourceType: 'ServiceRequest',
    status: 'draft',
    intent: 'order',
    subject: { reference: 'Patient/1' },
    code: { text: 'Acupressure' },
  };
  return { type: 'create', description: 'Order acupressure', resource, ...changes };
}

const REMOVE = { type: 'delete', description: 'Remove tramadol', resourceId: 'MedicationRequest/1' };

function suggestion(changes: Json = {}): Json {
  const own = { 'com.midback-cds.id': 'acupressure' };
  return { label: 'Add acupressure', uuid: UUIDS[1], actions: [action()], extension: own, ...changes };
}

function why(changes: Json = {}): Json {
  const evidence = [{ finding: 'Mid-back pain', reference: 'Condition/1', date: '2026-02-27' }];
  const own = { rule: 'topical-nsaid-first-line', knowledgeVersion: '1.0.0', evidence, sections: ['stay-active'] };
  return { 'com.midback-cds.why': { ...own, ...changes } };
}

function card(changes: Json = {}): Json {
  return {
    uuid: UUIDS[0],
    summary: 'Start with a gel',
    detail: 'eGFR < 60: **check**',
    indicator: 'info',
    source: {
      label: 'ACP/AAFP guideline 2020',
      url: 'https://www.acpjournals.org/doi/10.7326/M19-3602',
      topic: {
        system: 'https://cds.example.org/CodeSystem/rules',
        code: 'topical-nsaid-first-line',
        display: 'Gel first',
      },
    },
    suggestions: [suggestion()],
    selectionBehavior: 'any',
    overrideReasons: REASONS,
    links: [{ label: 'Label', url: 'https://dailymed.nlm.nih.gov/x', type: 'absolute' }],
    extension: why(),
    ...changes,
  };
}

function listing(changes: Json = {}): Json {
  const prefetch = {
    patient: 'Patient/{{context.patientId}}',
    conditions: 'Condition?patient={{context.patientId}}&_sort=-date',
  };
  const own = {
    hook: 'patient-view',
    id: 'midback-pain',
    title: 'Mid-back pain',
    description: 'Advice',
    version: '2.0.1',
  };
  return { ...own, prefetch, ...changes };
}

function outcome(changes: Json = {}): Json {
  const details = { text: 'No patient', coding: [{ system: 'https://cds.example.org/CodeSystem/errors', code: 'X' }] };
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'invalid', details, ...changes }] };
}

function omit(value: Json, key: string): Json {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}

function withAction(changed: Json): Json {
  return card({ suggestions: [suggestion({ actions: [changed] })] });
}

const secondSuggestion = suggestion({ uuid: UUIDS[2], extension: { 'com.midback-cds.id': 'massage-referral' } });

const BROKEN_CARDS: Readonly<Record<string, readonly [Json, RegExp]>> = {
  'W2: null': [card({ detail: null }), /detail/u],
  'W2: an empty string': [card({ detail: '' }), /detail/u],
  'W2: an empty list': [card({ links: [] }), /links/u],
  'W2: an empty object': [card({ extension: {} }), /extension/u],
  'W2: an empty list in the trace': [card({ extension: why({ unknown: [] }) }), /unknown/u],
  'W2: an empty string in a resource': [
    withAction(action({ resource: { resourceType: 'ServiceRequest', code: { text: '' } } })),
    /W2/u,
  ],
  'W3: an extension without a reverse-domain name': [card({ extension: { ...why(), why: true } }), /property name/u],
  'W3: a field that CDS Hooks does not know': [card({ priority: 1 }), /'priority'/u],
  'R2: a summary of 140 characters': [card({ summary: 'x'.repeat(140) }), /summary/u],
  'R2: another indicator': [card({ indicator: 'hard-stop' }), /indicator/u],
  'R2: no source': [omit(card(), 'source'), /'source'/u],
  'R2: no label of the source': [card({ source: omit(card()['source'] as Json, 'label') }), /'label'/u],
  'R3: suggestions without selectionBehavior': [omit(card(), 'selectionBehavior'), /selectionBehavior/u],
  'R3: selectionBehavior without suggestions': [omit(card(), 'suggestions'), /suggestions/u],
  'R3: two recommended of at-most-one': [
    card({
      selectionBehavior: 'at-most-one',
      suggestions: [suggestion({ isRecommended: true }), { ...secondSuggestion, isRecommended: true }],
    }),
    /recommends 2/u,
  ],
  'R3: a suggestion without actions': [card({ suggestions: [omit(suggestion(), 'actions')] }), /'actions'/u],
  'R4: an action of another type': [withAction(action({ type: 'replace' })), /type/u],
  'R4: an action without description': [withAction(omit(action(), 'description')), /'description'/u],
  'R4: create without resource': [withAction(omit(action(), 'resource')), /'resource'/u],
  'R4: create with resourceId': [withAction(action({ resourceId: 'ServiceRequest/1' })), /resourceId/u],
  'R4: delete with a resource': [withAction({ ...action(), ...REMOVE }), /resource/u],
  'R4: delete without resourceId': [withAction(omit(REMOVE, 'resourceId')), /'resourceId'/u],
  'R4: delete of a bare id': [withAction({ ...REMOVE, resourceId: '1' }), /resourceId/u],
  'R4: update without the id of the draft': [withAction(action({ type: 'update' })), /which draft/u],
  'R4: a resource that is not valid R4': [
    withAction(action({ resource: { ...(action()['resource'] as Json), status: 'new' } })),
    /resource\/status/u,
  ],
  'R6: actionSelectionBehavior': [
    card({ suggestions: [suggestion({ actionSelectionBehavior: 'any' })] }),
    /actionSel/u,
  ],
  'R7: a reason without display': [card({ overrideReasons: [omit(REASONS[0] as Json, 'display')] }), /'display'/u],
  'R7: a reason twice': [card({ overrideReasons: [...REASONS, { ...REASONS[0], display: 'Again' }] }), /twice/u],
  'R8: a relative link': [card({ links: [{ label: 'x', url: '/page', type: 'absolute' }] }), /url/u],
  'R8: appContext on an absolute link': [
    card({ links: [{ label: 'x', url: 'https://a.org/', type: 'absolute', appContext: 'x' }] }),
    /'appContext'/u,
  ],
  'R9: a card without uuid': [omit(card(), 'uuid'), /'uuid'/u],
  'R9: a uuid that is none': [card({ uuid: '1' }), /uuid/u],
  'R9: one uuid twice': [card({ suggestions: [suggestion({ uuid: UUIDS[0] })] }), /R9/u],
  'T9: raw HTML': [card({ detail: 'see <img src=x onerror=alert(1)>' }), /T9/u],
  'a placeholder that nobody filled': [card({ summary: '{{drug}} for back pain' }), /placeholder/u],
  'one suggestion twice': [card({ suggestions: [suggestion(), suggestion({ uuid: UUIDS[2] })] }), /twice/u],
  'another rule in the trace than in the topic': [card({ extension: why({ rule: 'other' }) }), /another rule/u],
  'evidence without a reference': [card({ extension: why({ evidence: [{ finding: 'Pain' }] }) }), /'reference'/u],
};

describe('the schema of a hook answer', () => {
  it('accepts no cards', () => {
    expect(validateResponse({ cards: [] })).to.deep.equal([]);
  });

  it('accepts a card with all its parts', () => {
    const removal = suggestion({
      uuid: UUIDS[2],
      actions: [REMOVE],
      extension: { 'com.midback-cds.id': 'remove-order' },
    });
    const whole = card({
      selectionBehavior: 'at-most-one',
      suggestions: [suggestion({ isRecommended: true }), removal],
    });
    expect(validateResponse({ cards: [whole] })).to.deep.equal([]);
  });

  it('accepts a card with the necessary parts only', () => {
    const parts = ['detail', 'suggestions', 'selectionBehavior', 'links'];
    expect(validateResponse({ cards: [parts.reduce(omit, card())] })).to.deep.equal([]);
  });

  for (const [what, [broken, problem]] of Object.entries(BROKEN_CARDS))
    it(`refuses ${what}`, () => {
      expect(validateResponse({ cards: [broken] }).join('\n')).to.match(problem);
    });

  it('refuses a body without cards, and anything beside them', () => {
    expect(validateResponse({}).join()).to.include("'cards'");
    expect(validateResponse({ cards: [], systemActions: [REMOVE] }).join()).to.include('systemActions');
    expect(validateResponse(null)).not.to.deep.equal([]);
  });

  it('refuses one uuid in two cards', () => {
    const bare = omit(omit(card(), 'suggestions'), 'selectionBehavior');
    expect(validateResponse({ cards: [bare, bare] }).join()).to.include('R9');
  });
});

const BROKEN_LISTINGS: Readonly<Record<string, readonly [Json, RegExp]>> = {
  'D2: no description': [omit(listing(), 'description'), /'description'/u],
  'D2: a version that is none': [listing({ version: '2' }), /version/u],
  'D2: a hook that is not served': [listing({ hook: 'order-dispatch' }), /hook/u],
  'D4: a token that clients do not know': [listing({ prefetch: { a: 'Patient/{{context.medications}}' } }), /token/u],
  'D4: a relative date': [listing({ prefetch: { a: 'Observation?date=ge{{today()}}' } }), /token/u],
  'D4: path traversal': [listing({ prefetch: { a: 'Patient/1/../2' } }), /neither a read/u],
  'D4: a repeated parameter': [listing({ prefetch: { a: 'Observation?code=1&code=2' } }), /repeats/u],
  'D4: a chained parameter': [listing({ prefetch: { a: 'Observation?patient.name=x' } }), /few servers/u],
  'D4: a modifier': [listing({ prefetch: { a: 'Condition?code:not=x' } }), /few servers/u],
  'a template of 1,500 characters': [listing({ prefetch: { a: `Observation?code=${'1'.repeat(1483)}` } }), /prefetch/u],
  'W2: an empty prefetch': [listing({ prefetch: {} }), /prefetch/u],
};

describe('the schema of the discovery answer', () => {
  it('accepts one id at several hooks', () => {
    expect(validateDiscovery({ services: [listing(), listing({ hook: 'order-sign' })] })).to.deep.equal([]);
  });

  it('accepts no services', () => {
    expect(validateDiscovery({ services: [] })).to.deep.equal([]);
  });

  it('refuses one id twice at one hook', () => {
    expect(validateDiscovery({ services: [listing(), listing()] }).join()).to.include('D3');
  });

  for (const [what, [broken, problem]] of Object.entries(BROKEN_LISTINGS))
    it(`refuses ${what}`, () => {
      expect(validateDiscovery({ services: [broken] }).join('\n')).to.match(problem);
    });
});

const BROKEN_OUTCOMES: Readonly<Record<string, readonly [unknown, RegExp]>> = {
  'another resource': [{ resourceType: 'Bundle', type: 'searchset' }, /OperationOutcome/u],
  'no issue': [omit(outcome(), 'issue'), /'issue'/u],
  'an issue without a text': [outcome({ details: { coding: [{ system: 'https://a.org/x', code: 'X' }] } }), /'text'/u],
  'an issue without our code': [outcome({ details: { text: 'No' } }), /'coding'/u],
  'an issue that is only a warning': [outcome({ severity: 'warning' }), /severity/u],
  'a code outside the binding': [outcome({ code: 'oops' }), /code/u],
  'a stack': [outcome({ diagnostics: 'TypeError: x\n    at run (/app/src/main.ts:3:7)' }), /stack/u],
  'an empty string': [outcome({ diagnostics: '' }), /diagnostics/u],
  nothing: [undefined, /resource/u],
};

describe('the schema of a refusal', () => {
  it('accepts an OperationOutcome with severity, code, text and our code', () => {
    expect(validateOutcome(outcome({ diagnostics: 'Send the key patient.' }))).to.deep.equal([]);
  });

  for (const [what, [broken, problem]] of Object.entries(BROKEN_OUTCOMES))
    it(`R10: refuses ${what}`, () => {
      expect(validateOutcome(broken).join('\n')).to.match(problem);
    });
});
