import { expect } from 'chai';
import { commentCipher, COMMENT_KEY_BYTES } from '../../src/audit/comment-cipher.ts';
import { recordFeedback, type FeedbackDeps } from '../../src/audit/record-feedback.ts';
import { AppError } from '../../src/base/errors.ts';
import { createLog } from '../../src/base/log.ts';
import type { Feedback } from '../../src/cds/parse-feedback.ts';
import { StoreUnavailableError } from '../../src/store/store-errors.ts';
import type { Outcome, OutcomeResult } from '../../src/store/store.ts';
import { caller } from '../http/served-app.ts';

const EHR = caller({ issuer: 'https://ehr.example' });
const dismissed = (card: string, more: Partial<Feedback> = {}): Feedback => ({
  card,
  outcome: 'overridden',
  outcomeAt: new Date('2026-03-02T15:00:00Z'),
  acceptedSuggestions: [],
  ...more,
});

describe('recording feedback', () => {
  let kept: Outcome[];
  let lines: string[];
  beforeEach(() => {
    kept = [];
    lines = [];
  });

  function deps(results: readonly OutcomeResult[] | Error, comments?: FeedbackDeps['comments']): FeedbackDeps {
    const outcomes = (batch: readonly Outcome[]): Promise<readonly OutcomeResult[]> => {
      kept.push(...batch);
      return results instanceof Error ? Promise.reject(results) : Promise.resolve(results);
    };
    return { store: { outcomes }, comments, log: createLog('info', { write: (line) => lines.push(line) }) };
  }

  it('B4 tells how many are stored now, and how many were before', async () => {
    const items = [dismissed('a'), dismissed('b'), dismissed('a')];
    const receipt = await recordFeedback(items, EHR, deps(['stored', 'stored', 'duplicate']));
    expect(receipt).to.deep.equal({ stored: 2, repeated: 1 });
    expect(kept.map(({ card, issuer }) => [card, issuer])).to.deep.equal([
      ['a', 'https://ehr.example'],
      ['b', 'https://ehr.example'],
      ['a', 'https://ehr.example'],
    ]);
  });

  it('B4 names every item whose card or suggestion is unknown', async () => {
    const results: readonly OutcomeResult[] = ['withheld', 'unknown-card', 'unknown-suggestion'];
    const error = await recordFeedback([dismissed('a'), dismissed('b'), dismissed('c')], EHR, deps(results)).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(AppError).with.property('code', 'CARD_UNKNOWN');
    expect((error as AppError).problems.map(({ pointer }) => pointer)).to.deep.equal([
      '/feedback/1/card',
      '/feedback/2/acceptedSuggestions',
    ]);
  });

  it('B4 asks to send it again when the store is down, and says so in the log', async () => {
    const error = await recordFeedback([dismissed('a')], EHR, deps(new StoreUnavailableError('closed'))).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(AppError).with.property('code', 'STORE_UNAVAILABLE');
    expect(lines.join('')).to.contain('feedback.not-stored');
  });

  it('does not take a fault of its own for a store that is down', async () => {
    const error = await recordFeedback([dismissed('a')], EHR, deps(new TypeError('broken'))).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(TypeError);
  });

  it('B2 keeps the reason, and a comment only encrypted', async () => {
    const cipher = commentCipher(Buffer.alloc(COMMENT_KEY_BYTES, 7));
    const item = dismissed('a', { reason: { code: 'own-1' }, userComment: 'CANARY' });
    await recordFeedback([item], EHR, deps(['stored'], cipher));
    expect(kept[0]?.reason).to.deep.equal({ code: 'own-1' });
    const comment = kept[0]?.comment ?? Buffer.alloc(0);
    expect(comment.includes('CANARY')).to.equal(false);
    expect(cipher.decrypt(comment, 'a')).to.equal('CANARY');
  });

  it('drops comments where nobody asked for them', async () => {
    await recordFeedback([dismissed('a', { userComment: 'CANARY' })], EHR, deps(['stored']));
    expect(JSON.stringify(kept)).to.not.contain('CANARY');
    expect(kept[0]).to.not.have.property('comment');
  });
});
