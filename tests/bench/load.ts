// A bounded number of calls over kept connections, and how long each took.
import autocannon from 'autocannon';

/** Milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

const CONNECTIONS = 10;
/** The client notices at the next of its samples that all calls are done; its default of a second would be most of a run. */
const SAMPLE_MS = 20;

/** Sends the body so many times. Throws when a single answer is missing or not 2xx: figures of failures mislead. */
export async function load(url: string, body: string, amount: number): Promise<Latency> {
  const times: number[] = [];
  await new Promise<void>((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const connections = Math.min(CONNECTIONS, amount);
    const run = autocannon(
      { url, method: 'POST', headers, body, connections, amount, sampleInt: SAMPLE_MS },
      (error, result) => {
        const failed = result.errors + result.timeouts + result.non2xx;
        if (error !== null) reject(error);
        else if (failed > 0) reject(new Error(`${failed} of ${amount} calls of ${url} failed`));
        else resolve();
      },
    );
    run.on('response', (_client, _status, _bytes, ms) => times.push(ms));
  });
  times.sort((one, other) => one - other);
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

/** The value below which the share of the sorted values lies. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The middle one of the values. */
export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((one, other) => one - other),
    0.5,
  );
}
