// Brings the record's facts to the pregnancy formula: which Conditions speak of one, which answers mean what.
import type { PlainCoding } from '../fhir/terminology.ts';
import type { FactIndex } from './fact-index.ts';
import type { CareFact, ConditionFact } from './fact.ts';
import type { Measurements } from './measurements.ts';
import type { Gender } from './patient.ts';
import { readPregnancy, type Pregnancy } from './pregnancy.ts';
import type { Reading } from './reading.ts';

/** The pregnancy of the record (catalogue 4.4); its notes join the record's. */
export function pregnancyOf(
  { conditions, care }: { readonly conditions: FactIndex<ConditionFact>; readonly care: FactIndex<CareFact> },
  measurements: Measurements,
  gender: Gender,
  reading: Reading,
): Pregnancy {
  const settings = reading.settings.measurement;
  const believed = ({ certainty, guards }: ConditionFact): boolean => certainty !== 'differential' && !guards.general;
  const live = conditions.inAny([settings.pregnancyCondition]).filter((fact) => fact.status === 'live');
  const record = {
    measurements,
    gender,
    pregnancies: live.filter(believed),
    ended: [
      ...conditions.inAny(settings.pregnancyEnded).filter(believed),
      ...care.inAny(settings.pregnancyEnded).filter(({ kind }) => kind === 'procedure'),
    ],
  };
  const rules = {
    observationDays: settings.pregnancyObservationDays,
    conditionDays: settings.pregnancyConditionDays,
    longestWeeks: settings.longestGestationWeeks,
    saysPregnant: answers(settings.pregnantAnswers, reading),
    saysNotPregnant: answers(settings.notPregnantAnswers, reading),
  };
  const pregnancy = readPregnancy(record, rules, reading.calendar);
  if (pregnancy.state === 'pregnant') {
    for (const code of pregnancy.notes)
      reading.notes.push({ code, reference: pregnancy.evidence[0]?.reference ?? 'Patient' });
  }
  return pregnancy;
}

function answers(set: string, { terminology }: Reading): (answer: readonly PlainCoding[]) => boolean {
  return (answer) => answer.some(({ system, code }) => terminology.setsOfCode(system, code).includes(set));
}
