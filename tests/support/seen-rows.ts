// Looks over the engine's shoulder: which scale rows matched, and which table rows decided, while it answered.
import type { ScaleFile } from '../../src/rules/scale.ts';
import type { Engine } from '../../src/cds/engine.ts';

/** What a matched row says: its level in each scale of its file. */
export type SeenLevels = Readonly<Record<string, string>>;

/** What was seen since the last time it was taken. */
export interface Sightings {
  /** Every scale row by id: its levels once for each draft that it matched for, none when it did not match. */
  readonly rows: ReadonlyMap<string, readonly SeenLevels[]>;
  /** Deciding rows of tables as `table/row`. */
  readonly tableRows: ReadonlySet<string>;
  /** Points of tallies as `tally/point`. */
  readonly points: ReadonlySet<string>;
}

/** Watches an engine that nobody else uses; `take` gives what was seen since the last call of it. */
export function watch(engine: Engine): { readonly take: () => Sightings } {
  const rows = new Map<string, SeenLevels[]>();
  const tableRows = new Set<string>();
  const points = new Set<string>();
  const { scaleFiles, tables, tallies } = engine.rulebook;
  const ids = scaleFiles.flatMap((file) => file.rows.map(({ id }) => id));
  for (const file of scaleFiles) watchScales(file, rows);
  for (const table of tables.values())
    listen(table, ({ row }) => {
      if (row !== undefined) tableRows.add(`${table.id}/${row.id}`);
    });
  for (const [id, tally] of tallies)
    listen(tally, (state) => {
      for (const point of state.points) points.add(`${id}/${point.id}`);
    });
  return {
    take: () => {
      const seen = {
        rows: new Map(ids.map((id) => [id, rows.get(id) ?? []])),
        tableRows: new Set(tableRows),
        points: new Set(points),
      };
      for (const collected of [rows, tableRows, points]) collected.clear();
      return seen;
    },
  };
}

function watchScales(file: ScaleFile, rows: Map<string, SeenLevels[]>): void {
  const heard = new WeakSet();
  listen(file, (state) => {
    // The same answer is asked for many times in a call.
    if (heard.has(state)) return;
    heard.add(state);
    for (const [id, { matched, levels }] of state.rows) {
      if (!matched) continue;
      const named = file.scales.map((scale, index) => [scale.id, scale.levels[levels[index] ?? 0] ?? ''] as const);
      rows.set(id, [...(rows.get(id) ?? []), Object.fromEntries(named)]);
    }
  });
}

/** Puts an ear to `state`; answers stay the same. */
function listen<T>(part: { state(situation: never): T }, hear: (answer: T) => void): void {
  const ask = part.state.bind(part);
  const listening = (situation: never): T => {
    const answer = ask(situation);
    hear(answer);
    return answer;
  };
  Object.assign(part, { state: listening });
}
