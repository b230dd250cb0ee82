// The words of the cases and their codes: fixtures/cases/vocabulary*.yaml.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { CodeableConcept, Coding } from '../../src/fhir/types.ts';
import type { ConceptName } from './case-model.ts';

/** How many codings a concept carries: the standard one, that one after the client's own, or none but text. */
export type CodingStyle = 'one' | 'two' | 'none';

/** A word with its code. Observations also say unit and prefetch key; imaging orders their category. */
export interface Term extends Coding {
  readonly system: string;
  readonly code: string;
  readonly text: string;
  readonly unit?: string;
  readonly prefetch?: 'laboratory' | 'vitalSigns' | 'scores';
  readonly category?: string | Coding;
}

type Section = (typeof sections)[number];
type Terms = Readonly<Record<string, Term | undefined>>;

/** Suggestions that many cases share under one short name. */
export interface SuggestionSet {
  readonly suggestions: readonly string[];
  readonly recommended: readonly string[];
}

/** The whole vocabulary file. */
export interface Vocabulary extends Readonly<Record<Section, Terms>> {
  readonly 'suggestion-sets': Readonly<Record<string, SuggestionSet | undefined>>;
}

const vocabularyFiles = ['vocabulary.yaml', 'vocabulary-rows.yaml'] as const;
const sections = ['conditions', 'drugs', 'substances', 'observations', 'services'] as const;
const localSystem = 'https://ehr.example/codes';

/** Reads the vocabulary of the cases; the row cases have a file of their own. */
export function loadVocabulary(): Vocabulary {
  const [worked, rows] = vocabularyFiles.map(readVocabulary);
  const merged = sections.map((section) => [section, merge(worked?.[section], rows?.[section])] as const);
  return { ...Object.fromEntries(merged), 'suggestion-sets': worked?.['suggestion-sets'] ?? {} } as Vocabulary;
}

function readVocabulary(name: string): Partial<Vocabulary> {
  return parse(readFileSync(new URL(`../../fixtures/cases/${name}`, import.meta.url), 'utf8')) as Partial<Vocabulary>;
}

function merge(worked: Terms = {}, rows: Terms = {}): Terms {
  const twice = Object.keys(rows).find((name) => name in worked);
  if (twice !== undefined) throw new Error(`fixtures/cases/vocabulary-rows.yaml: "${twice}" stands in vocabulary.yaml`);
  return { ...worked, ...rows };
}

/** The term behind a name; a name that is not in the vocabulary is a mistake in the case. */
export function termFor(vocabulary: Vocabulary, section: Section, name: string): Term {
  const term = vocabulary[section][name];
  if (term === undefined) throw new Error(`fixtures/cases/vocabulary.yaml: no "${name}" under ${section}`);
  return term;
}

/** The concept behind a name in the wanted coding style; a concept that is written out stays as it is. */
export function conceptFor(
  vocabulary: Vocabulary,
  section: Section,
  name: ConceptName,
  style: CodingStyle,
): CodeableConcept {
  if (typeof name !== 'string') return name;
  const term = termFor(vocabulary, section, name);
  const coding = codingsOf(name, term, style);
  return coding.length === 0 ? { text: term.text } : { coding, text: term.text };
}

function codingsOf(name: string, term: Term, style: CodingStyle): Coding[] {
  if (style === 'none') return [];
  const { system, code, display } = term;
  const standard = display === undefined ? { system, code } : { system, code, display };
  return style === 'one' ? [standard] : [{ system: localSystem, code: name, display: term.text }, standard];
}
