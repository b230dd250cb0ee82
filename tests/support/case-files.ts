// Reads the case files and fills in what one case takes over from another.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { CaseFacts, ExpectedCard, ExpectedError, WorkedCase } from './case-model.ts';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { compileCaseSchema } from './case-schema.ts';
import { loadVocabulary } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

const casesFolder = fileURLToPath(new URL('../../fixtures/cases', import.meta.url));

/** What a case always says for itself. */
const ownWords: ReadonlySet<string> = new Set(['id', 'story', 'because', 'hook', 'level', 'expect']);

type WrittenCard = Omit<ExpectedCard, 'suggestions'> & { readonly suggestions?: string | readonly string[] };

/** A case as written: it may lean on another one. */
type WrittenCase = Omit<WorkedCase, 'patient' | 'expect'> & {
  readonly patient?: WorkedCase['patient'];
  readonly like?: string;
  readonly also?: CaseFacts;
  readonly expect: readonly WrittenCard[] | ExpectedError;
};

let loaded: readonly WorkedCase[] | undefined;

/** All cases of fixtures/cases, in the order of their ids within each file, with inherited facts filled in; read once. */
export function loadCases(): readonly WorkedCase[] {
  loaded ??= readCases();
  return loaded;
}

function readCases(): readonly WorkedCase[] {
  const isValid = compileCaseSchema();
  return resolveCases(
    caseFiles().flatMap((name) => readCaseFile(name, isValid)),
    loadVocabulary(),
  );
}

/** Fills in what the cases inherit and the short names of suggestions. */
export function resolveCases(written: readonly WrittenCase[], vocabulary: Vocabulary): readonly WorkedCase[] {
  const byId = new Map(written.map((one) => [one.id, one]));
  if (byId.size < written.length) throw new Error('fixtures/cases: an id is used twice');
  return written.map((one) => withSuggestions(inherit(one, byId, []), vocabulary));
}

function caseFiles(): readonly string[] {
  const names = readdirSync(casesFolder).filter((name) => name.endsWith('.yaml') && !name.startsWith('vocabulary'));
  return names.sort();
}

function readCaseFile(name: string, isValid: ValidateFunction): readonly WrittenCase[] {
  const cases: unknown = parse(readFileSync(join(casesFolder, name), 'utf8'));
  if (isValid(cases)) return cases as readonly WrittenCase[];
  const problems = (isValid.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
  throw new Error(`fixtures/cases/${name}: ${problems.join('; ')}`);
}

function inherit(one: WrittenCase, byId: ReadonlyMap<string, WrittenCase>, path: readonly string[]): WrittenCase {
  const { like, also, ...own } = one;
  if (path.includes(one.id)) throw new Error(`fixtures/cases: ${one.id} is like itself`);
  if (like === undefined) return append(own, also);
  const model = byId.get(like);
  if (model === undefined) throw new Error(`fixtures/cases: ${one.id} is like ${like}, which does not exist`);
  const inherited = factsOf(inherit(model, byId, [...path, one.id]));
  return append({ ...inherited, ...own }, also);
}

function factsOf(one: WrittenCase): Partial<WrittenCase> {
  return Object.fromEntries(Object.entries(one).filter(([name]) => !ownWords.has(name)));
}

function append(one: WrittenCase, also: CaseFacts = {}): WrittenCase {
  const names = Object.keys(also) as (keyof CaseFacts)[];
  const longer = names.map((name) => [name, [...(one[name] ?? []), ...(also[name] ?? [])]] as const);
  return { ...one, ...(Object.fromEntries(longer) as CaseFacts) };
}

function withSuggestions(one: WrittenCase, vocabulary: Vocabulary): WorkedCase {
  const { patient, expect } = one;
  if (patient === undefined) throw new Error(`fixtures/cases: ${one.id} has no patient`);
  const isError = 'http' in expect;
  return { ...one, patient, expect: isError ? expect : expect.map((card) => spelledOut(card, vocabulary)) };
}

function spelledOut(card: WrittenCard, vocabulary: Vocabulary): ExpectedCard {
  const { suggestions, ...rest } = card;
  if (suggestions === undefined) return rest;
  if (typeof suggestions !== 'string') return { ...rest, suggestions };
  const named = vocabulary['suggestion-sets'][suggestions];
  if (named === undefined) throw new Error(`fixtures/cases/vocabulary.yaml: no suggestion set ${suggestions}`);
  return { ...rest, ...named };
}
