// Observations and the shipped table of measurements for tests of the fact floor.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { createCalendar, type Calendar } from '../../src/base/calendar.ts';
import { readMeasurements, type Measurements } from '../../src/facts/measurements.ts';
import { compileObservationItems } from '../../src/facts/observation-items.ts';
import type { RawResource } from '../../src/fhir/types.ts';

/** hooks/observations.yaml as parsed. */
export const observationTable: unknown = parse(
  readFileSync(new URL('../../hooks/observations.yaml', import.meta.url), 'utf8'),
);

/** The instant of all clinical tests. */
export const CLINICAL_NOW = new Date('2026-03-02T10:00:00-05:00');

/** The calendar of all clinical tests. */
export const clinicalCalendar: Calendar = createCalendar(CLINICAL_NOW, 'America/New_York');

/** A final Observation of 1 March 2026 with a LOINC code; `more` adds or replaces elements. */
export function observation(code: string, more: Readonly<Record<string, unknown>>): RawResource {
  return {
    resourceType: 'Observation',
    id: `o${code}`,
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code }] },
    effectiveDateTime: '2026-03-01T09:00:00-05:00',
    ...more,
  };
}

/** An Observation with a number and a UCUM unit. */
export function quantity(
  code: string,
  value: number,
  unit: string | undefined,
  more: Readonly<Record<string, unknown>> = {},
): RawResource {
  const ucum = unit === undefined ? {} : { unit, system: 'http://unitsofmeasure.org', code: unit };
  return observation(code, { valueQuantity: { value, ...ucum }, ...more });
}

/** Measurements by the shipped table at the instant of all clinical tests. */
export function measure(...observations: readonly unknown[]): Measurements {
  const items = compileObservationItems(observationTable);
  return readMeasurements(observations as readonly RawResource[], items, clinicalCalendar);
}
