// A site's own folder over the shipped knowledge, and the plain words for readers who are not clinicians.
import { expect } from 'chai';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fixedClock } from '../src/base/clock.ts';
import { createLog, type EventLog } from '../src/base/log.ts';
import { loadEngines, type Engines } from '../src/cds/languages.ts';
import { KnowledgeError } from '../src/knowledge/knowledge-error.ts';
import { siteReport } from '../src/site-report.ts';
import { caseClock, caseTimeZone } from './support/case-model.ts';
import { loadCases, requestFor } from './support/case-request.ts';
import { validateResponse } from './support/cds-response-schema.ts';
import { serviceAt } from './support/service.ts';

const HOOKS = fileURLToPath(new URL('../hooks', import.meta.url));
const SITES = fileURLToPath(new URL('../fixtures/sites', import.meta.url));

interface ShownCard {
  readonly summary: string;
  readonly detail: string;
  readonly suggestions?: readonly {
    readonly uuid: string;
    readonly isRecommended?: boolean;
    readonly actions: readonly { readonly type: string }[];
  }[];
  readonly overrideReasons?: readonly { readonly code: string }[];
  readonly source: { readonly topic: { readonly code: string } };
  readonly extension: {
    readonly 'com.midback-cds.why': {
      readonly rule: string;
      readonly siteChanges?: readonly string[];
      readonly sections?: readonly string[];
      readonly silentSections?: readonly string[];
      readonly evidence?: readonly { readonly reference: string; readonly date?: string }[];
    };
  };
}

type Change = (body: ReturnType<typeof requestFor>) => unknown;

function cardsOf(
  id: string,
  engines: Engines,
  languages: readonly string[] = [],
  change: Change = (body) => body,
  log?: EventLog,
) {
  const one = cases.find((candidate) => candidate.id === id);
  if (one === undefined) throw new Error(`no case ${id}`);
  const service = serviceAt(fixedClock(caseClock), caseTimeZone, engines.forLanguages(languages), log);
  const { status, body } = service.call(change(requestFor(one)));
  // A worked case that is refused has no cards, in any language.
  if (status === 412) return [];
  expect(status).to.equal(200);
  expect(validateResponse(body)).to.deep.equal([]);
  return (body as { readonly cards: readonly ShownCard[] }).cards;
}

/** Read once: the files hold hundreds of cases. */
const cases = loadCases();

const rulesOf = (cards: readonly ShownCard[]): readonly string[] => cards.map(({ source }) => source.topic.code);

/** A card as a program reads it: what stays when its words are taken away. */
function withoutWords({
  summary,
  detail,
  suggestions,
  overrideReasons,
  source,
  extension,
  ...rest
}: ShownCard): object {
  const { evidence, siteChanges, ...why } = extension['com.midback-cds.why'];
  return {
    ...rest,
    hasSummary: summary !== '',
    lines: detail.split('\n').length,
    suggestions: suggestions?.map(({ uuid, isRecommended, actions }) => ({
      uuid,
      isRecommended,
      types: actions.map(({ type }) => type),
    })),
    reasons: overrideReasons?.map(({ code }) => code),
    rule: source.topic.code,
    why,
    evidence: evidence?.map(({ reference, date }) => `${reference} ${date ?? ''}`),
    siteChanges: siteChanges?.filter((change) => !change.startsWith('languages/')),
  };
}

