// What a server process has used so far: asked of the system on Linux, of the process itself elsewhere.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';

/** Since the start of the process, all of its threads together. */
export interface Usage {
  /** User and system time. */
  readonly cpuMs: number;
  readonly memoryMb: number;
  readonly peakMb: number;
}

/** Whether the system tells about other processes. */
export const SYSTEM_TELLS = existsSync('/proc/self/task') && existsSync('/proc/self/schedstat');

/** The usage of a process; without help of the system it must have been started with report-usage.mjs. */
export async function usageOf(child: ChildProcess): Promise<Usage> {
  if (child.pid === undefined) throw new Error('the server is not running');
  if (SYSTEM_TELLS) return { cpuMs: cpuMs(child.pid), ...memory(child.pid) };
  const told = once(child, 'message');
  child.send('usage');
  return (await told)[0] as Usage;
}

/** The scheduler's own count in nanoseconds; utime and stime of `stat` are the same time in steps of 10 ms. */
function cpuMs(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  const nanoseconds = readdirSync(tasks).map((task) =>
    Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, own) => sum + own, 0) / 1e6;
}

function memory(pid: number): Omit<Usage, 'cpuMs'> {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mb = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
  return { memoryMb: mb('VmRSS'), peakMb: mb('VmHWM') };
}
