// Feedback into the store (conformance B4): a call is stored whole, or not at all.
import { AppError, type Problem } from '../base/errors.ts';
import type { EventLog } from '../base/log.ts';
import type { Feedback } from '../cds/parse-feedback.ts';
import type { Caller } from '../security/caller.ts';
import { StoreUnavailableError } from '../store/store-errors.ts';
import type { Outcome, OutcomeResult, Store } from '../store/store.ts';
import type { CommentCipher } from './comment-cipher.ts';

/** What became of a call: outcomes stored now, and outcomes that an earlier call had stored. */
export interface FeedbackReceipt {
  readonly stored: number;
  readonly repeated: number;
}

/** What recording needs. */
export interface FeedbackDeps {
  readonly store: Pick<Store, 'outcomes'>;
  /** Undefined: comments are dropped. */
  readonly comments: CommentCipher | undefined;
  readonly log: EventLog;
}

const PROBLEMS: Partial<Record<OutcomeResult, (index: number) => Problem>> = {
  'unknown-card': (index) => ({
    pointer: `/feedback/${String(index)}/card`,
    message: 'must be a card that this client got',
  }),
  'unknown-suggestion': (index) => ({
    pointer: `/feedback/${String(index)}/acceptedSuggestions`,
    message: 'must be suggestions of the card',
  }),
};

/**
 * Resolves once all is committed. Throws AppError CARD_UNKNOWN, naming every such item, or STORE_UNAVAILABLE; then nothing
 * of the call is stored. Another client's card is as unknown as one that never was.
 */
export async function recordFeedback(
  items: readonly Feedback[],
  { issuer }: Caller,
  { store, comments, log }: FeedbackDeps,
): Promise<FeedbackReceipt> {
  const results = await store
    .outcomes(items.map((item) => outcomeOf(item, issuer, comments)))
    .catch((error: unknown) => {
      if (!(error instanceof StoreUnavailableError)) throw error;
      log.event('feedback.not-stored', { count: items.length, issuer }, 'error');
      throw new AppError('STORE_UNAVAILABLE', 'None of the feedback is stored; send it again later.', { cause: error });
    });
  const problems = results.flatMap((result, index) => PROBLEMS[result]?.(index) ?? []);
  if (problems.length > 0) throw new AppError('CARD_UNKNOWN', 'None of the feedback is stored.', { problems });
  const repeated = results.filter((result) => result === 'duplicate').length;
  return { stored: results.length - repeated, repeated };
}

function outcomeOf(item: Feedback, issuer: string | undefined, comments: CommentCipher | undefined): Outcome {
  const { card, outcome, outcomeAt, acceptedSuggestions, reason, userComment } = item;
  return {
    card,
    outcome,
    outcomeAt,
    acceptedSuggestions,
    issuer,
    ...(reason === undefined ? {} : { reason }),
    ...(userComment === undefined || comments === undefined ? {} : { comment: comments.encrypt(userComment, card) }),
  };
}
