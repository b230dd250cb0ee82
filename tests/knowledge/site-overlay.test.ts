// A site's folder over the knowledge: how its files are merged, and every mistake by file and place.
import { expect } from 'chai';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { changeLine } from '../../src/knowledge/change-line.ts';
import { loadKnowledge, type Knowledge } from '../../src/knowledge/knowledge.ts';
import { layOver } from '../../src/knowledge/site-overlay.ts';
import { parseSource, Place } from '../../src/knowledge/source-file.ts';
import { faultOf } from '../support/small-knowledge.ts';

const HOOKS = fileURLToPath(new URL('../../hooks', import.meta.url));
const OWN = 'https://clinic.example/orders';
const OWN_SYSTEM = `systems:\n  - { id: own, url: '${OWN}', title: Own orders }\n`;

type SiteFiles = Readonly<Record<string, string>>;

const made: string[] = [];

function site(files: SiteFiles): string {
  const root = mkdtempSync(join(tmpdir(), 'midback-overlay-'));
  made.push(root);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

const load = (files: SiteFiles): Knowledge => loadKnowledge(HOOKS, site(files));
const refusal = (files: SiteFiles): string => faultOf(() => load(files));

const merged = (shipped: string, own: string): unknown =>
  layOver(parseSource('x.yaml', shipped), parseSource('site/x.yaml', own)).file.data;

const tens = (include: string): string => `{\n  "compose": {\n    "include": [\n      ${include}\n    ]\n  }\n}\n`;

afterEach(() => {
  for (const root of made.splice(0)) rmSync(root, { recursive: true });
});

describe("a site's file over a shipped one", () => {
  it('is merged key by key; null takes a key away', () => {
    expect(merged('a: { b: 1, c: 2, d: 3 }', 'a: { b: 9, c: null }')).to.deep.equal({ a: { b: 9, d: 3 } });
  });

  it('finds things by id, adds new ones at the end, and leaves the others', () => {
    expect(merged('rows: [{ id: a, n: 1 }, { id: b, n: 2 }]', 'rows: [{ id: b, n: 3 }, { id: c }]')).to.deep.equal({
      rows: [{ id: 'a', n: 1 }, { id: 'b', n: 3 }, { id: 'c' }],
    });
  });

  it('finds notes and override reasons by code', () => {
    expect(
      merged('notes: [{ code: a, text: A }, { code: b, text: B }]', 'notes: [{ code: b, text: C }]'),
    ).to.deep.equal({
      notes: [
        { code: 'a', text: 'A' },
        { code: 'b', text: 'C' },
      ],
    });
  });

  it('replaces lists without ids, and adds to value sets, patterns and codings', () => {
    expect(merged('find: { any: [a, b] }', 'find: { any: [c] }')).to.deep.equal({ find: { any: ['c'] } });
    for (const list of ['include', 'exclude', 'patterns', 'codings']) {
      expect(merged(`${list}: [{ x: 1 }]`, `${list}: [{ x: 2 }]`)).to.deep.equal({ [list]: [{ x: 1 }, { x: 2 }] });
    }
  });

  it('is what a mistake is blamed on, where both have a share in the place', () => {
    const { file } = layOver(
      parseSource('x.yaml', 'a:\n  b: 1\n  c: { d: 1 }\n'),
      parseSource('site/x.yaml', '\n\na:\n  b: null\n'),
    );
    expect(new Place(file, ['a']).error('lacks b').message).to.match(/^site\/x\.yaml line 4: /);
    expect(new Place(file, ['a', 'c']).error('wrong').message).to.equal('hooks/x.yaml line 3: wrong');
  });

  it('tells every change in full, and in a line what differs in two long values', () => {
    const long = 'same '.repeat(100);
    const { changes } = layOver(
      parseSource('x.yaml', `a: ${long}old\n`),
      parseSource('site/x.yaml', `a: ${long}new\n`),
    );
    expect(changes).to.deep.equal([{ where: 'x.yaml a', before: `${long}old`, after: `${long}new` }]);
    expect(changes.map(changeLine)[0]).to.match(/^x\.yaml a: ….*old -> ….*new$/);
    expect(changeLine({ where: 'x.yaml a', before: '', after: 'b' })).to.equal('x.yaml a: - -> b');
    const values = { before: 'y'.repeat(150), after: 'z'.repeat(150) };
    expect(changeLine({ where: 'x.yaml a', ...values })).to.equal(`x.yaml a: ${values.before} -> ${values.after}`);
  });
});

describe("a site's own codes", () => {
  it('are of a system that it names', () => {
    const code = `{ "system": "${OWN}", "concept": [{ "code": "T1", "display": "TENS" }] }`;
    const knowledge = load({ 'valuesets/tens.json': tens(code), 'code-systems.yaml': OWN_SYSTEM });
    expect(knowledge.terminology.setsOfCode(OWN, 'T1')).to.deep.equal(['tens']);
  });

  it('may be taken out of a shipped value set', () => {
    const set =
      '{ "compose": { "exclude": [{ "system": "http://www.ama-assn.org/go/cpt", "concept": [{ "code": "97014" }] }] } }';
    const before = loadKnowledge(HOOKS).terminology.setsOfCode('http://www.ama-assn.org/go/cpt', '97014');
    const after = load({ 'valuesets/tens.json': set }).terminology.setsOfCode(
      'http://www.ama-assn.org/go/cpt',
      '97014',
    );
    expect(before.filter((id) => !after.includes(id))).to.deep.equal(['tens']);
  });
});

describe('a mistake of a site stops the start:', () => {
  const concept = (system: string, rest = ', "display": "TENS"'): string =>
    `{ "system": "${system}", "concept": [{ "code": "T1"${rest} }] }`;
  const set = (id: string, url: string): string =>
    JSON.stringify({
      resourceType: 'ValueSet',
      ...{ id, url, version: '1', name: id, title: id, status: 'draft', description: id, purpose: id, copyright: id },
      compose: { include: [{ system: 'http://snomed.info/sct', concept: [{ code: '22298006', display: 'One' }] }] },
    });

  const mistakes: Readonly<Record<string, readonly [SiteFiles, string | RegExp]>> = {
    'a key that is there twice in JSON': [
      { 'valuesets/tens.json': '{\n  "title": "a",\n  "title": "b"\n}\n' },
      /^site\/valuesets\/tens\.json line 3: .*unique/,
    ],
    'the same id twice in one list': [
      {
        'cards/avoid.yaml':
          "cards:\n  - { id: avoid-bed-rest, status: 'off' }\n  - { id: avoid-bed-rest, status: silent }\n",
      },
      'site/cards/avoid.yaml line 3: "avoid-bed-rest" is there twice',
    ],
    'the same id twice in a list further in': [
      {
        'cards/avoid.yaml':
          'cards:\n  - id: avoid-bed-rest\n    variants:\n      - { id: base, summary: A }\n      - { id: base, summary: B }\n',
      },
      'site/cards/avoid.yaml line 5: "base" is there twice',
    ],
    'the same code twice among notes': [
      { 'notes.yaml': 'notes:\n  - { code: no-date, text: a }\n  - { code: no-date, text: b }\n' },
      'site/notes.yaml line 3: "no-date" is there twice',
    ],
    'a misspelt code system': [
      { 'valuesets/tens.json': tens(concept('http://snomed.info/stc')) },
      /^site\/valuesets\/tens\.json line 4: the code system "http:\/\/snomed\.info\/stc" is unknown/,
    ],
    'a code system under another name than clients are read by': [
      { 'valuesets/tens.json': tens(concept('urn:oid:2.16.840.1.113883.6.96')) },
      /line 4: the code system "urn:oid:2\.16\.840\.1\.113883\.6\.96" is written "http:\/\/snomed\.info\/sct"$/,
    ],
    'a misspelt code system of a measurement': [
      {
        'observations.yaml':
          "items:\n  - id: crp\n    codings:\n      - { system: 'http://loinc.com', code: '1', display: CRP }\n",
      },
      /^site\/observations\.yaml line 4: the code system "http:\/\/loinc\.com" is unknown/,
    ],
    'a concept without a display': [
      { 'valuesets/tens.json': tens(concept('http://snomed.info/sct', '')) },
      'site/valuesets/tens.json line 4: a concept needs a display',
    ],
    'a code system that is there twice': [
      { 'code-systems.yaml': "systems:\n  - { id: other, url: 'http://loinc.org', title: LOINC }\n" },
      /^site\/code-systems\.yaml line 2: the url "http:\/\/loinc\.org" is used twice/,
    ],
    'two value sets with one url': [
      {
        'valuesets/own-a.json': set('own-a', 'https://clinic.example/ValueSet/a'),
        'valuesets/own-b.json': set('own-b', 'https://clinic.example/ValueSet/a'),
      },
      'site/valuesets/own-b.json line 1: the value set "own-a" has the same url',
    ],
    'an anchor': [
      { 'cards/avoid.yaml': "cards:\n  - &one { id: avoid-bed-rest, status: 'off' }\n" },
      'site/cards/avoid.yaml line 2: anchors are not allowed',
    ],
    'an empty file': [{ 'cards/avoid.yaml': '\n' }, 'site/cards/avoid.yaml line 1: the file is empty'],
    'a file with comments only': [
      { 'facts.yaml': '# adultAge: 16\n' },
      /^site\/facts\.yaml line \d: the file is empty$/,
    ],
    'a file that says null': [{ 'valuesets/tens.json': 'null' }, 'site/valuesets/tens.json line 1: the file is empty'],
    'a list in place of the whole file': [
      { 'cards/avoid.yaml': '- a\n' },
      'site/cards/avoid.yaml line 1: must be object',
    ],
    'a key taken away that must be there': [
      { 'cards/avoid.yaml': 'cards:\n  - id: avoid-bed-rest\n    title: null\n' },
      /^site\/cards\/avoid\.yaml line 2: .*title/,
    ],
    'a card under an id that is not there': [
      { 'cards/avoid.yaml': "cards:\n  - { id: avoid-bedrest, status: 'off' }\n" },
      /^site\/cards\/avoid\.yaml line 2: /,
    ],
    'a status that there is not': [
      { 'cards/sections.yaml': 'sections:\n  - { id: adjunct-heat, status: hidden }\n' },
      /^site\/cards\/sections\.yaml line 2: .*status/,
    ],
  };

  for (const [name, [files, expected]] of Object.entries(mistakes)) {
    it(name, () => {
      if (typeof expected === 'string') expect(refusal(files)).to.equal(expected);
      else expect(refusal(files)).to.match(expected);
    });
  }
});
