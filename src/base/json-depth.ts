// Nesting is counted before parsing: a few kilobytes of brackets would otherwise exhaust whatever walks the result.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
// `[` and `{`, as `]` and `}`, differ only in the bit 0x20.
const CASE_BIT = 0x20;
const OPENING = 0x7b;
const CLOSING = 0x7d;

/** True when objects and lists of a JSON text nest deeper than the limit; brackets inside strings do not count. */
export function nestsDeeperThan(limit: number, json: Uint8Array): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] ?? 0;
    if (byte === QUOTE) at = endOfString(json, at);
    else if ((byte | CASE_BIT) === OPENING) {
      depth += 1;
      if (depth > limit) return true;
    } else if ((byte | CASE_BIT) === CLOSING) depth -= 1;
  }
  return false;
}

function endOfString(json: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at;
}
