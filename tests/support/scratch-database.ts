// Database files of a test's own, in folders that go when the process ends.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The address of a database that is not there yet. */
export function scratchDatabase(): string {
  const folder = mkdtempSync(join(tmpdir(), 'midback-store-'));
  folders.push(folder);
  return `file:${join(folder, 'midback.db')}`;
}
