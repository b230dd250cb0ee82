// The measured servers, each in a process of its own; whatever happens, none of them outlives the measurement.
import { scratchDatabase } from '../support/scratch-database.ts';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { caseClock, caseTimeZone } from '../support/case-model.ts';
import { SYSTEM_TELLS } from './usage.ts';

/** The servers that are compared; every figure is told relative to the first. */
export const SERVERS = ['bare', 'express', 'service'] as const;

/** Which server. */
export type ServerName = (typeof SERVERS)[number];

/** A server that answers. */
export interface ServerProcess {
  readonly name: ServerName;
  readonly child: ChildProcess;
  /** Where it takes calls. */
  readonly url: string;
  /** From the start of the process to the end of its first answer. */
  readonly startMs: number;
}

const SCRIPTS: Readonly<Record<ServerName, string>> = {
  bare: 'bare-server.mjs',
  express: 'express-server.mjs',
  service: '../../dist/main.js',
};
// Nothing of the caller's environment decides how the servers run.
const ENVIRONMENT = {
  PORT: '0',
  LOG_LEVEL: 'warn',
  CDS_CLOCK: caseClock,
  CDS_TIME_ZONE: caseTimeZone,
  DATABASE_URL: scratchDatabase(),
};
const SERVICE_PATH = '/cds-services/midback-pain';
const ADDRESS = /http:\/\/127\.0\.0\.1:\d+/;
const LONGEST_START_MS = 30_000;

const running = new Set<ChildProcess>();

/** Starts a server and lets it answer the body once. */
export async function startServer(name: ServerName, body: string): Promise<ServerProcess> {
  const started = performance.now();
  const preload = SYSTEM_TELLS ? [] : ['--import', new URL('report-usage.mjs', import.meta.url).href];
  const script = fileURLToPath(new URL(SCRIPTS[name], import.meta.url));
  const child = spawn(process.execPath, [...preload, script], {
    env: ENVIRONMENT,
    stdio: SYSTEM_TELLS ? ['ignore', 'pipe', 'inherit'] : ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  running.add(child);
  pin(child.pid, 0);
  const url = (await addressFrom(child, name)) + (name === 'service' ? SERVICE_PATH : '/');
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  await response.text();
  if (response.status !== 200) throw new Error(`${name} answered ${response.status}`);
  return { name, child, url, startMs: performance.now() - started };
}

/** Stops a server and waits until it is gone. */
export async function stopServer({ child }: Pick<ServerProcess, 'child'>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
  running.delete(child);
}

/** Stops at once whatever still runs. */
export function killServers(): void {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
}

/** Keeps client and servers from taking each other's time, where there is more than one core and taskset. */
export function pin(pid: number | undefined, core: number): void {
  if (process.platform !== 'linux' || pid === undefined || core >= availableCores) return;
  try {
    execFileSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' });
  } catch {
    // Not installed or not allowed: the figures are noisier then, and still true.
  }
}

// Asked before anything is pinned, since pinning lowers the answer.
const availableCores = availableParallelism();

function addressFrom(child: ChildProcess, name: ServerName): Promise<string> {
  return new Promise((resolve, reject) => {
    let told = '';
    const late = setTimeout(() => {
      reject(new Error(`${name} did not start within ${LONGEST_START_MS / 1000} s`));
    }, LONGEST_START_MS);
    child.stdout?.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      const address = ADDRESS.exec(told)?.[0];
      if (address === undefined || !told.endsWith('\n')) return;
      clearTimeout(late);
      resolve(address);
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`${name} ended with code ${String(code)} before it answered`));
    });
  });
}
