// Conditions as facts: catalogue 0.2 (classes, verification), 0.5 (text guards).
import { readDate, type Day, type DayRange } from '../base/calendar.ts';
import { asArray, isObject, text } from '../fhir/lenient.ts';
import type { PlainCoding } from '../fhir/terminology.ts';
import type { RawResource } from '../fhir/types.ts';
import { readConcept } from './concept.ts';
import type { Certainty, ConditionFact, ConditionStatus } from './fact.ts';
import { plusAge, resolveOnset } from './onset.ts';
import { referenceIn, referenceOf, statusCode, usableDate, type Reading } from './reading.ts';

const LIVE = new Set(['active', 'recurrence', 'relapse']);
const ENDED = new Set(['inactive', 'remission', 'resolved']);
const CERTAINTIES: ReadonlyMap<string, Certainty | 'excluded'> = new Map([
  ['refuted', 'excluded'],
  ['entered-in-error', 'excluded'],
  ['provisional', 'provisional'],
  ['unconfirmed', 'provisional'],
  ['differential', 'differential'],
]);
/** Injury codes of ICD-10-CM with their 7th character: three, a dot, three more, the character. */
const SEVENTH = /^[A-Z][0-9][0-9A-Z]\.[0-9A-Z]{3}([A-Z])$/;
/** External-cause and injury codes are padded with X, so that a 7th character always stands in the same place. */
const ICD_10_CM = 'http://hl7.org/fhir/sid/icd-10-cm';

/** The fact of one Condition; `undefined` when it is EXCLUDED. `birth` dates onsets given as an age. */
export function readCondition(
  condition: RawResource,
  birth: DayRange | undefined,
  reading: Reading,
): ConditionFact | undefined {
  const certainty = CERTAINTIES.get(statusCode(condition['verificationStatus']) ?? 'confirmed') ?? 'confirmed';
  const concept = readConcept(condition['code'], reading.terminology);
  if (certainty === 'excluded' || concept === undefined) return undefined;
  if (concept.sets.includes(reading.settings.familyHistory)) return undefined;
  const onset = resolveOnset(condition, birth, reading);
  const recorded = usableDate(condition['recordedDate'], referenceOf(condition), reading);
  const abated = abatement(condition, birth, reading);
  return {
    resource: condition,
    reference: referenceOf(condition),
    sets: concept.sets,
    freeText: concept.freeText,
    guards: concept.guards,
    label: concept.label,
    ...statuses(condition, abated.past),
    certainty,
    onset,
    recorded,
    date: onset?.from === 'onset' ? onset.range : recorded,
    latest: latestOf([onset?.range.hi, recorded?.hi, abated.day]),
    encounterDiagnosisOnly: isEncounterDiagnosisOnly(condition),
    encounter: referenceIn(condition['encounter']),
    bodySiteSets: asArray(condition['bodySite']).flatMap((site) => readConcept(site, reading.terminology)?.sets ?? []),
    seventhCharacters: seventhCharactersOf(concept.codings),
  };
}

function statuses(
  condition: RawResource,
  abated: boolean,
): { status: ConditionStatus; statusByClinicalStatus: ConditionStatus } {
  const clinical = statusCode(condition['clinicalStatus']) ?? '';
  const ended = ENDED.has(clinical);
  return {
    status: ended || abated ? 'historic' : 'live',
    statusByClinicalStatus: ended || (abated && !LIVE.has(clinical)) ? 'historic' : 'live',
  };
}

/** Whether the Condition ended, and when. A future abatement is ignored (0.1); words count as past (0.2). */
function abatement(
  condition: RawResource,
  birth: DayRange | undefined,
  reading: Reading,
): { past: boolean; day: Day | undefined } {
  if (text(condition['abatementString']) !== undefined || condition['abatementBoolean'] === true) {
    return { past: true, day: undefined };
  }
  const period = condition['abatementPeriod'];
  const written = isObject(period) ? (period['end'] ?? period['start']) : condition['abatementDateTime'];
  const date = written === undefined ? undefined : readDate(written, reading.calendar);
  if (date?.kind === 'range') return { past: true, day: date.range.hi };
  const age = abatementAge(condition, birth);
  return age === undefined || age > reading.calendar.today ? { past: false, day: undefined } : { past: true, day: age };
}

function abatementAge(condition: RawResource, birth: DayRange | undefined): Day | undefined {
  const range = condition['abatementRange'];
  const age = isObject(range) ? range['low'] : condition['abatementAge'];
  return isObject(age) && birth?.lo !== undefined && birth.lo !== null ? plusAge(birth.lo, age, 0) : undefined;
}

function latestOf(days: readonly (Day | undefined)[]): Day | undefined {
  const known = days.filter((day) => day !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function isEncounterDiagnosisOnly(condition: RawResource): boolean {
  const codes = asArray(condition['category']).flatMap((category) => statusCode(category) ?? []);
  return codes.length > 0 && codes.every((code) => code === 'encounter-diagnosis');
}

/** The 7th characters among codings; they say at which stage of care an injury is (A, D) or that it is a sequela (S). */
export function seventhCharactersOf(codings: readonly PlainCoding[]): readonly string[] {
  return codings.flatMap(({ system, code }) => (system === ICD_10_CM ? (SEVENTH.exec(code)?.[1] ?? []) : []));
}
