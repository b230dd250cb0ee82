// Procedures, ServiceRequests and CarePlan activities as facts: what was done, and what was asked for.
import { asArray, isObject, text } from '../fhir/lenient.ts';
import type { RawResource } from '../fhir/types.ts';
import type { DayRange } from '../base/calendar.ts';
import { readConcept, type Concept } from './concept.ts';
import type { CareFact } from './fact.ts';
import { referenceOf, usableDate, type Reading } from './reading.ts';

const DONE = new Set(['completed', 'in-progress']);
const ASKED = new Set(['active', 'completed']);
const PLANNED = new Set(['scheduled', 'in-progress', 'completed']);

/** A Procedure that took place; text guards apply as for Conditions (A37). */
export function readProcedure(procedure: RawResource, reading: Reading): CareFact | undefined {
  const concept = spoken(procedure['code'], reading);
  if (concept === undefined || !DONE.has(text(procedure['status']) ?? 'completed')) return undefined;
  return careFact(procedure, concept, 'procedure', performed(procedure, reading));
}

/** A ServiceRequest that stands. */
export function readServiceRequest(request: RawResource, reading: Reading): CareFact | undefined {
  const concept = spoken(request['code'], reading);
  if (concept === undefined || request['doNotPerform'] === true) return undefined;
  if (!ASKED.has(text(request['status']) ?? '')) return undefined;
  const reference = referenceOf(request);
  const date = usableDate(request['authoredOn'], reference, reading) ?? occurrence(request, reading);
  return careFact(request, concept, 'request', date);
}

/** The activities of a CarePlan that are under way or done; a plan's own date stands in for theirs. */
export function readCarePlan(plan: RawResource, reading: Reading): readonly CareFact[] {
  const status = text(plan['status']);
  if (status !== 'active' && status !== 'completed') return [];
  const period = isObject(plan['period']) ? plan['period']['start'] : undefined;
  const date = usableDate(period ?? plan['created'], referenceOf(plan), reading);
  return asArray(plan['activity']).flatMap((activity) => {
    const detail = isObject(activity) && isObject(activity['detail']) ? activity['detail'] : undefined;
    const concept = spoken(detail?.['code'], reading);
    const underWay = PLANNED.has(text(detail?.['status']) ?? 'scheduled');
    return concept === undefined || !underWay ? [] : [careFact(plan, concept, 'plan', date)];
  });
}

function careFact(
  resource: RawResource,
  concept: Concept,
  kind: CareFact['kind'],
  date: DayRange | undefined,
): CareFact {
  const { sets, freeText, label } = concept;
  const done = kind === 'procedure' || text(resource['status']) === 'completed';
  return { resource, reference: referenceOf(resource), sets, freeText, label, date, kind, done };
}

/**
 * What the words name. The name of a study says how it is made ("without contrast") and what for ("rule out"): sets of
 * studies are not guarded.
 */
function spoken(element: unknown, reading: Reading): Concept | undefined {
  const concept = readConcept(element, reading.terminology);
  if (concept?.guards.general !== true) return concept;
  const sets = concept.sets.filter((set) => reading.settings.unguardedCare?.includes(set));
  return sets.length === 0 ? undefined : { ...concept, sets };
}

function performed(procedure: RawResource, reading: Reading): DayRange | undefined {
  const period = procedure['performedPeriod'];
  const written = isObject(period) ? (period['end'] ?? period['start']) : procedure['performedDateTime'];
  return usableDate(written, referenceOf(procedure), reading);
}

function occurrence(request: RawResource, reading: Reading): DayRange | undefined {
  const period = request['occurrencePeriod'];
  const written = isObject(period) ? period['start'] : request['occurrenceDateTime'];
  return usableDate(written, referenceOf(request), reading);
}
