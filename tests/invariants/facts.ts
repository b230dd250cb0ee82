// Single facts of a record, each with what the catalogue says of it alone: the second opinion that the search rests on.
import type { RawResource } from '../../src/fhir/types.ts';
import { ago, coded, icd, resource, rx, SNOMED, words } from '../support/facts.ts';
import { drugFacts } from './drug-facts.ts';
import { found } from './found.ts';
import { measuredFacts } from './measured-facts.ts';

/** The two resource types in which a record can hold a drug. */
export type DrugType = 'MedicationRequest' | 'MedicationStatement';

type NsaidLevel = 'caution' | 'avoid' | 'contraindicated';

/** What the catalogue says of a fact, whatever else is on record. */
export interface Meaning {
  /** The least level of section 4 for a systemic and for a topical NSAID. */
  readonly oral?: NsaidLevel;
  readonly topical?: 'caution' | 'avoid';
  /** Section 4.6. */
  readonly acetaminophen?: 'blocked' | 'capped';
  /** Its level alone in an acute episode, section 3.2. */
  readonly flag?: 'urgent' | 'emergent';
  /** It can lower the level of other evidence: a guard, or evidence of another cause. */
  readonly guard?: true;
  /** Facts of one kind replace each other (the newest result counts): never two of them. */
  readonly kind?: string;
  /** The exclusion of section 1.3. */
  readonly exclusion?: 'X3' | 'X4' | 'X5' | 'X6' | 'X8';
}

/** One thing that a record can say. */
export interface Fact extends Meaning {
  readonly id: string;
  /** Its resources; a drug as either type. */
  resources(as: DrugType): readonly RawResource[];
}

type Elements = Readonly<Record<string, unknown>>;

const hl7 = 'http://terminology.hl7.org/CodeSystem';
const active = { coding: [{ system: `${hl7}/condition-clinical`, code: 'active' }] };

function condition(
  id: string,
  code: Elements,
  days: number | undefined,
  meaning: Meaning = {},
  more: Elements = {},
): Fact {
  const onset = days === undefined ? {} : { onsetDateTime: ago(days) };
  const one = resource('Condition', { id, clinicalStatus: active, code, ...onset, ...more });
  return { id, ...meaning, resources: () => [one] };
}

function allergy(id: string, code: string, meaning: Meaning, more: Elements = {}): Fact {
  const one = resource('AllergyIntolerance', { id, code: rx(code), patient: { reference: 'Patient/p1' }, ...more });
  return { id, ...meaning, resources: () => [one] };
}

function procedure(id: string, code: Elements, days: number, meaning: Meaning = {}): Fact {
  const one = resource('Procedure', { id, status: 'completed', code, performedDateTime: ago(days) });
  return { id, ...meaning, resources: () => [one] };
}

const reaction = (text: string): Elements => ({ reaction: [{ manifestation: [{ text }] }] });
const cpt = (code: string): Elements => coded('http://www.ama-assn.org/go/cpt', code);
const suspected = { verificationStatus: { coding: [{ system: `${hl7}/condition-ver-status`, code: 'differential' }] } };
const pastPain = { clinicalStatus: { coding: [{ system: `${hl7}/condition-clinical`, code: 'resolved' }] } };

/** Pregnancy of so many weeks. */
function pregnancy(id: string, weeks: number, meaning: Meaning): Fact {
  const age = resource('Observation', {
    id: `${id}-weeks`,
    status: 'final',
    code: coded('http://loinc.org', '18185-9'),
    effectiveDateTime: ago(1),
    valueQuantity: { value: weeks, unit: 'wk', system: 'http://unitsofmeasure.org', code: 'wk' },
  });
  const one = condition(id, icd('Z34.02'), weeks * 7 - 40);
  return { id, kind: 'pregnancy', ...meaning, resources: (as) => [...one.resources(as), age] };
}

const severe = { oral: 'contraindicated', topical: 'avoid' } as const;
const risky = { oral: 'avoid', topical: 'caution' } as const;

