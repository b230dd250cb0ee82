// What this instance keeps: the store, the keys that guard what goes into it, and how long it stays.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { issuedCall, type AnsweredCall } from './audit/answered-call.ts';
import { openAuditLog } from './audit/audit-log.ts';
import { commentCipher, COMMENT_KEY_BYTES, type CommentCipher } from './audit/comment-cipher.ts';
import { keyedHash } from './audit/keyed-hash.ts';
import { recordFeedback, type FeedbackReceipt } from './audit/record-feedback.ts';
import { sharedReplayGuard } from './audit/shared-replay-guard.ts';
import type { EventLog } from './base/log.ts';
import type { Feedback } from './cds/parse-feedback.ts';
import type { Config } from './config.ts';
import { ConfigError } from './environment.ts';
import type { Caller } from './security/caller.ts';
import { createMemoryReplayGuard, type ReplayGuard } from './security/replay-guard.ts';
import { openStore } from './store/open-store.ts';
import { parseStoreAddress } from './store/store-address.ts';

/** What the service asks of it. */
export interface Keeping {
  readonly replayGuard: ReplayGuard;
  keepAnswer(call: AnsweredCall): Promise<void>;
  recordFeedback(items: readonly Feedback[], caller: Caller): Promise<FeedbackReceipt>;
  close(): Promise<void>;
}

const SMALLEST_KEY = 32;
const DAY_MS = 86_400_000;

/** Opens the store. Rejects with ConfigError or with an error of the store. */
export async function openKeeping(config: Config, knowledgeVersion: string, log: EventLog): Promise<Keeping> {
  const { clock, auditMode } = config;
  const hash = keyedHash(auditKey(config));
  const comments = commentsOf(config);
  const store = await openStore(config.databaseUrl, { clock, log });
  const audit = openAuditLog({ store, mode: auditMode, log });
  const purge = async (): Promise<void> => {
    const before = new Date(clock().getTime() - config.retentionDays * DAY_MS);
    const count = await store.purge(before).catch(() => undefined);
    if (count === undefined) log.event('retention.failed', {}, 'error');
    else if (count > 0) log.event('retention.purged', { count });
  };
  void purge();
  const daily = setInterval(() => void purge(), DAY_MS).unref();
  return {
    replayGuard: sharedReplayGuard({ memory: createMemoryReplayGuard(clock), store, log }),
    keepAnswer: (call) => audit.issued(issuedCall(call, { hash, clock, knowledgeVersion })),
    recordFeedback: (items, caller) => recordFeedback(items, caller, { store, comments, log }),
    close: async () => {
      clearInterval(daily);
      await audit.close();
      await store.close();
    },
  };
}

/** The key of the hashes: given, or, for a file of this machine alone, made once beside it. */
function auditKey({ auditKeyFile, databaseUrl }: Config): Buffer {
  if (auditKeyFile !== undefined) return readKey('CDS_AUDIT_KEY_FILE', auditKeyFile);
  const address = parseStoreAddress(databaseUrl);
  if (address?.kind !== 'sqlite') {
    throw new ConfigError(['CDS_AUDIT_KEY_FILE: expected a file with a key that all instances share, with PostgreSQL']);
  }
  const file = `${address.file}.key`;
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, randomBytes(SMALLEST_KEY).toString('base64'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readKey('CDS_AUDIT_KEY_FILE', file);
}

function commentsOf({ commentKeyFile }: Config): CommentCipher | undefined {
  if (commentKeyFile === undefined) return undefined;
  const key = Buffer.from(readKey('CDS_COMMENT_KEY_FILE', commentKeyFile).toString(), 'base64');
  if (key.length !== COMMENT_KEY_BYTES) {
    throw new ConfigError([`CDS_COMMENT_KEY_FILE: expected ${String(COMMENT_KEY_BYTES)} bytes in base64`]);
  }
  return commentCipher(key);
}

function readKey(variable: string, file: string): Buffer {
  let key: Buffer;
  try {
    key = Buffer.from(readFileSync(file, 'utf8').trim());
  } catch {
    throw new ConfigError([`${variable}: the file cannot be read`]);
  }
  if (key.length < SMALLEST_KEY) {
    throw new ConfigError([`${variable}: expected at least ${String(SMALLEST_KEY)} characters of a random key`]);
  }
  return key;
}
