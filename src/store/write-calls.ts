// Calls with their cards. The ids are made from what they name, so a call that is written again changes nothing.
import { uuidFor } from '../base/uuid.ts';
import { inChunks } from './in-chunks.ts';
import type { IssuedCall } from './store.ts';
import type { CallRow, CardRow, Database, SilentRuleRow } from './tables.ts';

/** Authentication is off: the calls of all callers are of one issuer, and it cannot be mistaken for a real one. */
export function issuerName(issuer: string | undefined): string {
  return issuer ?? '';
}

/** Writes calls in the transaction. */
export async function writeCalls(db: Database, calls: readonly IssuedCall[]): Promise<void> {
  const rows = calls.map(rowsOf);
  for (const chunk of inChunks(rows.map(({ call }) => call))) {
    await db.insertInto('calls').values(chunk).onConflict(doNothing).execute();
  }
  for (const chunk of inChunks(rows.flatMap(({ cards }) => cards))) {
    await db.insertInto('cards').values(chunk).onConflict(doNothing).execute();
  }
  for (const chunk of inChunks(rows.flatMap(({ silent }) => silent))) {
    await db.insertInto('silent_rules').values(chunk).onConflict(doNothing).execute();
  }
}

function doNothing<B>(conflict: { doNothing(): B }): B {
  return conflict.doNothing();
}

interface CallRows {
  readonly call: CallRow;
  readonly cards: readonly CardRow[];
  readonly silent: readonly SilentRuleRow[];
}

function rowsOf(issued: IssuedCall): CallRows {
  const { service, hook, hookInstance, patientHash, tenant } = issued;
  const issuer = issuerName(issued.issuer);
  const id = uuidFor('call', issuer, tenant ?? '', service, hook, hookInstance, patientHash);
  const call = {
    id,
    issued_at: issued.issuedAt.getTime(),
    service,
    hook,
    hook_instance: hookInstance,
    knowledge_version: issued.knowledgeVersion,
    issuer,
    tenant: tenant ?? null,
    patient_hash: patientHash,
    user_hash: issued.userHash,
    milliseconds: Math.round(issued.milliseconds),
  };
  const cards = issued.cards.map(({ uuid, rule, indicator, suggestions }) => ({
    call_id: id,
    uuid,
    issuer,
    rule,
    indicator,
    suggestions: JSON.stringify(suggestions.map((suggestion) => ({ uuid: suggestion.uuid, id: suggestion.id }))),
  }));
  return { call, cards, silent: issued.silentRules.map((rule) => ({ call_id: id, rule })) };
}
