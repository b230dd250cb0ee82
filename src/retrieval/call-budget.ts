// How much of what was fetched one call may hold, over all keys: each key has limits of its own, eleven keys need one too.
import type { HookRequest, Retrieval } from '../cds/hook-request.ts';
import { MOST_RESOURCES } from '../cds/request-limits.ts';
import { isObject } from '../fhir/lenient.ts';
import type { RawResource } from '../fhir/types.ts';

/** Resources fetched for one call, and characters in them; about what a client may send in one body. */
export const MOST_FETCHED = { resources: 10_000, characters: 5_000_000 } as const;

/** What must not be cut for the sake of anything else; the rest in order of size, so that a flood cuts itself. */
const FIRST = ['patient', 'conditions', 'allergies', 'medicationStatements', 'medicationRequests', 'medications'];

/** The request with no more in it than is read at once. What is cut off stays unknown (F3). */
export function withinBudget(completed: HookRequest, sent: HookRequest): HookRequest {
  const fetched = [...completed.prefetch].filter(([key, retrieval]) => sent.prefetch.get(key) !== retrieval);
  const kept = [...completed.prefetch].filter(([key, retrieval]) => sent.prefetch.get(key) === retrieval);
  const others = kept.reduce((sum, [, retrieval]) => sum + sizeOf(retrieval), completed.draftOrders?.length ?? 0);
  const left = {
    resources: Math.max(0, Math.min(MOST_FETCHED.resources, MOST_RESOURCES - others)),
    characters: MOST_FETCHED.characters as number,
  };
  fetched.sort(([one, first], [other, second]) => rankOf(one) - rankOf(other) || sizeOf(first) - sizeOf(second));
  const cut = fetched.flatMap(([key, retrieval]) => {
    const within = cutTo(retrieval, left);
    return within === retrieval ? [] : [[key, within] as const];
  });
  return cut.length === 0 ? completed : { ...completed, prefetch: new Map([...completed.prefetch, ...cut]) };
}

interface Left {
  resources: number;
  characters: number;
}

function cutTo(retrieval: Retrieval, left: Left): Retrieval {
  if (retrieval.state === 'unknown') return retrieval;
  let count = 0;
  for (const resource of retrieval.resources) {
    if (left.resources <= 0) break;
    left.characters -= charactersIn(resource);
    if (left.characters < 0) break;
    left.resources -= 1;
    count += 1;
  }
  if (count === retrieval.resources.length) return retrieval;
  const resources: readonly RawResource[] = retrieval.resources.slice(0, count);
  return count === 0 ? { state: 'unknown', reason: 'truncated' } : { state: 'partial', resources, reason: 'truncated' };
}

/** About the length of the value's JSON, without writing it. */
function charactersIn(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  let sum = 2;
  if (Array.isArray(value)) for (const part of value) sum += charactersIn(part) + 1;
  else if (isObject(value))
    for (const [name, part] of Object.entries(value)) sum += name.length + charactersIn(part) + 4;
  return sum;
}

function sizeOf(retrieval: Retrieval): number {
  return retrieval.state === 'unknown' ? 0 : retrieval.resources.length;
}

function rankOf(key: string): number {
  const rank = FIRST.indexOf(key);
  return rank < 0 ? FIRST.length : rank;
}