describe('a site of its own', () => {
  let shipped: Engines;
  let clinic: Engines;
  let quiet: Engines;

  before(function () {
    this.timeout(120_000);
    shipped = loadEngines(HOOKS, undefined);
    clinic = loadEngines(HOOKS, join(SITES, 'example-clinic'));
    quiet = loadEngines(HOOKS, join(SITES, 'quiet-start'));
  });

  it('switches a rule off', () => {
    expect(rulesOf(cardsOf('C52', shipped))).to.deep.equal(['avoid-glucosamine-chondroitin']);
    expect(cardsOf('C52', clinic)).to.deep.equal([]);
  });

  it('keeps a rule silent', () => {
    expect(rulesOf(cardsOf('C39', shipped))).to.deep.equal(['opioid-order-msk']);
    expect(cardsOf('C39', quiet)).to.deep.equal([]);
  });

  it('switches a section off, which is then neither shown nor traced', () => {
    const [before, after] = [cardsOf('C01', shipped)[0], cardsOf('C01', clinic)[0]];
    expect(before?.detail).to.include('Acupressure');
    expect(after?.detail).to.not.include('Acupressure');
    const sections = before?.extension['com.midback-cds.why'].sections ?? [];
    expect(sections).to.include('adjunct-acupressure');
    expect(after?.extension['com.midback-cds.why'].sections).to.deep.equal(
      sections.filter((rule) => rule !== 'adjunct-acupressure'),
    );
    expect(after?.extension['com.midback-cds.why']).to.not.have.property('silentSections');
  });

  it('keeps a section silent, in the trace and in the log as one that would have been shown', () => {
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => lines.push(line) });
    const why = (id: string) => cardsOf(id, quiet, [], undefined, log)[0]?.extension['com.midback-cds.why'];
    expect(cardsOf('C01', shipped)[0]?.detail).to.include('Spinal manipulation');
    expect(cardsOf('C01', quiet)[0]?.detail).to.not.include('Spinal manipulation');
    expect(why('C01')?.sections).to.not.include('spinal-manipulation');
    expect(why('C01')?.silentSections).to.deep.equal(['spinal-manipulation']);
    expect(lines.join('')).to.match(/"event":"rule.silent","rule":"spinal-manipulation","hook":"patient-view"/);
    // Asked as ever: on anticoagulants it would not have been shown.
    expect(why('C16')).to.not.have.property('silentSections');
  });

  it('adds a code of its own to a value set', () => {
    const own = 'https://example-clinic.org/orders';
    expect(shipped.shipped.knowledge.terminology.setsOfCode(own, 'PHYS-TENS')).to.deep.equal([]);
    expect(clinic.shipped.knowledge.terminology.setsOfCode(own, 'PHYS-TENS')).to.deep.equal(['tens']);
    expect(clinic.shipped.knowledge.terminology.setsOfCode('http://www.ama-assn.org/go/cpt', '97014')).to.include(
      'tens',
    );
  });

  it('says in every trace what it changed', () => {
    const [card] = cardsOf('C01', clinic);
    expect(card?.extension['com.midback-cds.why'].siteChanges).to.include.members([
      'cards/avoid.yaml avoid-glucosamine-chondroitin.status',
      'cards/avoid.yaml avoid-bed-rest.base.summary',
      'findings/red-flags.yaml raised-inflammation-markers.find.any',
    ]);
    expect(cardsOf('C01', shipped)[0]?.extension['com.midback-cds.why']).to.not.have.property('siteChanges');
  });

  it('speaks the language that the client asks for, and English to everybody else', () => {
    expect(cardsOf('C01', clinic, ['de-at', 'en'])[0]?.summary).to.match(/^Schmerzen im mittleren Rücken/);
    expect(cardsOf('C01', clinic, ['de'])[0]?.detail).to.include('Bettruhe');
    expect(cardsOf('C01', clinic, ['fr'])[0]?.summary).to.match(/^Mid-back pain/);
    expect(cardsOf('C01', clinic, ['en', 'de'])[0]?.summary).to.match(/^Mid-back pain/);
  });

  it('names the language that it answers in, looked for from the longest tag to the shortest', () => {
    expect(clinic.languages).to.deep.equal(['de']);
    for (const [wanted, language] of [
      [['de-Latn-AT'.toLowerCase(), 'en'], 'de'],
      [['fr', 'de'], 'de'],
      [['en', 'de'], 'en'],
      [['en-gb', 'de'], 'en'],
      [['fr'], 'en'],
      [[], 'en'],
    ] as const) {
      expect(clinic.languageFor(wanted), wanted.join(',')).to.equal(language);
    }
  });

  it('says the same in every language: other words, and nothing else', () => {
    for (const one of cases) {
      const [english, german] = [cardsOf(one.id, clinic), cardsOf(one.id, clinic, ['de'])];
      expect(german.map(withoutWords), one.id).to.deep.equal(english.map(withoutWords));
      // A summary that is too long ends in an ellipsis; so do long names of the record, in every language.
      for (const [index, { summary }] of german.entries()) {
        if (summary.endsWith('…')) expect(english[index]?.summary, `${one.id}: ${summary}`).to.match(/…$/);
      }
    }
  }).timeout(60_000);

  it('tells a patient in the language that the client asks for', () => {
    const asPatient: Change = (body) => ({ ...body, context: { ...body.context, userId: 'Patient/1' } });
    const [card] = cardsOf('C29', clinic, ['de'], asPatient);
    expect(card?.summary).to.equal(
      'Ihre Rückenschmerzen müssen heute untersucht werden. Bitte gehen Sie jetzt in die Notaufnahme.',
    );
    expect(card?.detail)
      .to.include('Rettungsdienst')
      .and.not.match(/ambulance|emergency|pain/);
  });

  it('is told at the start of every change and with what its languages lack', () => {
    const lines = siteReport(clinic);
    expect(lines).to.include('  cards/avoid.yaml avoid-glucosamine-chondroitin.status: on -> off');
    expect(lines.find((line) => line.includes('findings/red-flags.yaml'))).to.match(/20 mg\/L.* -> .*10 mg\/L/);
    expect(lines).to.include('  Languages  en, de');
    expect(lines.join('\n')).to.match(/ de: \d+ of \d+ texts/);
    expect(lines.join('\n')).to.match(/This site changes the knowledge in \d+ places of \d+ files:/);
    expect(siteReport(shipped)).to.deep.equal([]);
  });

  describe('with a mistake', () => {
    let folder: string;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'midback-site-'));
      mkdirSync(join(folder, 'cards'));
    });
    afterEach(() => {
      rmSync(folder, { recursive: true });
    });

    const refusal = (name: string, content: string): string => {
      writeFileSync(join(folder, name), content);
      try {
        loadEngines(HOOKS, folder);
      } catch (error) {
        if (error instanceof KnowledgeError) return error.message;
        throw error;
      }
      return 'no refusal';
    };

    it('stops the start with its own file and line', () => {
      const content = 'cards:\n  - id: avoid-bed-rest\n    status: asleep\n';
      expect(refusal('cards/avoid.yaml', content)).to.match(/^site\/cards\/avoid\.yaml line 3: .*status/);
    });

    it('stops the start for a reference that leads nowhere', () => {
      const content = 'cards:\n  - id: avoid-bed-rest\n    links: [R2, R999]\n';
      expect(refusal('cards/avoid.yaml', content)).to.match(/^site\/cards\/avoid\.yaml line 3: .*R999/);
    });

    it('stops the start for a file that nothing reads', () => {
      expect(refusal('cards.yaml', 'cards: []\n')).to.equal('site/cards.yaml: no such file is read');
    });

    it('still names the shipped file for a mistake that was there', () => {
      const hooks = join(folder, 'hooks-copy');
      cpSync(HOOKS, hooks, { recursive: true });
      writeFileSync(join(hooks, 'notes.yaml'), 'notes: [{ code: free-text, text: "" }]\n');
      const site = join(folder, 'cards');
      expect(() => loadEngines(hooks, site)).to.throw(KnowledgeError, /^hooks\/notes\.yaml line 1/);
    });
  });
});

