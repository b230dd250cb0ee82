// Facts that are drugs on the record, told as a prescription or as a statement.
import { ago, resource, rx } from '../support/facts.ts';
import type { DrugType, Fact, Meaning } from './facts.ts';

interface Course {
  readonly started: number;
  readonly ended?: number;
  readonly mgPerDay?: number;
}

/** A drug that has been taken for some days (and stopped, where `ended` says so). */
function drug(id: string, code: string, name: string, course: Course, meaning: Meaning = {}): Fact {
  return { id, ...meaning, resources: (as) => [drugResource(id, code, name, course, as)] };
}

function drugResource(id: string, code: string, name: string, course: Course, as: DrugType) {
  const { started, ended, mgPerDay } = course;
  const period = { start: ago(started), ...(ended === undefined ? {} : { end: ago(ended) }) };
  const quantity = { value: mgPerDay, unit: 'mg', system: ucum, code: 'mg' };
  const dose = mgPerDay === undefined ? {} : { doseAndRate: [{ doseQuantity: quantity }] };
  const daily = mgPerDay === undefined ? {} : { frequency: 1, period: 1, periodUnit: 'd' };
  const shared = {
    id,
    status: ended === undefined ? 'active' : 'completed',
    medicationCodeableConcept: rx(code, name),
  };
  const isDosed = mgPerDay !== undefined || ended !== undefined;
  if (as === 'MedicationStatement') {
    const dosage = mgPerDay === undefined ? {} : { dosage: [{ ...dose, timing: { repeat: daily } }] };
    return resource(as, { ...shared, effectivePeriod: period, ...dosage });
  }
  const repeat = { ...daily, ...(ended === undefined ? {} : { boundsPeriod: period }) };
  const dosageInstruction = isDosed ? { dosageInstruction: [{ ...dose, timing: { repeat } }] } : {};
  return resource(as, { ...shared, intent: 'order', authoredOn: period.start, ...dosageInstruction });
}

const ucum = 'http://unitsofmeasure.org';
const long = { started: 150 };
const risky = { oral: 'avoid', topical: 'caution' } as const;
const cautious = { oral: 'caution' } as const;

/** Drugs, and what the catalogue says of each (sections 3.2, 4.3 and 4.6). */
export const drugFacts: readonly Fact[] = [
  drug('warfarin', '855332', 'warfarin sodium 5 MG Oral Tablet', long, { ...risky, acetaminophen: 'capped' }),
  drug('clopidogrel', '309362', 'clopidogrel 75 MG Oral Tablet', long, cautious),
  drug('aspirin-81', '243670', 'aspirin 81 MG Oral Tablet', { ...long, mgPerDay: 81 }, cautious),
  drug('lisinopril', '314076', 'lisinopril 10 MG Oral Tablet', long, cautious),
  drug('hydrochlorothiazide', '310798', 'hydrochlorothiazide 25 MG Oral Tablet', long, cautious),
  drug('lithium', '197889', 'lithium carbonate 300 MG Oral Capsule', long, risky),
  drug('methotrexate', '105585', 'methotrexate 2.5 MG Oral Tablet', long, cautious),
  drug('tacrolimus', '198377', 'tacrolimus 1 MG Oral Capsule', long, { ...risky, flag: 'urgent' }),
  drug(
    'prednisone',
    '312615',
    'prednisone 20 MG Oral Tablet',
    { ...long, mgPerDay: 20 },
    { ...cautious, flag: 'urgent' },
  ),
  drug('sertraline', '312941', 'sertraline 50 MG Oral Tablet', long, cautious),
  drug('spironolactone', '9997', 'Spironolactone', long, cautious),
  // Its start explains a loss of weight (MA2).
  drug('furosemide', '313988', 'furosemide 40 MG Oral Tablet', { started: 20 }, { ...cautious, guard: true }),
  drug('omeprazole', '198051', 'Omeprazole 20 MG Delayed Release Oral Capsule', long),
  drug('ibuprofen', '197805', 'Ibuprofen 400 MG Oral Tablet', { started: 6 }),
  drug('meloxicam', '152695', 'meloxicam 15 MG Oral Tablet', { started: 9 }),
  drug('gel-8-days', '855633', 'Diclofenac Sodium 0.01 MG/MG Topical Gel', { started: 8 }),
  drug('gel-2-days', '855633', 'Diclofenac Sodium 0.01 MG/MG Topical Gel', { started: 2 }),
  drug('gel-stopped', '855633', 'Diclofenac Sodium 0.01 MG/MG Topical Gel', { started: 12, ended: 4 }),
  drug('acetaminophen', '198440', 'Acetaminophen 500 MG Oral Tablet', { started: 6 }, { acetaminophen: 'blocked' }),
  drug('oxycodone', '1049621', 'oxycodone hydrochloride 5 MG Oral Tablet', { started: 5 }),
  drug('hydrocodone-acetaminophen', '857002', 'acetaminophen 325 MG / hydrocodone bitartrate 5 MG Oral Tablet', long, {
    acetaminophen: 'blocked',
  }),
  drug('alprazolam', '308048', 'alprazolam 0.5 MG Oral Tablet', long),
];
