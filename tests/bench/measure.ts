// One kind of call against all servers, in turns, so that a busy machine disturbs all of them alike.
import type { MeasuredBody } from './bodies.ts';
import { load, median, type Latency } from './load.ts';
import { SERVERS, type ServerName, type ServerProcess } from './server-process.ts';
import { usageOf } from './usage.ts';

/** How long to measure. */
export interface Effort {
  readonly rounds: number;
  /** CPU time that a server should spend on one round. */
  readonly roundMs: number;
  /** Sent to each server before the first round. */
  readonly warmUpBytes: number;
}

/** Medians over the rounds. */
export interface Figures extends Latency {
  readonly cpuMs: number;
  /** CPU time relative to the bare server, from the same rounds. */
  readonly ratio: number;
  /** Calls in each round. */
  readonly calls: number;
}

/** What was measured of one kind of call. */
export interface Measured {
  readonly name: string;
  readonly bytes: number;
  readonly answerBytes: number;
  readonly servers: Readonly<Record<ServerName, Figures>>;
}

interface Sample extends Latency {
  readonly cpuMs: number;
}

/** Measures one kind of call. Throws when the service answers otherwise than expected. */
export async function measure(
  body: MeasuredBody,
  servers: readonly ServerProcess[],
  { rounds, roundMs, warmUpBytes }: Effort,
): Promise<Measured> {
  const answerBytes = await checkAnswer(body, servers);
  const warmUp = Math.round(Math.min(300, Math.max(5, warmUpBytes / body.json.length)));
  const calls = new Map<ServerName, number>();
  for (const server of servers) {
    const { cpuMs } = await sample(server, body, warmUp);
    calls.set(server.name, Math.round(Math.min(6000, Math.max(5, roundMs / cpuMs))));
  }
  const samples = new Map<ServerName, Sample[]>(SERVERS.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const server of servers) {
      samples.get(server.name)?.push(await sample(server, body, calls.get(server.name) ?? warmUp));
    }
  }
  const figuresOf = (name: ServerName): Figures =>
    figures(samples.get(name) ?? [], samples.get('bare') ?? [], calls.get(name) ?? 0);
  return {
    name: body.name,
    bytes: Buffer.byteLength(body.json),
    answerBytes,
    servers: { bare: figuresOf('bare'), express: figuresOf('express'), service: figuresOf('service') },
  };
}

async function sample({ child, url }: ServerProcess, { json }: MeasuredBody, calls: number): Promise<Sample> {
  const before = await usageOf(child);
  const latency = await load(url, json, calls);
  const after = await usageOf(child);
  return { ...latency, cpuMs: (after.cpuMs - before.cpuMs) / calls };
}

function figures(own: readonly Sample[], bare: readonly Sample[], calls: number): Figures {
  const cpuMs = median(own.map((one) => one.cpuMs));
  return {
    cpuMs,
    ratio: cpuMs / median(bare.map((one) => one.cpuMs)),
    p50: median(own.map(({ p50 }) => p50)),
    p99: median(own.map(({ p99 }) => p99)),
    calls,
  };
}

async function checkAnswer({ name, json, brings }: MeasuredBody, servers: readonly ServerProcess[]): Promise<number> {
  const service = servers.find((server) => server.name === 'service');
  if (service === undefined) throw new Error('the service is not running');
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(service.url, { method: 'POST', headers, body: json });
  const answer = await response.text();
  const { cards } = JSON.parse(answer) as { readonly cards?: readonly unknown[] };
  if (cards === undefined || cards.length > 0 !== (brings === 'cards')) {
    throw new Error(`${name}: expected ${brings}, got ${answer.slice(0, 200)}`);
  }
  return Buffer.byteLength(answer);
}
