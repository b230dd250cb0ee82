// Coded Observations that say a sign is there ("saddle anaesthesia: present"): catalogue 3.2, CE2 and Annex A questionnaires.
import { readDate, type Calendar, type DateReading } from '../base/calendar.ts';
import { asArray, isObject, text } from '../fhir/lenient.ts';
import type { JsonObject, RawResource } from '../fhir/types.ts';
import { readConcept } from './concept.ts';
import type { SignFact } from './fact.ts';
import { referenceOf, type Reading } from './reading.ts';

const USABLE = new Set(['final', 'amended', 'corrected', 'preliminary']);
const RAISED = new Set(['H', 'HH', 'A', 'AA', 'POS']);

/** The signs that an Observation or its components affirm; none when it denies them, or has no usable date (0.4). */
export function readSigns(observation: RawResource, reading: Reading): readonly SignFact[] {
  const status = text(observation['status']) ?? '';
  if (!USABLE.has(status)) return [];
  const holders = [observation, ...asArray(observation['component']).filter(isObject)];
  return holders.flatMap((holder) => signIn(holder, observation, reading) ?? []);
}

function signIn(holder: JsonObject, observation: RawResource, reading: Reading): SignFact | undefined {
  if (isObject(holder['dataAbsentReason'])) return undefined;
  const answer = readConcept(holder['valueCodeableConcept'], reading.terminology);
  const affirmed = isAffirmed(holder, answer?.sets ?? [], reading);
  // Most Observations are numbers, and affirm nothing.
  if (!affirmed && answer === undefined) return undefined;
  const question = readConcept(holder['code'], reading.terminology);
  const spoken = [affirmed ? question : undefined, answer].filter((concept) => concept && !concept.guards.general);
  const sets = [...new Set(spoken.flatMap((concept) => concept?.sets ?? []))];
  const date = sets.length === 0 ? undefined : observationDate(observation, reading.calendar);
  if (date?.kind !== 'range') return undefined;
  return {
    resource: observation,
    reference: referenceOf(observation),
    sets,
    freeText: spoken.some((concept) => concept?.freeText),
    label: question?.label ?? '',
    date: date.range,
    preliminary: observation['status'] === 'preliminary',
  };
}

/** The first date that can be read (0.4); a future one makes the Observation unusable. */
function observationDate(observation: RawResource, calendar: Calendar): DateReading | undefined {
  const period = observation['effectivePeriod'];
  const end = isObject(period) ? period['end'] : undefined;
  return [observation['effectiveDateTime'], end, observation['effectiveInstant'], observation['issued']]
    .map((written) => readDate(text(written), calendar))
    .find(({ kind }) => kind !== 'unusable');
}

function isAffirmed(observation: JsonObject, answers: readonly string[], reading: Reading): boolean {
  if (observation['valueBoolean'] === true || answers.includes(reading.settings.positiveAnswers)) return true;
  if (isPositiveText(text(observation['valueString']), reading)) return true;
  return asArray(observation['interpretation']).some((interpretation) =>
    asArray(isObject(interpretation) ? interpretation['coding'] : undefined).some(
      (coding) => isObject(coding) && RAISED.has(text(coding['code']) ?? ''),
    ),
  );
}

function isPositiveText(words: string | undefined, { terminology, settings }: Reading): boolean {
  if (words === undefined || terminology.guardsOf(words).general) return false;
  return terminology.setsOfText(words).includes(settings.positiveAnswers);
}
