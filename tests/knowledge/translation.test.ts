// A language of a site: words in the place of words, and nothing else.
import { expect } from 'chai';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadKnowledge, type TranslatedKnowledge } from '../../src/knowledge/knowledge.ts';
import type { LackingText } from '../../src/knowledge/translation.ts';
import { faultOf } from '../support/small-knowledge.ts';

const HOOKS = fileURLToPath(new URL('../../hooks', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../../fixtures/sites/example-clinic', import.meta.url));

type SiteFiles = Readonly<Record<string, string>>;

const made: string[] = [];

function site(files: SiteFiles): string {
  const root = mkdtempSync(join(tmpdir(), 'midback-language-'));
  made.push(root);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

const inGerman = (texts: string): TranslatedKnowledge =>
  loadKnowledge(HOOKS, site({ 'languages/de/texts.yaml': `texts:\n${texts}` })).inLanguage('de');

const refusal = (files: SiteFiles): string =>
  faultOf(() => {
    const knowledge = loadKnowledge(HOOKS, site(files));
    for (const tag of knowledge.languages) knowledge.inLanguage(tag);
  });

const told = (lacking: readonly LackingText[]): string =>
  lacking.map(({ where, text }) => `${where}: ${text}`).join('\n');

afterEach(() => {
  for (const root of made.splice(0)) rmSync(root, { recursive: true });
});

describe('a language', () => {
  it('takes the place of a text wherever it stands, broken into lines or not', () => {
    const { knowledge } = inGerman(
      "  - { en: 'Fracture risk', says: 'Frakturrisiko' }\n" +
        "  - { en: '**With it**', says: '**Dazu**' }\n" +
        "  - { en: 'Remove {{orders}}', says: '{{orders}} entfernen' }\n" +
        "  - en: '**Call your doctor today** and say that you have back pain. Ask how soon you should be seen.'\n" +
        "    says: '**Rufen Sie heute an.**'\n" +
        '  - { en: Haemoglobin, says: Hämoglobin }\n',
    );
    const said = JSON.stringify([knowledge.parts('cards'), knowledge.parts('sections'), knowledge.parts('scales')]);
    expect(said).to.include('Frakturrisiko').and.include('**Dazu**').and.include('**Rufen Sie heute an.**');
    expect(JSON.stringify(knowledge.parts('suggestions'))).to.include('{{orders}} entfernen');
    expect([...knowledge.items.byId.values()].map(({ label }) => label)).to.include('Hämoglobin');
  });

  it('leaves English what it lacks, and says so', () => {
    const { knowledge, report } = inGerman("  - { en: 'Stay active', says: 'Aktiv bleiben' }\n");
    expect(report.lacking).to.have.length(report.texts - 1);
    expect(told(report.lacking))
      .to.include('Bed rest ordered')
      .and.match(/^cards\/sections\.yaml line \d+: Exercise therapy$/m);
    expect(told(report.lacking)).to.not.include('Stay active');
    expect(JSON.stringify(knowledge.parts('cards'))).to.include('Bed rest ordered');
    expect(knowledge.changes).to.deep.equal([
      { where: 'languages/de', before: '', after: `1 of ${String(report.texts)} texts` },
    ]);
  });

  it('says which of its texts are nowhere, such as those of a text that was rewritten', () => {
    const { report } = inGerman("  - { en: 'Stay very active', says: 'Sehr aktiv bleiben' }\n");
    expect(report.unused).to.deep.equal(['Stay very active']);
    expect(report.lacking).to.have.length(report.texts);
  });

  it('leaves names alone by which rules and orders are read again', () => {
    const { knowledge } = inGerman(
      "  - { en: 'Topical route', says: 'Topisch' }\n  - { en: 'menthol topical gel (OTC)', says: 'Mentholgel' }\n",
    );
    expect(JSON.stringify(knowledge.parts('suggestions'))).to.not.match(/Topisch|Mentholgel/);
  });
});

describe('the German of the example clinic', () => {
  const report = (): TranslatedKnowledge['report'] => loadKnowledge(HOOKS, EXAMPLE).inLanguage('de').report;

  // Whoever writes a rule need not know German: a new text is English until it is translated.
  it('says nearly every text', () => {
    const { texts, lacking } = report();
    expect(lacking.length / texts, `in English only:\n${told(lacking)}`).to.be.lessThan(0.05);
  });

  it('says every word that a patient reads', () => {
    const plain = report().lacking.filter(({ where }) => where.includes('cards/plain.yaml'));
    expect(told(plain)).to.equal('');
  });
});

describe('a mistake in a language stops the start:', () => {
  const texts = 'texts:\n  - { en: Stay active, says: Aktiv bleiben }\n';
  const mistakes: Readonly<Record<string, readonly [SiteFiles, string | RegExp]>> = {
    'a folder that is no tag': [
      { 'languages/de_AT/a.yaml': texts },
      'site/languages/de_AT: not a language tag (BCP 47), such as de or pt-BR',
    ],
    'a word for a tag': [{ 'languages/deutsch/a.yaml': texts }, /^site\/languages\/deutsch: not a language tag/],
    'a language that there is not': [{ 'languages/xx/a.yaml': texts }, /^site\/languages\/xx: not a language tag/],
    'the shipped language': [{ 'languages/en/a.yaml': texts }, /^site\/languages\/en: the shipped texts are English/],
    'a file in place of a folder': [{ 'languages/de.yaml': texts }, /^site\/languages\/de\.yaml: expected a folder/],
    'a file that is not read': [{ 'languages/de/a.json': '{}' }, 'site/languages/de/a.json: no such file is read'],
    'an empty file': [{ 'languages/de/a.yaml': '' }, 'site/languages/de/a.yaml line 1: the file is empty'],
    'something else than texts': [
      { 'languages/de/a.yaml': "cards:\n  - { id: avoid-bed-rest, status: 'off' }\n" },
      /^site\/languages\/de\/a\.yaml line \d: /,
    ],
    'a text that is there twice': [
      { 'languages/de/a.yaml': texts, 'languages/de/b.yaml': texts },
      'site/languages/de/b.yaml line 2: the text is there twice',
    ],
    'a placeholder that is lost': [
      { 'languages/de/a.yaml': "texts:\n  - en: 'Remove {{orders}}'\n    says: 'Entfernen'\n" },
      'site/languages/de/a.yaml line 3: expected the placeholders {{orders}}, got none',
    ],
    'a summary that is too long': [
      {
        'languages/de/a.yaml': `texts:\n  - en: 'Plan for mid-back pain beyond 4 weeks'\n    says: Plan\n  - en: 'Back pain beyond 4 weeks: screen psychosocial factors and step up supervised exercise.'\n    says: ${'x'.repeat(201)}\n`,
      },
      'site/languages/de/a.yaml line 5: a summary has 200 characters at most',
    ],
  };

  for (const [name, [files, expected]] of Object.entries(mistakes)) {
    it(name, () => {
      if (typeof expected === 'string') expect(refusal(files)).to.equal(expected);
      else expect(refusal(files)).to.match(expected);
    });
  }

  it('two folders for one language', function () {
    const root = site({ 'languages/de/a.yaml': texts, 'languages/DE/a.yaml': texts });
    // Where file names know no case, there can be but one.
    if (loadable(root)) this.skip();
    expect(faultOf(() => loadKnowledge(HOOKS, root))).to.match(
      /^site\/languages\/de: the language is there twice, as "DE" too/,
    );
  });

  function loadable(root: string): boolean {
    try {
      return loadKnowledge(HOOKS, root).languages.length === 1;
    } catch {
      return false;
    }
  }
});
