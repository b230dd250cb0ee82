// Pads a chart with what long-time patients have: years of laboratory results, closed encounters, old problems.
import type { JsonObject } from '../../src/fhir/types.ts';
import { patientOf } from './story-chart.ts';
import type { ChartResource } from './story-chart.ts';

const ICD_10_CM = 'http://hl7.org/fhir/sid/icd-10-cm';
/** What a searchset entry adds to its resource: brackets, names and the search mode. */
const ENTRY_OVERHEAD = 40;
const HL7 = 'http://terminology.hl7.org/CodeSystem';
/** Padding lies between these years: too old for any look-back of the service, so that the advice stays the same. */
const FIRST_YEAR = 2006;
const YEARS = 17;

/** The chart with resources added that are together at least `characters` long as entries of a searchset. */
export function paddedChart(chart: readonly ChartResource[], characters: number): readonly ChartResource[] {
  const patient = patientOf(chart);
  const padding: ChartResource[] = [];
  for (let size = 0; size < characters;) {
    const next = paddingAt(padding.length, patient);
    padding.push(next);
    size += JSON.stringify(next).length + ENTRY_OVERHEAD;
  }
  return [...chart, ...padding];
}

/** Of five paddings three are laboratory results, one is a closed problem and one a course of a drug long ended. */
function paddingAt(index: number, patient: ChartResource): ChartResource {
  const kind = index % 5;
  const common = { subject: { reference: `Patient/${patient.id}` }, date: dateAt(index), id: `padding-${index}` };
  if (kind === 3) return pastProblem(index, common);
  if (kind === 4) return pastDrug(index, common);
  return labResult(index, common);
}

interface Common {
  readonly id: string;
  readonly date: string;
  readonly subject: JsonObject;
}

/** Dates spread over the years in steps that are prime to their length, so that no two neighbours share one. */
function dateAt(index: number): string {
  const year = FIRST_YEAR + (index % YEARS);
  const month = 1 + ((index * 5) % 12);
  const day = 1 + ((index * 11) % 28);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

interface Test {
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  /** The lowest normal value, and the steps by which results differ. */
  readonly from: number;
  readonly step: number;
}

const TESTS: readonly [Test, ...Test[]] = [
  { code: '2160-0', name: 'Creatinine [Mass/volume] in Serum or Plasma', unit: 'mg/dL', from: 0.6, step: 0.05 },
  { code: '718-7', name: 'Hemoglobin [Mass/volume] in Blood', unit: 'g/dL', from: 12.4, step: 0.2 },
  { code: '2823-3', name: 'Potassium [Moles/volume] in Serum or Plasma', unit: 'mmol/L', from: 3.8, step: 0.1 },
  { code: '777-3', name: 'Platelets [#/volume] in Blood by Automated count', unit: '10*3/uL', from: 190, step: 10 },
];

function labResult(index: number, { id, date, subject }: Common): ChartResource {
  const test = TESTS[index % TESTS.length] ?? TESTS[0];
  const value = Math.round((test.from + test.step * (index % 7)) * 100) / 100;
  return {
    resourceType: 'Observation',
    id,
    meta: { versionId: '1', lastUpdated: `${date}T18:40:00Z` },
    text: narrative(`${test.name}: ${value} ${test.unit}`),
    status: 'final',
    category: [concept('observation-category', 'laboratory')],
    code: { coding: [{ system: 'http://loinc.org', code: test.code, display: test.name }], text: test.name },
    subject,
    effectiveDateTime: `${date}T08:05:00-05:00`,
    issued: `${date}T13:20:00.000-05:00`,
    performer: [{ display: 'Lakeside Clinical Laboratory' }],
    valueQuantity: { value, unit: test.unit, system: 'http://unitsofmeasure.org', code: test.unit },
    note: [{ text: 'Specimen received in good condition. Result released by the analyser and verified.' }],
  };
}

const PROBLEMS: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ['J06.9', 'Acute upper respiratory infection, unspecified'],
  ['J30.9', 'Allergic rhinitis, unspecified'],
  ['H10.9', 'Unspecified conjunctivitis'],
  ['L70.0', 'Acne vulgaris'],
  ['H61.20', 'Impacted cerumen, unspecified ear'],
];

function pastProblem(index: number, { id, date, subject }: Common): ChartResource {
  const [code, display] = PROBLEMS[index % PROBLEMS.length] ?? PROBLEMS[0];
  return {
    resourceType: 'Condition',
    id,
    text: narrative(display),
    clinicalStatus: concept('condition-clinical', 'resolved'),
    verificationStatus: concept('condition-ver-status', 'confirmed'),
    category: [concept('condition-category', 'encounter-diagnosis')],
    code: { coding: [{ system: ICD_10_CM, code, display }], text: display },
    subject,
    onsetDateTime: date,
    abatementDateTime: date,
    recordedDate: date,
    note: [{ text: 'Seen as a walk-in; advice given, no follow-up needed. Reviewed with the patient.' }],
  };
}

function pastDrug(index: number, { id, date, subject }: Common): ChartResource {
  const name = index % 2 === 0 ? 'loratadine 10 mg tablet' : 'amoxicillin 500 mg capsule';
  return {
    resourceType: 'MedicationRequest',
    id,
    status: 'completed',
    intent: 'order',
    category: [concept('medicationrequest-category', 'community')],
    medicationCodeableConcept: { text: name },
    subject,
    authoredOn: `${date}T10:30:00-05:00`,
    dosageInstruction: [{ text: 'As directed for seven days' }],
    dispenseRequest: { numberOfRepeatsAllowed: 0, expectedSupplyDuration: { value: 7, unit: 'days', code: 'd' } },
  };
}

function concept(system: string, code: string): JsonObject {
  return { coding: [{ system: `${HL7}/${system}`, code }] };
}

function narrative(words: string): JsonObject {
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${escaped}</div>` };
}
