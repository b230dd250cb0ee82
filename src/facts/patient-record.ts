// Everything the record says about one person at one instant, read once: the input of all rules.
import { asArray, isObject, text } from '../fhir/lenient.ts';
import type { RawResource } from '../fhir/types.ts';
import { readAllergy } from './allergies.ts';
import { readCarePlan, readProcedure, readServiceRequest } from './care.ts';
import { complaintOf, isQualifying, primaryComplaint, type Complaint } from './complaint.ts';
import { readCondition } from './conditions.ts';
import { FactIndex } from './fact-index.ts';
import type { AllergyFact, CareFact, ConditionFact, MedicationFact, SignFact } from './fact.ts';
import { glomerularFiltration, type GlomerularFiltration } from './kidney.ts';
import { readMeasurements, type Measurements } from './measurements.ts';
import type { ObservationItems } from './observation-items.ts';
import { medicationVariants, readMedicationVariants } from './medication-variants.ts';
import type { Medications } from './medications.ts';
import { onsetFromEncounter } from './onset.ts';
import { readOrder, type OrderFact } from './orders.ts';
import { readPatient, type PatientFact } from './patient.ts';
import { compareTexts, eachOnce, inOneOrder } from './one-order.ts';
import { pregnancyOf } from './pregnancy-record.ts';
import type { Pregnancy } from './pregnancy.ts';
import { lookUp, referenceOf, type Reading } from './reading.ts';
import { readSigns } from './signs.ts';
import { belongsTo } from './subject.ts';
import { TextBudget } from './text-budget.ts';
import { readTherapy, type Therapy } from './therapy.ts';

/** How much of one kind of data arrived (catalogue 0.6). */
export type Availability = 'complete' | 'partial' | 'unknown';

/** What the protocol floor hands over: resources by prefetch key, and the call's context. */
export interface RecordInput {
  readonly patient: RawResource;
  readonly resources: ReadonlyMap<string, readonly RawResource[]>;
  readonly availability: ReadonlyMap<string, Availability>;
  readonly encounterId: string | undefined;
  readonly draftOrders: readonly RawResource[];
  readonly selections: readonly string[] | undefined;
}

/** The facts. Immutable. */
export interface PatientRecord {
  readonly reading: Reading;
  readonly patient: PatientFact;
  readonly encounter: string | undefined;
  readonly encounterClass: string | undefined;
  readonly availability: ReadonlyMap<string, Availability>;
  readonly conditions: FactIndex<ConditionFact>;
  readonly medications: FactIndex<MedicationFact>;
  readonly allergies: FactIndex<AllergyFact>;
  readonly care: FactIndex<CareFact>;
  readonly signs: FactIndex<SignFact>;
  readonly measurements: Measurements;
  /** Labels of the items whose newest result could not be used (catalogue 0.4). */
  readonly skippedItems: readonly string[];
  readonly orders: readonly OrderFact[];
  /** False when the drafts hold more free text than is read. */
  readonly ordersRead: boolean;
  /** Qualifying conditions of Tier A and B (catalogue 1.1). */
  readonly complaints: readonly Complaint[];
  /** Every population Condition, live or past. */
  readonly allComplaints: readonly Complaint[];
  readonly primary: Complaint | undefined;
  readonly therapy: Therapy;
  readonly kidney: GlomerularFiltration | undefined;
  readonly pregnancy: Pregnancy;
}

/** The drafts, as a kind of resource whose texts are read. */
const DRAFTS = 'draftOrders';

/** Reads a request's resources into facts. Resources of another person are left out (conformance F6). */
export function readPatientRecord(input: RecordInput, items: ObservationItems, reading: Reading): PatientRecord {
  const patient = readPatient(input.patient, reading.calendar);
  const encounter = input.encounterId === undefined ? undefined : `Encounter/${input.encounterId}`;
  const sorted = sortByType(input, text(input.patient.id) ?? '');
  const texts = new TextBudget(reading);
  const conditions = readConditions(sorted, patient, texts.readingOf('Condition'));
  const encounters = byReference(sorted.get('Encounter') ?? []);
  const allComplaints = complaintsOf(conditions, encounters, reading);
  const complaints = allComplaints.filter((complaint) =>
    isQualifying(complaint, encounter, reading.calendar, reading.settings.complaint),
  );
  const variants = medicationVariants(sorted.get('Medication') ?? []);
  const orders = readOrders(input, { medications: variants[0], conditions, allComplaints }, texts.readingOf(DRAFTS));
  const named = new Set(orders.filter((order) => order.underReview).flatMap((order) => order.reason.references));
  const medications = ['MedicationStatement', 'MedicationRequest'].flatMap((type) => {
    const within = texts.readingOf(type);
    return readAll(sorted, type, (resource) => readMedicationVariants(resource, variants, within)).flat();
  });
  const observations = sorted.get('Observation') ?? [];
  const measurements = readMeasurements(observations, items, reading.calendar);
  const conditionIndex = new FactIndex(conditions);
  const care = new FactIndex(readCare(sorted, texts));
  const ofAllergies = texts.readingOf('AllergyIntolerance');
  const allergies = readAll(sorted, 'AllergyIntolerance', (resource) => readAllergy(resource, ofAllergies));
  const ofSigns = texts.readingOf('Observation');
  const signs = observations.flatMap((resource) => readSigns(resource, ofSigns));
  return {
    reading,
    patient,
    encounter,
    encounterClass: encounterClassOf(encounters.get(encounter ?? '')),
    availability: availabilityOf(input, texts),
    conditions: conditionIndex,
    medications: new FactIndex(medications),
    allergies: new FactIndex(allergies),
    care,
    signs: new FactIndex(signs),
    measurements,
    skippedItems: skippedItems(measurements, items, reading),
    orders,
    ordersRead: !texts.isSpent(DRAFTS),
    complaints,
    allComplaints,
    primary: primaryComplaint(complaints, named, encounter),
    therapy: readTherapy(medications, measurements, reading.calendar, reading.settings.therapy),
    kidney: kidneyFunction(measurements, patient, reading),
    pregnancy: pregnancyOf({ conditions: conditionIndex, care }, measurements, patient.gender, reading),
  };
}

