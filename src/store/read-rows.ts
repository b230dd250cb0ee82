// Everything since an instant, call by call, read in pages so that neither memory nor a transaction grows with the store.
import type { ExportRow, IssuedSuggestion, StoredCard, StoredOutcome } from './store.ts';
import type { AcceptedSuggestionRow, CallRow, CardRow, Database, OutcomeRow, SilentRuleRow } from './tables.ts';

const CALLS_OF_A_PAGE = 500;

/** The calls issued since, oldest first. */
export async function* readRows(db: Database, since: Date): AsyncGenerator<ExportRow> {
  let calls = await pageFrom(db, since.getTime(), '');
  for (let last = calls.at(-1); last !== undefined; last = calls.at(-1)) {
    const parts = await partsOf(db, calls);
    for (const call of calls) yield exportRow(call, parts);
    calls = await pageFrom(db, last.issued_at, last.id);
  }
}

function pageFrom(db: Database, issuedAt: number, afterId: string): Promise<readonly CallRow[]> {
  return db
    .selectFrom('calls')
    .selectAll()
    .where((eb) => eb(eb.refTuple('issued_at', 'id'), '>', eb.tuple(issuedAt, afterId)))
    .orderBy('issued_at')
    .orderBy('id')
    .limit(CALLS_OF_A_PAGE)
    .execute();
}

/** What hangs on the calls of a page, by the id of what it hangs on. */
interface Parts {
  readonly cards: ReadonlyMap<string, readonly CardRow[]>;
  readonly silent: ReadonlyMap<string, readonly SilentRuleRow[]>;
  readonly outcomes: ReadonlyMap<string, readonly OutcomeRow[]>;
  readonly accepted: ReadonlyMap<string, readonly AcceptedSuggestionRow[]>;
}

async function partsOf(db: Database, calls: readonly CallRow[]): Promise<Parts> {
  const ids = calls.map(({ id }) => id);
  const [cards, silent, outcomes, accepted] = await Promise.all([
    db.selectFrom('cards').selectAll().where('call_id', 'in', ids).orderBy('rule').orderBy('uuid').execute(),
    db.selectFrom('silent_rules').selectAll().where('call_id', 'in', ids).orderBy('rule').execute(),
    db.selectFrom('outcomes').selectAll().where('call_id', 'in', ids).orderBy('outcome_at').orderBy('id').execute(),
    acceptedIn(db, ids),
  ]);
  return {
    cards: grouped(cards, (card) => card.call_id),
    silent: grouped(silent, (rule) => rule.call_id),
    outcomes: grouped(outcomes, (outcome) => cardKey(outcome.call_id, outcome.card)),
    accepted: grouped(accepted, (suggestion) => suggestion.outcome_id),
  };
}

function acceptedIn(db: Database, calls: readonly string[]): Promise<readonly AcceptedSuggestionRow[]> {
  return db
    .selectFrom('accepted_suggestions')
    .selectAll()
    .where('outcome_id', 'in', (eb) => eb.selectFrom('outcomes').select('id').where('call_id', 'in', calls))
    .orderBy('uuid')
    .execute();
}

const cardKey = (callId: string, uuid: string): string => JSON.stringify([callId, uuid]);

function grouped<T>(rows: readonly T[], key: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return groups;
}

function exportRow(call: CallRow, parts: Parts): ExportRow {
  return {
    id: call.id,
    issuedAt: new Date(call.issued_at),
    service: call.service,
    hook: call.hook,
    hookInstance: call.hook_instance,
    knowledgeVersion: call.knowledge_version,
    issuer: call.issuer === '' ? undefined : call.issuer,
    tenant: call.tenant ?? undefined,
    patientHash: call.patient_hash,
    userHash: call.user_hash,
    milliseconds: call.milliseconds,
    cards: (parts.cards.get(call.id) ?? []).map((card) => storedCard(card, parts)),
    silentRules: (parts.silent.get(call.id) ?? []).map(({ rule }) => rule),
  };
}

function storedCard({ call_id, uuid, rule, indicator, suggestions }: CardRow, parts: Parts): StoredCard {
  const outcomes = parts.outcomes.get(cardKey(call_id, uuid)) ?? [];
  return {
    uuid,
    rule,
    indicator,
    suggestions: JSON.parse(suggestions) as IssuedSuggestion[],
    outcomes: outcomes.map((outcome) => storedOutcome(outcome, parts)),
  };
}

function storedOutcome(row: OutcomeRow, parts: Parts): StoredOutcome {
  const accepted = parts.accepted.get(row.id) ?? [];
  const { reason_code: code, reason_system: system, comment } = row;
  return {
    outcome: row.outcome,
    outcomeAt: new Date(row.outcome_at),
    receivedAt: new Date(row.received_at),
    acceptedSuggestions: accepted.map(({ uuid, suggestion }) => ({ uuid, id: suggestion })),
    ...(code === null ? {} : { reason: system === null ? { code } : { code, system } }),
    // SQLite hands bytes over without Node's view on them.
    ...(comment === null ? {} : { comment: Buffer.from(comment) }),
  };
}