describe('plain language', () => {
  let engines: Engines;

  before(function () {
    this.timeout(120_000);
    engines = loadEngines(HOOKS, undefined);
  });

  const asReader =
    (userId: string): Change =>
    (body) => ({ ...body, context: { ...body.context, userId } });

  for (const reader of ['Patient/1', 'RelatedPerson/2']) {
    it(`tells ${reader} to seek care now, without drugs, orders or reasons to set it aside`, () => {
      const cards = cardsOf('C29', engines, [], asReader(reader));
      expect(rulesOf(cards)).to.deep.equal(['red-flag-evaluation']);
      expect(cards[0]?.summary).to.match(/emergency care now/);
      expect(cards[0]).to.not.have.any.keys('suggestions', 'overrideReasons', 'links');
    });

    it(`tells ${reader} how to stay active`, () => {
      const cards = cardsOf('C01', engines, [], asReader(reader));
      expect(rulesOf(cards)).to.deep.equal(['stay-active']);
      expect(cards[0]?.detail).to.not.match(/NSAID|diclofenac|opioid|imaging|MRI|acute|chronic|psychosocial/i);
      expect(cards[0]).to.not.have.property('suggestions');
    });
  }

  // A clinician's card about an order would speak to a patient of drugs and of deleting orders.
  for (const order of ['C39', 'C46']) {
    for (const reader of ['Patient/1', 'RelatedPerson/2']) {
      it(`says nothing to ${reader} about the order of ${order}`, () => {
        expect(cardsOf(order, engines, [], asReader(reader))).to.deep.equal([]);
      });
    }
  }

  it('ends its last line with a full stop when something did not arrive', () => {
    expect(cardsOf('C74', engines, [], asReader('Patient/1'))[0]?.detail).to.match(/may miss something\.$/);
  });

  it('says nothing to a patient whose chart holds no back pain', () => {
    expect(cardsOf('C02', engines, [], asReader('Patient/1'))).to.deep.equal([]);
  });

  it('leaves the cards for professionals as they are', () => {
    expect(rulesOf(cardsOf('C01', engines, [], asReader('PractitionerRole/1')))).to.deep.equal([
      'topical-nsaid-first-line',
    ]);
  });
});
