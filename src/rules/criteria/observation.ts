// "What does the newest measurement say?" Catalogue 0.4 and the thresholds of 3.2, 4.2.
import type { Measurement, MeasurementQuery } from '../../facts/measurements.ts';
import type { NumberItem } from '../../facts/observation-items.ts';
import { parseDays, parseQuantity, parseThreshold } from '../../knowledge/quantities.ts';
import type { Place } from '../../knowledge/source-file.ts';
import { compileComparison, refuseImplausible } from '../comparison.ts';
import type { ComparisonSource, Lookups } from '../compile-context.ts';
import { search, type Criterion, type Match, type MatchValue, type Situation } from '../criterion.ts';
import { isComplete } from './facts-known.ts';

/** A question about one item of hooks/observations.yaml. */
export interface ObservationSource extends ComparisonSource {
  readonly observation: string;
  readonly within: string;
  /** Preliminary results count too (red flags only). */
  readonly preliminary?: true;
  /** The newest value lies this far below an earlier one, at most `over` apart. */
  readonly fall?: { readonly atLeast: string; readonly over: string };
  /** The newest value lies this share below the highest one dated between the two ages. */
  readonly loss?: { readonly atLeast: string; readonly from: string; readonly to: string };
  /** More than so many times the upper reference limit, `otherwise` when the result has none. */
  readonly timesUpperLimit?: { readonly moreThan: number; readonly otherwise: string };
}

type Test = (newest: Measurement, situation: Situation) => boolean;

/** Compiles the question; without any threshold: is there a usable value? */
export function observationCriterion(source: ObservationSource, lookups: Lookups, place: Place): Criterion {
  const item = lookups.item(source.observation, place.at('observation'));
  if (item.kind !== 'number') throw place.error(`${item.id} is not a number and cannot be compared`);
  const query: MeasurementQuery = {
    withinDays: parseDays(source.within, place.at('within')),
    preliminary: source.preliminary === true,
  };
  const loss = source.loss === undefined ? undefined : compileLoss(source.loss, item, place.at('loss'));
  const tests = compileTests(source, item, place);
  if (loss !== undefined) tests.push(loss.test);
  return search(
    false,
    (situation) => {
      const newest = situation.record.measurements.newest(item.id, query);
      if (newest === undefined || !tests.every((test) => test(newest, situation))) return [];
      return [measurementMatch(newest, item, loss?.of(newest, situation))];
    },
    ({ record }) => isComplete(record, item.prefetch),
  );
}

/** A measurement as evidence: its value is a number and a unit of ours, never record text. */
function measurementMatch(measurement: Measurement, item: NumberItem, lost: MatchValue['lost']): Match {
  const { comparator } = measurement;
  return {
    reference: measurement.reference,
    date: { lo: measurement.day, hi: measurement.day },
    value: {
      label: item.label,
      value: Number(measurement.value.toPrecision(4)),
      unit: item.unit,
      ...(comparator !== undefined && { comparator }),
      ...(lost !== undefined && { lost }),
    },
    freeText: false,
  };
}

function compileTests(source: ObservationSource, item: NumberItem, place: Place): Test[] {
  const compare = compileComparison(source, item.unit, place, item.plausible);
  const tests: Test[] = compare === undefined ? [] : [(newest) => compare(newest.value)];
  if (source.fall !== undefined) tests.push(compileFall(source.fall, item, place.at('fall')));
  if (source.timesUpperLimit !== undefined) {
    const { moreThan, otherwise } = source.timesUpperLimit;
    const at = place.at('timesUpperLimit', 'otherwise');
    const limit = parseThreshold(otherwise, item.unit, at);
    refuseImplausible(limit, item.plausible, otherwise, at);
    tests.push((newest) => newest.value > moreThan * (newest.referenceHigh ?? limit));
  }
  return tests;
}

function compileFall(fall: NonNullable<ObservationSource['fall']>, item: NumberItem, place: Place): Test {
  const least = parseThreshold(fall.atLeast, item.unit, place.at('atLeast'));
  refuseImplausible(least, { min: 0, max: item.plausible.max ?? Infinity }, fall.atLeast, place.at('atLeast'));
  const over = parseDays(fall.over, place.at('over'));
  return (newest, { record }) =>
    record.measurements
      .series(item.id)
      .some((earlier) => isEarlier(earlier, newest, 0, over) && earlier.value - newest.value >= least);
}

interface Loss {
  readonly test: Test;
  /** What was lost since the highest earlier value. */
  of(newest: Measurement, situation: Situation): MatchValue['lost'];
}

function compileLoss(loss: NonNullable<ObservationSource['loss']>, item: NumberItem, place: Place): Loss {
  const share = parseQuantity(loss.atLeast, place.at('atLeast'));
  if (share.unit !== '%') throw place.error(`expected a percentage, got "${loss.atLeast}"`);
  const from = parseDays(loss.from, place.at('from'));
  const to = parseDays(loss.to, place.at('to'));
  refuseImplausible(share.value, { min: 0, max: 100 }, loss.atLeast, place.at('atLeast'));
  if (from >= to) throw place.at('to').error(`"${loss.to}" is not further back than "${loss.from}"`);
  const highest = ({ record }: Situation): number => {
    const { today } = record.reading.calendar;
    return record.measurements
      .series(item.id)
      .filter(({ day, preliminary }) => !preliminary && today - day >= from && today - day <= to)
      .reduce((most, { value }) => Math.max(most, value), -Infinity);
  };
  return {
    test: (newest, situation) => newest.value <= highest(situation) * (1 - share.value / 100),
    of: (newest, situation) => {
      const before = highest(situation);
      return { percent: ((newest.value - before) / before) * 100, from: before };
    },
  };
}

function isEarlier(earlier: Measurement, newest: Measurement, least: number, most: number): boolean {
  const apart = newest.day - earlier.day;
  return !earlier.preliminary && earlier.instant < newest.instant && apart >= least && apart <= most;
}
