// A CodeableConcept, read once: which value sets it belongs to, and whether only its words said so.
import { asArray, isObject, text } from '../fhir/lenient.ts';
import { canonicalSystem, isStandardSystem } from '../fhir/systems.ts';
import type { PlainCoding, Terminology, TextGuards } from '../fhir/terminology.ts';

/** What a concept says, in the terms of the value sets. */
export interface Concept {
  readonly sets: readonly string[];
  /** True when the sets come from words because no standard code was given (catalogue 0.5). */
  readonly freeText: boolean;
  /** Guards that the words trip; none when codes decide. */
  readonly guards: TextGuards;
  readonly codings: readonly PlainCoding[];
  /** Record text for people; untrusted. */
  readonly label: string;
}

const NO_GUARDS: TextGuards = { general: false, redFlag: false, population: false };
const NOTHING: Concept = { sets: [], freeText: false, guards: NO_GUARDS, codings: [], label: '' };

/** The codings of a CodeableConcept that have both system and code, systems canonical. Never throws. */
export function codingsOf(concept: unknown): readonly PlainCoding[] {
  if (!isObject(concept)) return [];
  const codings: PlainCoding[] = [];
  for (const coding of asArray(concept['coding'])) {
    if (!isObject(coding)) continue;
    const code = text(coding['code']);
    if (code === undefined) continue;
    codings.push({ system: canonicalSystem(text(coding['system']) ?? ''), code, display: text(coding['display']) });
  }
  return codings;
}

/** The words of a CodeableConcept: its text, else the display of its codings. */
export function wordsOf(concept: unknown): string {
  if (!isObject(concept)) return '';
  const own = text(concept['text']);
  if (own !== undefined) return own;
  for (const coding of asArray(concept['coding'])) {
    const display = isObject(coding) ? text(coding['display']) : undefined;
    if (display !== undefined) return display;
  }
  return '';
}

/** Reads a CodeableConcept. `undefined` when it has neither code nor text (catalogue 0.2, EXCLUDED). */
export function readConcept(concept: unknown, terminology: Terminology): Concept | undefined {
  const codings = codingsOf(concept);
  const label = wordsOf(concept);
  if (codings.length === 0 && label === '') return undefined;
  const byCode = setsOfCodings(codings, terminology);
  // A local code counts when a site has put it into a value set; otherwise the words are read.
  if (byCode.length > 0 || codings.some((coding) => isStandardSystem(coding.system))) {
    return { ...NOTHING, sets: byCode, codings, label };
  }
  const sets = terminology.setsOfText(label);
  return { sets, freeText: sets.length > 0, guards: terminology.guardsOf(label), codings, label };
}

function setsOfCodings(codings: readonly PlainCoding[], terminology: Terminology): readonly string[] {
  const first = codings[0];
  if (codings.length === 1 && first !== undefined) return terminology.setsOfCode(first.system, first.code);
  const sets = new Set<string>();
  for (const coding of codings) for (const set of terminology.setsOfCode(coding.system, coding.code)) sets.add(set);
  return [...sets];
}