/** Resources whose words were not read are not known to say nothing (0.6). */
function availabilityOf(
  { availability, resources }: RecordInput,
  texts: TextBudget,
): ReadonlyMap<string, Availability> {
  const inPart = texts.keysReadInPart(resources);
  return new Map(
    [...availability].map(([key, state]) => [key, state === 'complete' && inPart.has(key) ? 'partial' : state]),
  );
}

function skippedItems(measurements: Measurements, items: ObservationItems, reading: Reading): readonly string[] {
  const days = reading.settings.measurement.skippedResultDays;
  return [...items.byId.values()]
    .filter(({ id }) => measurements.skipped(id, days).length > 0)
    .map(({ label }) => label);
}

/** A vague birth date counts as the oldest possible age, which gives the lower filtration rate. */
function kidneyFunction(
  measurements: Measurements,
  { age, gender }: PatientFact,
  reading: Reading,
): GlomerularFiltration | undefined {
  const { kidneyWindowDays } = reading.settings.measurement;
  return age && glomerularFiltration(measurements, age.oldest, gender, kidneyWindowDays);
}

type ByType = ReadonlyMap<string, readonly RawResource[]>;

function sortByType(input: RecordInput, patientId: string): ByType {
  const sorted = new Map<string, RawResource[]>();
  for (const resources of input.resources.values()) {
    for (const resource of resources) {
      if (!belongsTo(resource, patientId)) continue;
      listIn(sorted, resource.resourceType, (): RawResource[] => []).push(resource);
    }
  }
  return new Map([...sorted].map(([type, resources]) => [type, inOneOrder(eachOnce(resources))]));
}

function listIn<T>(map: Map<string, T>, key: string, create: () => T): T {
  const known = map.get(key) ?? create();
  map.set(key, known);
  return known;
}

function readAll<F>(sorted: ByType, type: string, read: (resource: RawResource) => F | undefined): readonly F[] {
  const facts: F[] = [];
  for (const resource of sorted.get(type) ?? []) {
    const fact = read(resource);
    if (fact !== undefined) facts.push(fact);
  }
  return facts;
}

function readConditions(sorted: ByType, patient: PatientFact, reading: Reading): readonly ConditionFact[] {
  return readAll(sorted, 'Condition', (resource) => readCondition(resource, patient.birth, reading));
}

function complaintsOf(
  conditions: readonly ConditionFact[],
  encounters: ReadonlyMap<string, RawResource>,
  reading: Reading,
): readonly Complaint[] {
  const settings = reading.settings.complaint;
  return conditions.flatMap((fact) => {
    const encounter = (): RawResource | undefined => lookUp(encounters, fact.encounter ?? '', 'Encounter');
    const onset = fact.onset ?? onsetFromEncounter(encounter(), reading.calendar);
    return complaintOf(fact, onset, reading.calendar, settings) ?? [];
  });
}

function readCare(sorted: ByType, texts: TextBudget): readonly CareFact[] {
  const [ofProcedures, ofRequests, ofPlans] = [
    texts.readingOf('Procedure'),
    texts.readingOf('ServiceRequest'),
    texts.readingOf('CarePlan'),
  ];
  return [
    ...readAll(sorted, 'Procedure', (resource) => readProcedure(resource, ofProcedures)),
    ...readAll(sorted, 'ServiceRequest', (resource) => readServiceRequest(resource, ofRequests)),
    ...(sorted.get('CarePlan') ?? []).flatMap((resource) => readCarePlan(resource, ofPlans)),
  ];
}

function readOrders(
  input: RecordInput,
  known: {
    readonly medications: Medications;
    readonly conditions: readonly ConditionFact[];
    readonly allComplaints: readonly Complaint[];
  },
  reading: Reading,
): readonly OrderFact[] {
  const context = {
    medications: new Map([...known.medications, ...indexMedications(input.draftOrders)]),
    conditions: new Map(known.conditions.map((fact) => [fact.reference, fact])),
    complaints: new Map(known.allComplaints.map((complaint) => [complaint.fact.reference, complaint])),
    selections: input.selections && new Set(input.selections),
  };
  const patientId = text(input.patient.id) ?? '';
  const orders = input.draftOrders.flatMap((draft) =>
    belongsTo(draft, patientId) ? (readOrder(draft, context, reading) ?? []) : [],
  );
  // What a card names first must not hang on the order in which a client lists its drafts.
  return orders.sort((a, b) => compareTexts(a.reference, b.reference) || compareTexts(a.label, b.label));
}

function indexMedications(resources: readonly RawResource[]): Medications {
  return byReference(resources.filter((resource) => resource.resourceType === 'Medication'));
}

function byReference(resources: readonly RawResource[]): ReadonlyMap<string, RawResource> {
  return new Map(resources.map((resource) => [referenceOf(resource), resource]));
}

function encounterClassOf(encounter: RawResource | undefined): string | undefined {
  const coding: unknown = asArray(encounter?.['class'])[0];
  return isObject(coding) ? text(coding['code']) : undefined;
}
