// How much one call may hold. Reading is linear in it; what grows faster is bounded here, with an answer that says so.
import { AppError } from '../base/errors.ts';
import type { PatientRecord } from '../facts/patient-record.ts';

/** Resources of one call, its drafts and all prefetched ones together. */
export const MOST_RESOURCES = 20_000;
const MOST_REVIEWED = 200;
/** Every draft under review is compared with every other draft and every medication (rules 19, 36; A10). */
const MOST_COMPARISONS = 100_000;

/** Counts what the Bundles of a call hold. Throws AppError LIMIT_EXCEEDED. */
export function refuseTooManyResources(resources: number): void {
  if (resources <= MOST_RESOURCES) return;
  throw new AppError('LIMIT_EXCEEDED', `One call may hold ${MOST_RESOURCES} resources, this one holds more.`);
}

/** Throws AppError LIMIT_EXCEEDED when a call has more drafts under review than can be read or compared in time. */
export function refuseTooManyComparisons({ orders, ordersRead, medications }: PatientRecord): void {
  if (!ordersRead) throw new AppError('LIMIT_EXCEEDED', 'The drafts of one call hold more free text than is read.');
  const reviewed = orders.filter((order) => order.underReview).length;
  if (reviewed <= MOST_REVIEWED && reviewed * (orders.length + medications.all.length) <= MOST_COMPARISONS) return;
  throw new AppError(
    'LIMIT_EXCEEDED',
    `One call may have ${MOST_REVIEWED} drafts under review, and fewer beside thousands of other orders.`,
  );
}
