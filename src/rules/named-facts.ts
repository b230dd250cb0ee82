// The facts that knowledge may ask by name. One line each: what it is, in which unit, when it is unknown.
import type { PatientRecord } from '../facts/patient-record.ts';
import { isFirstEpisode, type Complaint } from '../facts/complaint.ts';
import type { Match, MatchValue } from './criterion.ts';
import { hasMedications, isComplete } from './criteria/facts-known.ts';

/** A fact by name. `undefined` from `read` means: none recorded, or (when `isKnown` says no) not known. */
export interface NamedFact {
  readonly read: (record: PatientRecord) => number | string | boolean | undefined;
  readonly isKnown: (record: PatientRecord) => boolean;
  readonly unit?: string;
  /** All values, for words. */
  readonly values?: readonly string[];
  readonly matches?: (record: PatientRecord) => readonly Match[];
}

const always = (): boolean => true;
const conditionsKnown = (record: PatientRecord): boolean => isComplete(record, 'conditions');
const BOOLEAN = ['true', 'false'] as const;

const FACTS: Readonly<Record<string, NamedFact>> = {
  // Youngest possible age (catalogue 1.1) and oldest possible age (for risks: a vague birth date errs towards them).
  age: { unit: 'a', read: ({ patient }) => patient.age?.youngest, isKnown: () => false },
  'oldest-age': {
    unit: 'a',
    read: ({ patient }) => patient.age?.oldest,
    isKnown: () => false,
    matches: ({ patient }) => [
      match(patient.reference, undefined, patient.age && inWords('evidence-age', patient.age.oldest)),
    ],
  },
  gender: { values: ['female', 'male', 'other'], read: ({ patient }) => patient.gender, isKnown: always },
  deceased: { values: BOOLEAN, read: ({ patient }) => patient.deceased, isKnown: always },
  'encounter-class': { read: ({ encounterClass }) => encounterClass, isKnown: always },

  // The complaint (catalogue 7).
  stage: {
    values: ['acute', 'subacute', 'chronic', 'unknown'],
    read: ({ primary }) => primary?.stage,
    isKnown: conditionsKnown,
  },
  'complaint-days': { unit: 'd', read: ({ primary }) => primary?.minDays, isKnown: always },
  // Days since an onset that was recorded as such: a recorded date alone is none (A18).
  'onset-days': {
    unit: 'd',
    read: ({ primary }) => (primary?.onset?.from === 'onset' ? primary.minDays : undefined),
    isKnown: always,
    matches: ({ primary }) => (primary ? [match(primary.fact.reference, primary.fact)] : []),
  },
  'first-episode': {
    values: BOOLEAN,
    read: (record) =>
      record.primary && isFirstEpisode(record.primary, record.allComplaints, record.reading.settings.complaint),
    isKnown: conditionsKnown,
  },
  'acute-on-chronic': { values: BOOLEAN, read: isAcuteOnChronic, isKnown: conditionsKnown },

  // Measurements that are formulas (catalogue 0.4, 4.4).
  egfr: {
    unit: 'mL/min/{1.73_m2}',
    read: ({ kidney }) => kidney?.value,
    isKnown: (record) => isComplete(record, 'laboratory'),
    matches: kidneyMatches,
  },
  pregnant: {
    values: BOOLEAN,
    read: ({ pregnancy }) => pregnancy.state === 'pregnant' || undefined,
    isKnown: conditionsKnown,
    matches: ({ pregnancy }) =>
      pregnancy.state === 'pregnant' ? pregnancy.evidence.map((found) => match(found.reference, found)) : [],
  },
  gestation: {
    unit: 'wk',
    read: ({ pregnancy }) => (pregnancy.state === 'pregnant' ? pregnancy.weeks : undefined),
    isKnown: always,
  },

  // The therapy ladder (catalogue 4.7).
  'running-nsaid': {
    values: ['none', 'first-line', 'first-line-undated', 'systemic', 'skin'],
    read: (record) => (hasMedications(record) ? record.therapy.running : undefined),
    isKnown: hasMedications,
    matches: therapyMatches,
  },
  relief: {
    values: ['none', 'early', 'adequate', 'inadequate'],
    read: (record) => (hasMedications(record) ? record.therapy.relief : undefined),
    isKnown: hasMedications,
    matches: therapyMatches,
  },
  'stopped-trial': {
    values: BOOLEAN,
    read: (record) => (hasMedications(record) ? record.therapy.stoppedTrial : undefined),
    isKnown: hasMedications,
    matches: therapyMatches,
  },
  'therapy-days': { unit: 'd', read: ({ therapy }) => therapy.days, isKnown: hasMedications },
  'therapy-score': { unit: '1', read: ({ therapy }) => therapy.score?.value, isKnown: always },
};

/** By name. */
export const NAMED_FACTS: ReadonlyMap<string, NamedFact> = new Map(Object.entries(FACTS));

function isAcuteOnChronic({ primary, complaints }: PatientRecord): boolean | undefined {
  return primary && primary.stage === 'acute' && complaints.some((other) => isChronicTwin(other, primary));
}

/** Same tier group (catalogue 7.3). */
function isChronicTwin(other: Complaint, primary: Complaint): boolean {
  return other !== primary && other.tier === primary.tier && other.stage === 'chronic';
}

function kidneyMatches({ kidney }: PatientRecord): readonly Match[] {
  if (kidney === undefined) return [];
  const { comparator, reference, day } = kidney;
  const value: MatchValue = {
    words: kidney.computed ? 'evidence-egfr-computed' : 'evidence-egfr',
    value: Math.round(kidney.value),
    unit: 'mL/min/{1.73_m2}',
    ...(comparator !== undefined && { comparator }),
  };
  return [{ reference, date: { lo: day, hi: day }, value, freeText: false }];
}

function therapyMatches({ therapy }: PatientRecord): readonly Match[] {
  const drugs = therapy.facts.map((fact) => match(fact.reference, fact));
  if (therapy.score === undefined) return drugs;
  const { reference, day, value } = therapy.score;
  const pain = inWords('evidence-pain', value);
  return [...drugs, { reference, date: { lo: day, hi: day }, value: pain, freeText: false }];
}

/** A number without a unit. */
function inWords(words: NonNullable<MatchValue['words']>, value: number): MatchValue {
  return { words, value, unit: '1' };
}

function match(
  reference: string,
  fact: Partial<Pick<Match, 'date' | 'freeText'>> | undefined,
  value?: MatchValue,
): Match {
  return { reference, date: fact?.date, value, freeText: fact?.freeText ?? false };
}
