// A change of the site in one line, for people: what was, and what is now.
import type { SiteChange } from './site-overlay.ts';

const LONGEST_VALUE = 200;
/** How much of what is the same is kept before the first difference of two long values. */
const LEAD = 40;

/** `cards/avoid.yaml avoid-bed-rest.status: on -> off`; of long values, the part where they part. */
export function changeLine({ where, before, after }: SiteChange): string {
  const start =
    Math.max(before.length, after.length) <= LONGEST_VALUE ? 0 : Math.max(0, firstDifference(before, after) - LEAD);
  return `${where}: ${excerpt(before, start)} -> ${excerpt(after, start)}`;
}

function firstDifference(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length);
  for (let index = 0; index < shorter; index++) if (one[index] !== other[index]) return index;
  return shorter;
}

function excerpt(value: string, start: number): string {
  if (value === '') return '-';
  const line = value.slice(start).replace(/\s+/g, ' ').trim();
  return `${start > 0 ? '…' : ''}${line.length <= LONGEST_VALUE ? line : `${line.slice(0, LONGEST_VALUE - 1)}…`}`;
}
