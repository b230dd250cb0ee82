// Plain text in columns, for terminals.

/** Rows with their cells aligned; the last column is as long as it is. Lines begin with `indent` spaces. */
export function columns(rows: readonly (readonly string[])[], indent = 0): readonly string[] {
  const widths = rows.reduce<readonly number[]>(
    (widest, row) => row.map((cell, index) => Math.max(widest[index] ?? 0, cell.length)),
    [],
  );
  const line = (row: readonly string[]): string =>
    row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0))).join('  ');
  return rows.map((row) => `${' '.repeat(indent)}${line(row)}`.trimEnd());
}
