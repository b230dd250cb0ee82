// Whether the person is pregnant, and for how long: catalogue 4.4.
import type { Calendar, Day, DayRange } from '../base/calendar.ts';
import type { PlainCoding } from '../fhir/terminology.ts';
import { datingsOf, type Dating } from './gestation.ts';
import type { Measurements } from './measurements.ts';
import type { Gender } from './patient.ts';

/** A Condition that speaks of a pregnancy or of its end; `date` is the onset, else the recorded date. */
export interface DatedEvidence {
  readonly date: DayRange | undefined;
  readonly reference: string;
  readonly freeText: boolean;
}

/** What the record holds. */
export interface PregnancyRecord {
  readonly measurements: Measurements;
  readonly gender: Gender;
  /** LIVE Conditions of pregnancy. */
  readonly pregnancies: readonly DatedEvidence[];
  /** Deliveries and other ends of pregnancy. */
  readonly ended: readonly DatedEvidence[];
}

/** Windows and meanings, from hooks/. */
export interface PregnancyRules {
  readonly observationDays: number;
  readonly conditionDays: number;
  /** A longer gestation is out of date. */
  readonly longestWeeks: number;
  readonly saysPregnant: (answer: readonly PlainCoding[]) => boolean;
  readonly saysNotPregnant: (answer: readonly PlainCoding[]) => boolean;
}

/** A remark about the data for the end of a card. */
export type PregnancyNote = 'pregnancy-and-male-gender';

/** The answer. `weeks` is the completed gestation today, with fractions; `undefined` = not known. */
export type Pregnancy =
  | {
      readonly state: 'pregnant';
      readonly weeks: number | undefined;
      /** The resources that say so, the one that dates it last. */
      readonly evidence: readonly DatedEvidence[];
      readonly notes: readonly PregnancyNote[];
    }
  | { readonly state: 'not-pregnant' };

interface Evidence extends DatedEvidence {
  /** The latest possible one. A Condition without a date may be from today (0.1), but no dating is compared with it. */
  readonly day: Day;
  /** Only Observations have one. */
  readonly instant?: number;
}

const STATUS_ITEM = 'pregnancy-status';
const NOT_PREGNANT: Pregnancy = { state: 'not-pregnant' };

/** Reads the pregnancy from answers, Conditions and datings. */
export function readPregnancy(record: PregnancyRecord, rules: PregnancyRules, calendar: Calendar): Pregnancy {
  const denial = record.measurements.newest(STATUS_ITEM, {
    withinDays: rules.observationDays,
    accept: ({ codedValue = [] }) => rules.saysNotPregnant(codedValue) && !rules.saysPregnant(codedValue),
  });
  const lastEnd = Math.max(-Infinity, ...record.ended.map(({ date }) => (date ? (date.lo ?? date.hi) : -Infinity)));
  // An entry of the same day as a delivery is about the pregnancy that ended; one of the same day as a denial may be newer.
  const evidence = evidenceOf(record, rules, calendar).filter(
    (item) => item.day > lastEnd && !(denial !== undefined && isNewer(denial, item)),
  );
  if (evidence.length === 0) return NOT_PREGNANT;
  const dating = dated(evidence, { record, rules, calendar, lastEnd });
  if (dating === 'stale') return NOT_PREGNANT;
  const found = [...evidence, ...(dating ? [observed(dating)] : [])].map(({ reference, date, freeText }) => {
    return [reference, { reference, date, freeText }] as const;
  });
  return {
    state: 'pregnant',
    weeks: dating && Math.min(dating.most, rules.longestWeeks),
    evidence: [...new Map(found).values()],
    notes: record.gender === 'male' ? ['pregnancy-and-male-gender'] : [],
  };
}

function evidenceOf(record: PregnancyRecord, rules: PregnancyRules, calendar: Calendar): readonly Evidence[] {
  const answer = record.measurements.newest(STATUS_ITEM, {
    withinDays: rules.observationDays,
    accept: ({ codedValue = [] }) => rules.saysPregnant(codedValue),
  });
  const conditions = record.pregnancies
    .map((found) => ({ ...found, day: found.date?.hi ?? calendar.today }))
    .filter(({ day }) => calendar.today - day <= rules.conditionDays);
  return answer === undefined ? conditions : [{ ...answer, ...observed(answer) }, ...conditions];
}

/** Observations without a date are unusable (0.4), so that each of them has one. */
function observed({ reference, day }: Pick<Evidence, 'reference' | 'day'>): DatedEvidence {
  return { reference, date: { lo: day, hi: day }, freeText: false };
}

function isNewer(a: Pick<Evidence, 'day' | 'instant'>, b: Evidence): boolean {
  return a.instant !== undefined && b.instant !== undefined ? a.instant > b.instant : a.day > b.day;
}

interface DatingContext {
  readonly record: PregnancyRecord;
  readonly rules: PregnancyRules;
  readonly calendar: Calendar;
  readonly lastEnd: number;
}

/**
 * The dating in use: expected delivery, else gestational age, else last menstrual period. `stale` when every dating says
 * that the pregnancy must be over. A dating that was over already when a later entry still recorded a pregnancy belongs
 * to an earlier one, as does a dating from before the last delivery: it says nothing about this pregnancy.
 */
function dated(
  evidence: readonly Evidence[],
  { record, rules, calendar, lastEnd }: DatingContext,
): Dating | 'stale' | undefined {
  const { longestWeeks } = rules;
  const lastEvidence = Math.max(-Infinity, ...evidence.filter(({ date }) => date).map(({ day }) => day));
  const weeksSince = (calendar.today - lastEvidence) / 7;
  const datings = datingsOf(record.measurements, rules.conditionDays, calendar.today).filter(
    ({ day, least }) => day > lastEnd && !(day < lastEvidence && least - weeksSince > longestWeeks),
  );
  if (datings.length === 0) return undefined;
  return datings.find(({ least }) => least <= longestWeeks) ?? 'stale';
}
