import { expect } from 'chai';
import { AppError, type Problem } from '../../src/base/errors.ts';
import { parseFeedback } from '../../src/cds/parse-feedback.ts';
import { MOST_FEEDBACK } from '../../src/cds/schemas/feedback-schema.ts';

const CARD = '4e0a3a1e-3283-4575-ab82-028d55fe2719';
const SUGGESTION = 'e56e1945-20b3-4393-8503-a1a20fd73152';
const TIME = '2026-03-02T15:00:00Z';

const accepted = (more: object = {}): object => ({
  card: CARD,
  outcome: 'accepted',
  outcomeTimestamp: TIME,
  acceptedSuggestions: [{ id: SUGGESTION }],
  ...more,
});
const overridden = (more: object = {}): object => ({
  card: CARD,
  outcome: 'overridden',
  outcomeTimestamp: TIME,
  ...more,
});

function problemsOf(body: unknown): readonly Problem[] {
  try {
    parseFeedback(body);
  } catch (error) {
    if (error instanceof AppError && error.code === 'FEEDBACK_INVALID') return error.problems;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('feedback', () => {
  it('B1 holds one outcome or many, the same card more than once', () => {
    const read = parseFeedback({ feedback: [accepted(), overridden(), overridden({ card: 'other' })] });
    expect(read.map(({ card, outcome }) => [card, outcome])).to.deep.equal([
      [CARD, 'accepted'],
      [CARD, 'overridden'],
      ['other', 'overridden'],
    ]);
  });

  it('B2 names the suggestions that were taken, each once', () => {
    const [read] = parseFeedback({
      feedback: [accepted({ acceptedSuggestions: [{ id: 'a' }, { id: 'b' }, { id: 'a' }] })],
    });
    expect(read).to.deep.equal({
      card: CARD,
      outcome: 'accepted',
      outcomeAt: new Date(TIME),
      acceptedSuggestions: ['a', 'b'],
    });
  });

  it('B2 gives a reason, a comment, both, or neither', () => {
    const coded = { code: 'patient-preference', system: 'https://cds.example/CodeSystem/override-reasons' };
    const reasons: readonly (readonly [object, object])[] = [
      [{ overrideReason: { reason: coded } }, { reason: coded }],
      [
        { overrideReason: { reason: { ...coded, display: 'x' }, userComment: ' because ' } },
        { reason: coded, userComment: 'because' },
      ],
      [{ overrideReason: { userComment: 'because' } }, { userComment: 'because' }],
      [{ overrideReason: { reason: { code: 'own-1' } } }, { reason: { code: 'own-1' } }],
      [{ overrideReason: {} }, {}],
      [{ overrideReason: null }, {}],
      [{ overrideReason: { reason: null, userComment: '' } }, {}],
      [{}, {}],
    ];
    for (const [sent, expected] of reasons) {
      const [read] = parseFeedback({ feedback: [overridden(sent)] });
      expect(read).to.deep.equal({
        card: CARD,
        outcome: 'overridden',
        outcomeAt: new Date(TIME),
        acceptedSuggestions: [],
        ...expected,
      });
    }
  });

  it('B2 reads instants with an offset or fractions of a second', () => {
    const [read] = parseFeedback({ feedback: [overridden({ outcomeTimestamp: '2026-03-02T10:00:00.250-05:00' })] });
    expect(read?.outcomeAt.toISOString()).to.equal('2026-03-02T15:00:00.250Z');
  });

  it('W3 passes over what it does not know', () => {
    expect(
      parseFeedback({ feedback: [accepted({ extension: { 'org.example': 1 }, note: [] })], extension: {} }),
    ).to.have.length(1);
  });

  const bad: readonly (readonly [string, unknown, string])[] = [
    ['no object', 'text', ''],
    ['no list', {}, '/feedback'],
    ['an empty list', { feedback: [] }, '/feedback'],
    ['too many items', { feedback: Array.from({ length: MOST_FEEDBACK + 1 }, () => overridden()) }, '/feedback'],
    ['an item that is none', { feedback: [overridden(), 3] }, '/feedback/1'],
    ['no card', { feedback: [overridden({ card: undefined })] }, '/feedback/0/card'],
    ['an empty card', { feedback: [overridden({ card: '' })] }, '/feedback/0/card'],
    ['no outcome', { feedback: [overridden(), overridden({ outcome: undefined })] }, '/feedback/1/outcome'],
    ['another outcome', { feedback: [overridden({ outcome: 'ignored' })] }, '/feedback/0/outcome'],
    ['no time', { feedback: [overridden({ outcomeTimestamp: undefined })] }, '/feedback/0/outcomeTimestamp'],
    ['a date alone', { feedback: [overridden({ outcomeTimestamp: '2026-03-02' })] }, '/feedback/0/outcomeTimestamp'],
    [
      'a time without zone',
      { feedback: [overridden({ outcomeTimestamp: '2026-03-02T15:00:00' })] },
      '/feedback/0/outcomeTimestamp',
    ],
    [
      'a month that is none',
      { feedback: [overridden({ outcomeTimestamp: '2026-13-02T15:00:00Z' })] },
      '/feedback/0/outcomeTimestamp',
    ],
    [
      'accepted without suggestions',
      { feedback: [accepted({ acceptedSuggestions: undefined })] },
      '/feedback/0/acceptedSuggestions',
    ],
    [
      'accepted with no suggestion',
      { feedback: [accepted({ acceptedSuggestions: [] })] },
      '/feedback/0/acceptedSuggestions',
    ],
    [
      'a suggestion without id',
      { feedback: [accepted({ acceptedSuggestions: [{}] })] },
      '/feedback/0/acceptedSuggestions/0/id',
    ],
    [
      'a reason without code',
      { feedback: [overridden({ overrideReason: { reason: { system: 'x' } } })] },
      '/feedback/0/overrideReason/reason/code',
    ],
    [
      'a comment that is no text',
      { feedback: [overridden({ overrideReason: { userComment: 3 } })] },
      '/feedback/0/overrideReason/userComment',
    ],
  ];
  for (const [name, body, pointer] of bad) {
    it(`B2 B4 refuses ${name}, naming the place`, () => {
      expect(problemsOf(body).map((problem) => problem.pointer)).to.deep.equal([pointer]);
    });
  }

  it('B4 names every bad item, and quotes none', () => {
    const problems = problemsOf({ feedback: [overridden({ outcome: 'CANARY' }), overridden(), { note: 'CANARY' }] });
    expect(new Set(problems.map(({ pointer }) => pointer.split('/')[2]))).to.deep.equal(new Set(['0', '2']));
    expect(JSON.stringify(problems)).to.not.contain('CANARY');
  });
});
