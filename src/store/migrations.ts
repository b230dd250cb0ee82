// The schema, step by step, in one definition for both databases. A step that was released is never edited: a new one follows.
import { Migrator, sql, type Kysely, type Migration } from 'kysely';
import { StoreUnusableError } from './store-errors.ts';

// Not kysely's own names, so that the tables of another application in the same database are not taken for ours.
const DONE = 'midback_migration';
const LOCK = 'midback_migration_lock';

/** The steps; they run in the order of their names. */
const STEPS: Readonly<Record<string, Migration>> = {
  '0001-first-tables': {
    async up(db: Kysely<unknown>) {
      await createCalls(db);
      await createCards(db);
      await createOutcomes(db);
      await createTokens(db);
      await createSwitches(db);
    },
  },
};

async function createCalls({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('calls')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('issued_at', 'bigint', (column) => column.notNull())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('hook', 'text', (column) => column.notNull())
    .addColumn('hook_instance', 'text', (column) => column.notNull())
    .addColumn('knowledge_version', 'text', (column) => column.notNull())
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('tenant', 'text')
    .addColumn('patient_hash', 'text', (column) => column.notNull())
    .addColumn('user_hash', 'text', (column) => column.notNull())
    .addColumn('milliseconds', 'integer', (column) => column.notNull())
    .execute();
  await schema.createIndex('calls_by_time').on('calls').columns(['issued_at', 'id']).execute();
}

async function createCards({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('cards')
    .addColumn('call_id', 'text', (column) => column.notNull().references('calls.id').onDelete('cascade'))
    .addColumn('uuid', 'text', (column) => column.notNull())
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('rule', 'text', (column) => column.notNull())
    .addColumn('indicator', 'text', (column) => column.notNull())
    .addColumn('suggestions', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('cards_key', ['call_id', 'uuid'])
    .addCheckConstraint('cards_indicator', sql`indicator in ('info', 'warning', 'critical')`)
    .execute();
  await schema.createIndex('cards_by_uuid').on('cards').columns(['uuid', 'issuer']).execute();
  await schema
    .createTable('silent_rules')
    .addColumn('call_id', 'text', (column) => column.notNull().references('calls.id').onDelete('cascade'))
    .addColumn('rule', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('silent_rules_key', ['call_id', 'rule'])
    .execute();
}

async function createOutcomes({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('outcomes')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('call_id', 'text', (column) => column.notNull())
    .addColumn('card', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('outcome_at', 'bigint', (column) => column.notNull())
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .addColumn('reason_code', 'text')
    .addColumn('reason_system', 'text')
    // SQLite keeps bytes as they are, whatever the column is called.
    .addColumn('comment', 'bytea')
    .addForeignKeyConstraint('outcomes_card', ['call_id', 'card'], 'cards', ['call_id', 'uuid'], (key) =>
      key.onDelete('cascade'),
    )
    .addCheckConstraint('outcomes_outcome', sql`outcome in ('accepted', 'overridden')`)
    .execute();
  await schema.createIndex('outcomes_by_card').on('outcomes').columns(['call_id', 'card']).execute();
  await schema
    .createTable('accepted_suggestions')
    .addColumn('outcome_id', 'text', (column) => column.notNull().references('outcomes.id').onDelete('cascade'))
    .addColumn('uuid', 'text', (column) => column.notNull())
    .addColumn('suggestion', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('accepted_suggestions_key', ['outcome_id', 'uuid'])
    .execute();
}

/** Not UNLOGGED on PostgreSQL: after a crash or on a standby that took over, the table would be empty and replays accepted. */
async function createTokens({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('used_tokens')
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('token', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('used_tokens_key', ['issuer', 'token'])
    .execute();
  await schema.createIndex('used_tokens_by_expiry').on('used_tokens').column('expires_at').execute();
}

async function createSwitches({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('rule_switches')
    .addColumn('rule', 'text', (column) => column.primaryKey())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addColumn('changed_by', 'text', (column) => column.notNull())
    .addCheckConstraint('rule_switches_status', sql`status in ('on', 'off', 'silent')`)
    .execute();
  await schema
    .createTable('rule_switch_history')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('rule', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addColumn('changed_by', 'text', (column) => column.notNull())
    .execute();
}

/** Brings the database to this schema. Throws StoreUnusableError when it is ahead of it, and the driver's error otherwise. */
export async function migrate<Any>(db: Kysely<Any>, steps: Readonly<Record<string, Migration>> = STEPS): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...steps }) },
    migrationTableName: DONE,
    migrationLockTableName: LOCK,
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const unknown = await stepsUnknownTo(steps, db);
  if (unknown === undefined) throw error instanceof Error ? error : new TypeError('a step failed without an error');
  throw new StoreUnusableError(
    `the database was used by a newer version of this program (its schema has step ${unknown}); ` +
      'start that version, or restore a backup from before it',
  );
}

/** The last step that was done and that this program does not have. */
async function stepsUnknownTo<Any>(
  steps: Readonly<Record<string, Migration>>,
  db: Kysely<Any>,
): Promise<string | undefined> {
  const done = await sql<{ name: string }>`select name from ${sql.table(DONE)} order by name`.execute(db);
  return done.rows.map(({ name }) => name).findLast((name) => !Object.hasOwn(steps, name));
}
