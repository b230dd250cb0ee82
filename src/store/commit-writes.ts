// A group of writes as one transaction. Calls come first, so that feedback of the same moment finds its cards.
import type { Clock } from '../base/clock.ts';
import type { CommitGroup, Waiting } from './group-commit.ts';
import type { FailureOf } from './store-errors.ts';
import type { IssuedCall, OutcomeResult } from './store.ts';
import type { Database, UsedTokenRow } from './tables.ts';
import { writeCalls } from './write-calls.ts';
import { writeOutcomes, type OutcomeBatch } from './write-outcomes.ts';
import { MOST_SWEPT, sweepTokens, writeTokens } from './write-tokens.ts';

/** A write of one kind; `done` tells the caller. */
export type Write = Waiting &
  (
    | { readonly kind: 'call'; readonly call: IssuedCall; readonly done: () => void }
    | {
        readonly kind: 'outcomes';
        readonly batch: OutcomeBatch;
        readonly done: (results: readonly OutcomeResult[]) => void;
      }
    | { readonly kind: 'token'; readonly token: UsedTokenRow; readonly done: (first: boolean) => void }
  );

type Kind<K extends Write['kind']> = Extract<Write, { readonly kind: K }>;

/** What the transactions are made with. */
export interface CommitParts {
  readonly db: Database;
  readonly failureOf: FailureOf;
  readonly clock: Clock;
}

/** Commits groups of writes. */
export function committer({ db, failureOf, clock }: CommitParts): CommitGroup<Write> {
  const sweep = tokenSweeper(clock);
  return async (group) => {
    const calls = group.filter((write): write is Kind<'call'> => write.kind === 'call');
    const batches = group.filter((write): write is Kind<'outcomes'> => write.kind === 'outcomes');
    const tokens = group.filter((write): write is Kind<'token'> => write.kind === 'token');
    try {
      const [results, firsts] = await db.transaction().execute(async (transaction) => {
        await writeCalls(
          transaction,
          calls.map(({ call }) => call),
        );
        const outcomes = await writeOutcomes(
          transaction,
          batches.map(({ batch }) => batch),
        );
        const used = await writeTokens(
          transaction,
          tokens.map(({ token }) => token),
        );
        if (tokens.length > 0) await sweep(transaction);
        return [outcomes, used] as const;
      });
      return () => {
        for (const { done } of calls) done();
        for (const [index, { done }] of batches.entries()) done(results[index] ?? []);
        for (const [index, { done }] of tokens.entries()) done(firsts[index] ?? false);
      };
    } catch (error) {
      throw failureOf(error);
    }
  };
}

const SWEEP_EVERY_MS = 60_000;

/** Removes expired tokens from time to time, and more often while there are many. */
function tokenSweeper(clock: Clock): (db: Database) => Promise<void> {
  let next = 0;
  return async (db) => {
    const now = clock().getTime();
    if (now < next) return;
    // Set before, so that a group that fails for the sweep succeeds without it.
    next = now + SWEEP_EVERY_MS;
    const swept = await sweepTokens(db, now);
    if (swept === MOST_SWEPT) next = 0;
  };
}
