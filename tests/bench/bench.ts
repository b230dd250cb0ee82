// `npm run bench`: what a call costs, against the least that any service could cost. `-- --quick` for a first idea.
import { writeFileSync } from 'node:fs';
import { measuredBodies, type MeasuredBody } from './bodies.ts';
import { load, median } from './load.ts';
import { measure, type Effort, type Measured } from './measure.ts';
import { tableOf, type ServerFigures } from './report.ts';
import {
  killServers,
  pin,
  SERVERS,
  startServer,
  stopServer,
  type ServerName,
  type ServerProcess,
} from './server-process.ts';
import { usageOf } from './usage.ts';

const isQuick = process.argv.includes('--quick');
const EFFORT: Effort = isQuick
  ? { rounds: 3, roundMs: 100, warmUpBytes: 2e6 }
  : { rounds: 7, roundMs: 200, warmUpBytes: 6e6 };
const STARTS = isQuick ? 1 : 3;
const WARM_UP_CALLS = isQuick ? 1000 : 2000;
const RESULTS = new URL('../../bench.json', import.meta.url);

async function run(): Promise<void> {
  const bodies = measuredBodies();
  const servers: ServerProcess[] = [];
  const starts = new Map<ServerName, Omit<ServerFigures, 'peakMb'>>();
  for (const name of SERVERS) {
    const { server, ...start } = await startOften(name, bodies[0]);
    servers.push(server);
    starts.set(name, start);
  }
  pin(process.pid, 1);
  for (const { url } of servers) await load(url, bodies[0]?.json ?? '', WARM_UP_CALLS);
  const calls: Measured[] = [];
  for (const body of bodies) {
    calls.push(await measure(body, servers, EFFORT));
    process.stderr.write(`measured ${body.name} after ${(performance.now() / 1000).toFixed(0)} s\n`);
  }
  const ends = await Promise.all(
    servers.map(async ({ name, child }) => {
      const start = starts.get(name) ?? { startMs: Number.NaN, memoryMb: Number.NaN };
      return [name, { ...start, peakMb: (await usageOf(child)).peakMb }] as const;
    }),
  );
  await Promise.all(servers.map(stopServer));
  const report = {
    node: process.version,
    calls,
    servers: Object.fromEntries(ends) as Record<ServerName, ServerFigures>,
  };
  writeFileSync(RESULTS, `${JSON.stringify(report, undefined, 2)}\n`);
  process.stdout.write(tableOf(report));
}

/** Starts a server several times, for the median, and leaves the last one running. */
async function startOften(name: ServerName, body: MeasuredBody | undefined) {
  const times: number[] = [];
  let server = await startServer(name, body?.json ?? '');
  times.push(server.startMs);
  while (times.length < STARTS) {
    await stopServer(server);
    server = await startServer(name, body?.json ?? '');
    times.push(server.startMs);
  }
  return { server, startMs: median(times), memoryMb: (await usageOf(server.child)).memoryMb };
}

process.once('exit', killServers);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
try {
  await run();
} finally {
  killServers();
}
