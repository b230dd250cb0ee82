// What users did with cards. A batch is taken whole or not at all, and what was stored before is not stored again.
import { uuidFor } from '../base/uuid.ts';
import { inChunks } from './in-chunks.ts';
import type { IssuedSuggestion, Outcome, OutcomeResult } from './store.ts';
import type { AcceptedSuggestionRow, Database, OutcomeRow } from './tables.ts';
import { issuerName } from './write-calls.ts';

/** Outcomes sent together, and when they came. */
export interface OutcomeBatch {
  readonly outcomes: readonly Outcome[];
  readonly receivedAt: Date;
}

interface KnownCard {
  readonly callId: string;
  readonly suggestions: readonly IssuedSuggestion[];
}

interface Known {
  readonly state: 'known';
  readonly outcome: OutcomeRow;
  readonly accepted: readonly AcceptedSuggestionRow[];
}

type Judged = Known | { readonly state: 'unknown-card' | 'unknown-suggestion' };

/** Writes batches in the transaction; one list of results for each. */
export async function writeOutcomes(
  db: Database,
  batches: readonly OutcomeBatch[],
): Promise<readonly (readonly OutcomeResult[])[]> {
  const cards = await cardsOf(
    db,
    batches.flatMap(({ outcomes }) => outcomes),
  );
  const judged = batches.map(({ outcomes, receivedAt }) =>
    outcomes.map((outcome) => judge(outcome, receivedAt, cards)),
  );
  const good = judged.filter(isWhole).flatMap((batch) => batch.filter(isKnown));
  const fresh = await insertOutcomes(db, good);
  await insertAccepted(db, good, new Set(fresh));
  // Of several equal ones the first is the one that was stored.
  return judged.map((batch) => {
    const whole = isWhole(batch);
    return batch.map((item) => resultOf(item, whole, fresh));
  });
}

const cardKey = (issuer: string, uuid: string): string => JSON.stringify([issuer, uuid]);

/** The cards that outcomes name, each of the client that got it. A uuid that was issued again stands for its latest card. */
async function cardsOf(db: Database, outcomes: readonly Outcome[]): Promise<ReadonlyMap<string, KnownCard>> {
  const known = new Map<string, KnownCard>();
  for (const uuids of inChunks([...new Set(outcomes.map(({ card }) => card))])) {
    const rows = await db
      .selectFrom('cards')
      .innerJoin('calls', 'calls.id', 'cards.call_id')
      .select(['cards.call_id', 'cards.uuid', 'cards.issuer', 'cards.suggestions'])
      .where('cards.uuid', 'in', uuids)
      .orderBy('calls.issued_at')
      .execute();
    for (const { uuid, issuer, call_id: callId, suggestions } of rows) {
      known.set(cardKey(issuer, uuid), { callId, suggestions: JSON.parse(suggestions) as IssuedSuggestion[] });
    }
  }
  return known;
}

function judge(outcome: Outcome, receivedAt: Date, cards: ReadonlyMap<string, KnownCard>): Judged {
  const { card: uuid, acceptedSuggestions, reason, comment } = outcome;
  const issuer = issuerName(outcome.issuer);
  const card = cards.get(cardKey(issuer, uuid));
  if (card === undefined) return { state: 'unknown-card' };
  const accepted = [...new Set(acceptedSuggestions)].map((taken) => card.suggestions.find((one) => one.uuid === taken));
  if (accepted.includes(undefined)) return { state: 'unknown-suggestion' };
  const id = uuidFor('outcome', issuer, uuid, outcome.outcome, String(outcome.outcomeAt.getTime()));
  const row = {
    id,
    call_id: card.callId,
    card: uuid,
    outcome: outcome.outcome,
    outcome_at: outcome.outcomeAt.getTime(),
    received_at: receivedAt.getTime(),
    reason_code: reason?.code ?? null,
    reason_system: reason?.system ?? null,
    comment: comment ?? null,
  };
  const rows = accepted.filter((one) => one !== undefined);
  return {
    state: 'known',
    outcome: row,
    accepted: rows.map((one) => ({ outcome_id: id, uuid: one.uuid, suggestion: one.id })),
  };
}

const isKnown = (item: Judged): item is Known => item.state === 'known';

function isWhole(batch: readonly Judged[]): boolean {
  return batch.every(isKnown);
}

/** The ids that were not there before. */
async function insertOutcomes(db: Database, good: readonly Known[]): Promise<Set<string>> {
  const fresh = new Set<string>();
  for (const chunk of inChunks(good.map(({ outcome }) => outcome))) {
    const inserted = await db
      .insertInto('outcomes')
      .values(chunk)
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .execute();
    for (const { id } of inserted) fresh.add(id);
  }
  return fresh;
}

/** Suggestions go with the first of equal outcomes only. */
async function insertAccepted(db: Database, good: readonly Known[], unwritten: Set<string>): Promise<void> {
  const first = good.filter(({ outcome }) => unwritten.delete(outcome.id));
  for (const chunk of inChunks(first.flatMap(({ accepted }) => accepted))) {
    await db.insertInto('accepted_suggestions').values(chunk).execute();
  }
}

function resultOf(item: Judged, whole: boolean, fresh: Set<string>): OutcomeResult {
  if (item.state !== 'known') return item.state;
  if (!whole) return 'withheld';
  return fresh.delete(item.outcome.id) ? 'stored' : 'duplicate';
}
