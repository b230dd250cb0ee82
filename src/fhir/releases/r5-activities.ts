// What a CarePlan of R5 plans and has done, as activities of R4.
import { asArray, isObject } from '../lenient.ts';
import type { RawResource } from '../types.ts';
import type { Difference, Part } from './difference.ts';

const ACTIVITY_STATUS: ReadonlyMap<unknown, string> = new Map([
  ['active', 'in-progress'],
  ['completed', 'completed'],
  ['on-hold', 'on-hold'],
  ['revoked', 'cancelled'],
  ['draft', 'not-started'],
]);

/**
 * R5 has no activity in detail: what is planned is a request, often inside the plan, what was done a concept. Both are told
 * as R4 tells them, so that they are read; the activity itself stays.
 */
export const R5_ACTIVITIES: Difference = {
  toR4: (part) => {
    const { activity, contained } = part as { readonly activity?: unknown; readonly contained?: unknown };
    if (!asArray(activity).some(isOfR5)) return;
    part['activity'] = asArray(activity).flatMap((item) =>
      isObject(item) ? [item, ...details(item, contained)] : [item],
    );
  },
};

function isOfR5(activity: unknown): boolean {
  if (!isObject(activity)) return false;
  return (activity['plannedActivityReference'] ?? activity['performedActivity']) !== undefined;
}

function details(activity: Readonly<Part>, contained: unknown): readonly object[] {
  const performed = asArray(activity['performedActivity']).filter(isObject);
  const done = performed.flatMap(({ concept }) =>
    isObject(concept) ? [{ detail: { code: concept, status: 'completed' } }] : [],
  );
  const planned = requestIn(contained, activity['plannedActivityReference']);
  if (planned === undefined || !isObject(planned['code'])) return done;
  const status = ACTIVITY_STATUS.get(planned['status']) ?? 'unknown';
  return [{ detail: { code: planned['code'], status } }, ...done];
}

function requestIn(contained: unknown, reference: unknown): Readonly<Part> | undefined {
  const name = isObject(reference) ? reference['reference'] : undefined;
  if (typeof name !== 'string' || !name.startsWith('#')) return undefined;
  return asArray(contained).find((inner): inner is RawResource => isObject(inner) && inner['id'] === name.slice(1));
}
