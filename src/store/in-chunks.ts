// A statement takes a bounded number of parameters.

/** Rows of one statement: SQLite takes 32,766 parameters, and no table has 60 columns. */
const MOST_ROWS = 500;

/** The rows in pieces that one statement can take. */
export function inChunks<T>(rows: readonly T[]): readonly (readonly T[])[] {
  const starts = Array.from({ length: Math.ceil(rows.length / MOST_ROWS) }, (_, index) => index * MOST_ROWS);
  return starts.map((start) => rows.slice(start, start + MOST_ROWS));
}
