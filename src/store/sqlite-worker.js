// @ts-check
// The thread that owns the SQLite file: libsql waits for the disk inside its calls, and the event loop must not. It is
// JavaScript, since a thread is started from a file that Node must be able to read as it is.
import Database from 'libsql';
import { parentPort, workerData } from 'node:worker_threads';

/** @typedef {{ readonly id: number, readonly sql: string, readonly parameters: readonly unknown[] }} Statement */

if (parentPort === null) throw new Error('started as a thread only');
const port = parentPort;

function open() {
  const opened = new Database(workerData.file);
  // A commit is on the disk before it is told; a reader such as an export does not hold up a writer.
  opened.exec(`pragma busy_timeout = ${Number(workerData.busyTimeoutMs)}`);
  opened.exec('pragma journal_mode = wal');
  opened.exec('pragma synchronous = full');
  opened.exec('pragma foreign_keys = on');
  return opened;
}

/** @param {Database.Database} database @param {Statement} statement */
function answer(database, { sql, parameters }) {
  // What fails for want of space is undone by SQLite itself, and then there is nothing to roll back.
  if (sql === 'rollback' && !database.inTransaction) return { rows: [], changes: 0 };
  const prepared = database.prepare(sql);
  if (prepared.reader) return { rows: prepared.all(parameters), changes: 0 };
  return { rows: [], changes: prepared.run(parameters).changes };
}

/** @param {unknown} error */
function codeOf(error) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code === '' ? 'SQLITE_CANTOPEN' : code;
}

/** @param {Database.Database} database */
function serve(database) {
  port.on('message', (/** @type {Statement | 'close'} */ request) => {
    if (request === 'close') {
      database.close();
      port.close();
      return;
    }
    try {
      port.postMessage({ id: request.id, ...answer(database, request) });
    } catch (error) {
      port.postMessage({ id: request.id, code: codeOf(error) });
    }
  });
}

try {
  serve(open());
  port.postMessage({ id: 0, rows: [], changes: 0 });
} catch (error) {
  port.postMessage({ id: 0, code: codeOf(error) });
}