const safetyFacts: readonly Fact[] = [
  condition('hypertension', icd('I10'), 2000),
  condition('diabetes', icd('E11.9'), 2000),
  condition('heart-failure', icd('I50.22'), 700, risky),
  condition('heart-failure-acute', icd('I50.23'), 20, { oral: 'contraindicated', topical: 'caution' }),
  condition('myocardial-infarction', icd('I21.4'), 100, risky),
  condition('ckd-4', icd('N18.4'), 300, severe),
  condition('ckd-3', icd('N18.30'), 300),
  condition('gi-bleed', icd('K92.2'), 20, severe),
  condition('past-gi-bleed', icd('K92.2'), 400, risky),
  condition('ulcer', icd('K25.9'), 600, { oral: 'caution' }),
  condition('cirrhosis', icd('K74.60'), 600, { ...severe, acetaminophen: 'capped' }),
  condition('liver-failure', icd('K72.90'), 30, { ...severe, acetaminophen: 'blocked' }),
  condition('crohn', icd('K50.90'), 600, { oral: 'avoid' }),
  condition('past-intracranial-bleed', icd('I61.9'), 900, risky),
  condition('coagulopathy', icd('D68.9'), 900, { oral: 'contraindicated', topical: 'caution' }),
  condition('asthma', icd('J45.909'), 900, { oral: 'caution' }),
  condition('dehydration', icd('E86.0'), 2, risky),
  condition('breastfeeding', icd('Z39.1'), 20, { topical: 'caution' }),
  condition('alcohol-dependence', icd('F10.20'), 900, { acetaminophen: 'capped' }),
  pregnancy('pregnancy-12-weeks', 12, { oral: 'caution', topical: 'caution' }),
  pregnancy('pregnancy-25-weeks', 25, { oral: 'avoid', topical: 'avoid' }),
  pregnancy('pregnancy-32-weeks', 32, severe),
  condition('pregnancy-undated', icd('Z34.02'), 60, { oral: 'avoid', topical: 'avoid', kind: 'pregnancy' }),
  allergy('nsaid-allergy', '5640', severe, { type: 'allergy', ...reaction('Urticaria') }),
  allergy('nsaid-gut-intolerance', '5640', { oral: 'caution' }, { type: 'intolerance', ...reaction('Nausea') }),
  allergy('gel-contact-dermatitis', '3355', { topical: 'avoid' }, { ...reaction('Contact dermatitis') }),
  allergy('acetaminophen-allergy', '161', { acetaminophen: 'blocked' }),
  allergy('menthol-allergy', '6750', {}),
  procedure('cabg', coded(SNOMED, '232717009'), 10, severe),
  procedure('spine-surgery', coded(SNOMED, '3418002'), 200, { exclusion: 'X8' }),
  procedure('spinal-injection', cpt('62321'), 40),
  procedure('physical-therapy', coded(SNOMED, '91251008'), 5),
  procedure('spine-mri-done', cpt('72146'), 1, { guard: true }),
];

const flagFacts: readonly Fact[] = [
  condition('cauda-equina', icd('G83.4'), 2, { flag: 'emergent' }, suspected),
  condition('saddle-numbness', coded(SNOMED, '449813001'), 5, { flag: 'emergent' }),
  condition('urinary-retention', icd('R33.9'), 5, { flag: 'emergent' }),
  condition('urinary-incontinence', icd('R32'), 5, { flag: 'urgent' }),
  condition('cord-compression', icd('G95.20'), 20, { flag: 'emergent' }),
  condition('foot-drop', icd('M21.371'), 10, { flag: 'emergent' }),
  condition('gait-disorder', icd('R26.0'), 10, { flag: 'urgent' }),
  condition('numbness', icd('R20.0'), 10),
  condition('progressive-weakness', words('Progressive weakness of both legs'), 5, { flag: 'emergent' }),
  condition('spinal-infection', icd('M46.46'), 20, { flag: 'emergent' }),
  condition('injecting-drug-use', coded(SNOMED, '226034001'), 60, { flag: 'urgent' }),
  condition('opioid-dependence', icd('F11.20'), 300),
  condition('hiv', icd('B20'), 900, { flag: 'urgent' }),
  condition('bacteraemia', icd('R78.81'), 30, { flag: 'urgent' }),
  condition('urinary-infection', icd('N39.0'), 5),
  condition('breast-cancer-history', icd('Z85.3'), 3000, { flag: 'urgent' }),
  condition('metastasis', icd('C79.51'), 100, { flag: 'urgent', exclusion: 'X4' }),
  condition('weight-loss', icd('R63.4'), 40, { flag: 'urgent' }),
  condition('spine-fracture', icd('S22.009A'), 10, { flag: 'urgent' }),
  condition('car-crash', icd('V43.52XA'), 4, { flag: 'urgent' }),
  condition('same-level-fall', icd('W18.30XA'), 4),
  condition('osteoporosis', icd('M81.0'), 900),
  condition('aortic-dissection', icd('I71.01'), 2, { flag: 'emergent' }),
  condition('pancreatitis', icd('K85.90'), 5, { flag: 'urgent' }),
  // Guards and other causes
  condition('influenza', icd('J11.1'), 3, { guard: true }),
  condition('prostate-enlarged', icd('N40.1'), 900, { guard: true }),
  condition('diabetic-neuropathy', icd('E11.40'), 900, { guard: true }),
  condition('earlier-back-pain', icd('M54.6'), 1000, { guard: true }, { ...pastPain, abatementDateTime: ago(800) }),
  condition('radiculopathy', icd('M54.14'), 20, { guard: true }),
  condition('palliative-care', icd('Z51.5'), 30, { guard: true, exclusion: 'X3' }),
  condition('sickle-cell', icd('D57.1'), 5000, { exclusion: 'X5' }),
  condition('spondyloarthritis', icd('M45.9'), 2000, { exclusion: 'X6' }),
  // Other reasons for other orders
  condition('osteoarthritis', icd('M17.11'), 900),
  condition('depression', icd('F33.1'), 300),
  condition('kidney-stone', icd('N20.0'), 5),
];

/** The facts that patients are made of. */
export const facts: readonly Fact[] = [...safetyFacts, ...flagFacts, ...measuredFacts, ...drugFacts];

/** The fact of that name. */
export function factNamed(id: string): Fact {
  return found(facts.find((one) => one.id === id));
}
