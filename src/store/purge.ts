// Retention: what is older than an operator keeps is removed, piece by piece so that writers need not wait.
import { MOST_SWEPT, sweepTokens } from './write-tokens.ts';
import type { Database } from './tables.ts';

const MOST_CALLS = 500;

/**
 * Removes calls issued before, with all that hangs on them, and tokens that expired before; tells how many calls. Between two
 * pieces it may be stopped; the next purge goes on.
 */
export async function purgeBefore(db: Database, before: Date, stop: AbortSignal): Promise<number> {
  const instant = before.getTime();
  let purged = 0;
  for (let piece = MOST_CALLS; piece === MOST_CALLS && !stop.aborted; purged += piece) {
    piece = await purgeCalls(db, instant);
  }
  for (let swept = MOST_SWEPT; swept === MOST_SWEPT && !stop.aborted;) swept = await sweepTokens(db, instant - 1);
  return purged;
}

async function purgeCalls(db: Database, before: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('calls')
    .where('id', 'in', (eb) =>
      eb.selectFrom('calls').select('id').where('issued_at', '<', before).orderBy('issued_at').limit(MOST_CALLS),
    )
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
