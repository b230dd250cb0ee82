// The figures as a table for people.
import type { Figures, Measured } from './measure.ts';
import { SERVERS, type ServerName } from './server-process.ts';

/** Of one server apart from any call. */
export interface ServerFigures {
  readonly startMs: number;
  readonly memoryMb: number;
  readonly peakMb: number;
}

/** Everything that was measured. */
export interface Report {
  readonly node: string;
  readonly calls: readonly Measured[];
  readonly servers: Readonly<Record<ServerName, ServerFigures>>;
}

const HEAD = ['call', 'bytes', 'server', 'CPU ms', 'x bare', 'p50 ms', 'p99 ms', 'calls'];

/** The report in columns. */
export function tableOf({ calls, servers, node }: Report): string {
  const rows = calls.flatMap((one) => SERVERS.map((name) => rowOf(one, name, one.servers[name])));
  const ends = SERVERS.map((name) => {
    const { startMs, memoryMb, peakMb } = servers[name];
    return [name, startMs.toFixed(0), memoryMb.toFixed(0), peakMb.toFixed(0)];
  });
  return [
    `Node ${node}; CPU time of the server per call, medians over interleaved rounds, 10 connections`,
    '',
    ...columns([HEAD, ...rows]),
    '',
    ...columns([['server', 'first answer ms', 'MB after it', 'peak MB'], ...ends]),
    '',
  ].join('\n');
}

function rowOf({ name, bytes }: Measured, server: ServerName, figures: Figures): readonly string[] {
  const { cpuMs, ratio, p50, p99, calls } = figures;
  return [
    server === 'bare' ? name : '',
    server === 'bare' ? String(bytes) : '',
    server,
    cpuMs.toFixed(3),
    ratio.toFixed(2),
    p50.toFixed(2),
    p99.toFixed(2),
    String(calls),
  ];
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isText = (text: string): boolean => /^[a-z]/i.test(text) || text === '';
  return rows.map((row) =>
    row
      .map((text, column) => (isText(text) ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
