// Used tokens: of all who insert one, on whatever instance, the database lets exactly one through (conformance T6).
import { createHash } from 'node:crypto';
import { inChunks } from './in-chunks.ts';
import type { Database, UsedTokenRow } from './tables.ts';

/** Rows that one sweep removes, so that a call waits a millisecond for it, not more. */
export const MOST_SWEPT = 1000;

const DIGEST_BYTES = 16;

/** A token to be remembered. A long identifier takes no more room than a short one. */
export function usedToken(issuer: string, tokenId: string, expiresAt: Date): UsedTokenRow {
  const token = createHash('sha256').update(tokenId).digest().subarray(0, DIGEST_BYTES).toString('base64url');
  return { issuer, token, expires_at: expiresAt.getTime() };
}

const keyOf = ({ issuer, token }: Pick<UsedTokenRow, 'issuer' | 'token'>): string => JSON.stringify([issuer, token]);

/** Writes tokens in the transaction; true for each that nobody used before. */
export async function writeTokens(db: Database, tokens: readonly UsedTokenRow[]): Promise<readonly boolean[]> {
  const fresh = new Set<string>();
  // In one order everywhere, so that two instances with the same tokens do not wait for each other.
  const inOrder = [...new Map(tokens.map((token) => [keyOf(token), token]))].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const chunk of inChunks(inOrder.map(([, token]) => token))) {
    const inserted = await db
      .insertInto('used_tokens')
      .values(chunk)
      .onConflict((conflict) => conflict.doNothing())
      .returning(['issuer', 'token'])
      .execute();
    for (const row of inserted) fresh.add(keyOf(row));
  }
  return tokens.map((token) => fresh.delete(keyOf(token)));
}

/** Removes tokens that expired at the instant or before, up to a bound; tells how many. */
export async function sweepTokens(db: Database, expired: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('used_tokens')
    .where((eb) =>
      eb(
        eb.refTuple('issuer', 'token'),
        'in',
        eb
          .selectFrom('used_tokens')
          .select(['issuer', 'token'])
          .where('expires_at', '<=', expired)
          .orderBy('expires_at')
          .limit(MOST_SWEPT)
          .$asTuple('issuer', 'token'),
      ),
    )
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
