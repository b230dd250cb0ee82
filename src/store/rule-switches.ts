// Rules switched on, off or to silent while the service runs, and who did it when.
import { uuidFor } from '../base/uuid.ts';
import type { SwitchChange, SwitchStatus } from './store.ts';
import type { Database } from './tables.ts';

/** The status of every rule that was ever switched. */
export async function readSwitches(db: Database): Promise<ReadonlyMap<string, SwitchStatus>> {
  const rows = await db.selectFrom('rule_switches').select(['rule', 'status']).execute();
  return new Map(rows.map(({ rule, status }) => [rule, status]));
}

/** Writes the status and its history in the transaction. */
export async function writeSwitch(db: Database, { rule, status, at, by }: SwitchChange): Promise<void> {
  const change = { status, changed_at: at.getTime(), changed_by: by };
  await db
    .insertInto('rule_switches')
    .values({ rule, ...change })
    .onConflict((conflict) => conflict.column('rule').doUpdateSet(change))
    .execute();
  const id = uuidFor('switch', rule, status, by, at.toISOString());
  await db
    .insertInto('rule_switch_history')
    .values({ id, rule, ...change })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Every change, newest last. */
export async function readSwitchHistory(db: Database): Promise<readonly SwitchChange[]> {
  const rows = await db.selectFrom('rule_switch_history').selectAll().orderBy('changed_at').orderBy('id').execute();
  return rows.map(({ rule, status, changed_at, changed_by }) => ({
    rule,
    status,
    at: new Date(changed_at),
    by: changed_by,
  }));
}
