// A hooks folder of a few lines for tests of knowledge, rules and cards: what it says is what the test says.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileCardBook, type CardBook } from '../../src/cards/card-book.ts';
import { KnowledgeError } from '../../src/knowledge/knowledge-error.ts';
import { loadKnowledge, type Knowledge } from '../../src/knowledge/knowledge.ts';
import { compileRulebook, type Rulebook } from '../../src/rules/rulebook.ts';

/** Files by path below the hooks folder; `undefined` takes a file away. */
export type SmallFiles = Readonly<Record<string, string | undefined>>;

/** Everything compiled from a small folder. */
export interface Small {
  readonly knowledge: Knowledge;
  readonly rulebook: Rulebook;
  readonly book: CardBook;
}

const SHIPPED = fileURLToPath(new URL('../../hooks/', import.meta.url));
const COPIED = ['schemas', 'services', 'facts.yaml', 'notes.yaml', 'observations.yaml'];
const FOLDERS = [
  'valuesets',
  'text-patterns',
  'drugs',
  'findings',
  'scales',
  'tallies',
  'tables',
  'cards',
  'suggestions',
];

export const SNOMED = 'http://snomed.info/sct';
export const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
export const ATC = 'http://www.whocc.no/atc';

/** Value sets whose one code is their own name. */
const SETS = [
  ...[
    'delivery',
    'imaging-ct',
    'imaging-lumbar-spine',
    'imaging-mri',
    'imaging-mri-contrast',
    'imaging-other',
    'imaging-spine',
    'imaging-thoracic-spine',
    'imaging-xr',
  ],
  ...['midback', 'midback-neuro', 'back-unspecified', 'lowback', 'sciatica', 'msk-other'],
  ...['bodysite-lumbar', 'bodysite-cervical', 'family-history', 'qualifier-positive', 'pregnancy', 'pregnancy-ended'],
  ...['answer-pregnant', 'answer-not-pregnant', 'route-topical', 'route-local', 'diclofenac-3-percent'],
  ...['antitussive-opioid', 'fever', 'ache', 'cough', 'scan', 'contrast', 'surgery', 'hives', 'nausea'],
  ...['diclofenac', 'menthol'],
];

/** Made-up drugs: RxNorm ingredient, its name, its set. */
const DRUGS = [
  ['9001', 'Painol', 'nsaid'],
  ['9002', 'Acheprofen', 'nsaid'],
  ['9003', 'Aspiril', 'aspirin'],
  ['9004', 'Steroidon', 'steroid'],
] as const;

/** A value set file. */
export function valueSet(id: string, ...include: readonly object[]): string {
  const head = { resourceType: 'ValueSet', id, url: `https://midback-cds.com/ValueSet/${id}`, version: '1.0.0' };
  const words = { name: id, title: id, status: 'draft', description: id, purpose: id, copyright: 'none' };
  return JSON.stringify({ ...head, ...words, compose: { include } }, undefined, 2);
}

/** Codes are made up, so the systems do not say what theirs look like. */
function systemsWithoutShapes(): string {
  const shipped = readFileSync(join(SHIPPED, 'code-systems.yaml'), 'utf8');
  return shipped.replaceAll(/^ +(?:codes|filters|checkDigit): .*\n/gm, '');
}

const BASE: SmallFiles = {
  'code-systems.yaml': systemsWithoutShapes(),
  ...Object.fromEntries(
    SETS.map((id) => [`valuesets/${id}.json`, valueSet(id, { system: SNOMED, concept: [{ code: id, display: id }] })]),
  ),
  ...Object.fromEntries(
    [...new Set(DRUGS.map(([, , set]) => set))].map((set) => {
      const concept = DRUGS.filter((drug) => drug[2] === set).map(([code, display]) => ({ code, display }));
      return [`valuesets/${set}.json`, valueSet(set, { system: RXNORM, concept })];
    }),
  ),
  'drugs/products.csv': [
    'code,ingredients,route,strength_mg,form,note',
    '8001,9001,systemic,400,Oral Tablet,',
    '8002,9001,topical,,Topical Gel,',
    '8003,9003,systemic,325,Oral Tablet,',
    '8004,9004,systemic,5,Oral Tablet,',
    '8005,9001+9004,systemic,200+5,Oral Tablet,naproxen-sodium',
    '',
  ].join('\n'),
  'text-patterns/texts.yaml':
    "guards: { general: ['no fever'], red-flag: ['never'], population: ['neck'] }\npatterns:\n  - { set: fever, any: ['\\bhot\\b'] }\n",
  'sources.yaml': sources('R1', 'R2'),
  'override-reasons.yaml':
    'common: [patient-preference]\nreasons:\n  - { code: patient-preference, display: Patient preference }\n  - { code: not-msk, display: Not musculoskeletal }\n',
};

function sources(...ids: readonly string[]): string {
  const parts = ids.map(
    (id) =>
      `  - { id: ${id}, label: Guideline ${id}, citation: Citation, year: 2020, url: 'https://www.nice.org.uk/${id}', status: V }\n`,
  );
  return `sources:\n${parts.join('')}`;
}

const made: string[] = [];

/** Writes a small hooks folder with the given files on top. */
export function writeHooks(files: SmallFiles = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'hooks-'));
  made.push(root);
  for (const name of COPIED) cpSync(join(SHIPPED, name), join(root, name), { recursive: true });
  for (const name of FOLDERS) mkdirSync(join(root, name), { recursive: true });
  for (const [name, content] of Object.entries({ ...BASE, ...files })) {
    if (content === undefined) rmSync(join(root, name), { recursive: true, force: true });
    else {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), content);
    }
  }
  return root;
}

/** Removes every folder that was written. */
export function removeHooks(): void {
  for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true });
}

/** Loads and compiles a small folder. */
export function compileSmall(files: SmallFiles = {}): Small {
  const knowledge = loadKnowledge(writeHooks(files));
  const rulebook = compileRulebook(knowledge);
  return { knowledge, rulebook, book: compileCardBook(knowledge, rulebook) };
}

/** The message with which a small folder is refused. */
export function faultIn(files: SmallFiles): string {
  return faultOf(() => compileSmall(files));
}

/** The message of the KnowledgeError that an action throws. */
export function faultOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof KnowledgeError) return error.message;
    throw error;
  }
  throw new Error('the knowledge was accepted');
}
