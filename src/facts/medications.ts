// MedicationStatement and MedicationRequest as facts: catalogue 0.3.
import type { DayRange } from '../base/calendar.ts';
import { asArray, isObject, text } from '../fhir/lenient.ts';
import { RXNORM } from '../fhir/systems.ts';
import type { PlainCoding, RecognisedDrug, RouteClass } from '../fhir/terminology.ts';
import type { RawResource } from '../fhir/types.ts';
import { codingsOf, readConcept, wordsOf } from './concept.ts';
import { dailyDoseMg } from './dosage.ts';
import type { Currency, MedicationFact } from './fact.ts';
import { medicationCurrency } from './medication-currency.ts';
import { medicationEnd, medicationStart } from './medication-dates.ts';
import { containedIn, lookUp, referenceIn, referenceOf, type Reading } from './reading.ts';
import { strengthInTexts } from './strength-text.ts';

const ATC = 'http://www.whocc.no/atc';
/** ATC classes of combinations: a whole group, or by their number of two digits (fifties, with psycholeptics seventies). */
const COMBINATION = /^(?:N02AJ|M01B|H02B|B01AC30|.{5}[5-7]\d$)/;

/** Medication resources by `Medication/id`, from anywhere in the request. */
export type Medications = ReadonlyMap<string, RawResource>;

/** The fact of a medication in the record, or of a draft order (`draft`); `undefined` when it never counts or is no known drug. */
export function readMedication(
  resource: RawResource,
  medications: Medications,
  reading: Reading,
  draft = false,
): MedicationFact | undefined {
  const start = medicationStart(resource, reading);
  const currency = draft ? 'current' : medicationCurrency(resource, start, reading);
  const drug = currency === undefined ? undefined : recognise(resource, medications, reading);
  if (currency === undefined || drug === undefined) return undefined;
  return factOf(resource, drug, currency, start, reading);
}

function factOf(
  resource: RawResource,
  named: NamedDrug,
  currency: Currency,
  start: DayRange | undefined,
  reading: Reading,
): MedicationFact {
  const { drug, label, words, codings } = named;
  const dosages = asArray(resource['dosageInstruction'] ?? resource['dosage']);
  return {
    resource,
    reference: referenceOf(resource),
    sets: setsByDose(drug, dosages, reading),
    freeText: drug.freeText,
    label,
    date: start,
    ingredients: drug.ingredients,
    route: drug.route ?? routeOf(dosages, codings, words, reading),
    currency,
    start: start?.hi,
    end: medicationEnd(resource, start, reading),
    note: drug.note,
    form: drug.form,
    strengthsMg: drug.strengthsMg,
    dosages,
    reasonReferences: asArray(resource['reasonReference']).flatMap((reason) => referenceIn(reason) ?? []),
    reasonSets: asArray(resource['reasonCode']).flatMap(
      (reason) => readConcept(reason, reading.terminology)?.sets ?? [],
    ),
  };
}

interface NamedDrug {
  readonly drug: RecognisedDrug;
  /** Its shortest name in the record. */
  readonly label: string;
  /** All words that may tell route and form. */
  readonly words: string;
  /** Codes of the drug: an ATC group may tell the route. */
  readonly codings: readonly PlainCoding[];
}

function recognise(resource: RawResource, medications: Medications, reading: Reading): NamedDrug | undefined {
  const medication = referencedMedication(resource, medications);
  const concepts = [resource['medicationCodeableConcept'], medication?.['code']];
  const codings = concepts.flatMap(codingsOf);
  const spoken = concepts.map(wordsOf);
  const shown = typeof resource['medicationReference'] === 'object' ? displayOf(resource['medicationReference']) : '';
  const words = [...spoken, ...codings.map((coding) => coding.display ?? ''), shown].filter((word) => word !== '');
  const drug = reading.terminology.recogniseDrug(codings, words);
  if (drug === undefined) return undefined;
  return {
    drug: { ...drug, strengthsMg: strengthsOf(drug, codings, words) },
    label: words[0] ?? '',
    words: [...words, wordsOf(medication?.['form'])].join(' '),
    codings,
  };
}

/** By product code, else by name: never of a combination, of which a name may tell one part only. */
function strengthsOf(
  { strengthsMg, ingredients }: RecognisedDrug,
  codings: readonly PlainCoding[],
  words: readonly string[],
): readonly (number | undefined)[] {
  const isCombined = codings.some(({ system, code }) => system === ATC && COMBINATION.test(code));
  if (isCombined || ingredients.length !== 1 || strengthsMg[0] !== undefined) return strengthsMg;
  return [strengthInTexts(words)];
}

function displayOf(reference: unknown): string {
  return isObject(reference) ? (text(reference['display']) ?? '') : '';
}

function referencedMedication(resource: RawResource, medications: Medications): RawResource | undefined {
  const reference = referenceIn(resource['medicationReference']);
  if (reference === undefined) return undefined;
  return reference.startsWith('#') ? containedIn(resource, reference) : lookUp(medications, reference, 'Medication');
}

/** A drug that is one thing up to a daily dose and another above it is filed under the one that the dose says (aspirin). */
function setsByDose(drug: RecognisedDrug, dosages: readonly unknown[], reading: Reading): readonly string[] {
  const split = reading.settings.medication.doseSplits.find((candidate) => drug.sets.includes(candidate.set));
  if (split === undefined) return drug.sets;
  // In a combination the tablet holds so much of this ingredient, and more of others.
  const index = drug.ingredients.findIndex((code) => reading.terminology.setsOfCode(RXNORM, code).includes(split.set));
  const strength = drug.ingredients.length === 1 ? drug.strengthsMg[0] : drug.strengthsMg[index];
  const dose = dailyDoseMg(dosages, strength);
  return [...drug.sets, dose !== undefined && dose > split.moreThanMgPerDay ? split.above : split.otherwise];
}

function routeOf(
  dosages: readonly unknown[],
  drug: readonly PlainCoding[],
  words: string,
  reading: Reading,
): RouteClass {
  const routes = dosages.flatMap((dosage) => (isObject(dosage) ? [dosage['route']] : []));
  const spoken = [words, ...routes.map(wordsOf)].join(' ');
  return reading.terminology.routeOf([...drug, ...routes.flatMap(codingsOf)], spoken) ?? 'systemic';
}
