// Nesting and lengths are measured before parsing: a few kilobytes of brackets would otherwise exhaust whatever walks the
// result, and a string that is nobody's name would be read by every pattern.

/** What one JSON text may hold. */
export interface JsonLimits {
  /** Levels of objects and lists. */
  readonly depth: number;
  /** Bytes of one string as it is written, names of members included. */
  readonly stringBytes: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
// `[` and `{`, as `]` and `}`, differ only in the bit 0x20.
const CASE_BIT = 0x20;
const OPENING = 0x7b;
const CLOSING = 0x7d;

/** The limit that a JSON text breaks first; one pass over the bytes, in which brackets inside strings do not count. */
export function brokenLimit(
  json: Uint8Array,
  { depth: deepest, stringBytes }: JsonLimits,
): keyof JsonLimits | undefined {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] ?? 0;
    if (byte === QUOTE) {
      const end = endOfString(json, at);
      if (end - at - 1 > stringBytes) return 'stringBytes';
      at = end;
    } else if ((byte | CASE_BIT) === OPENING) {
      depth += 1;
      if (depth > deepest) return 'depth';
    } else if ((byte | CASE_BIT) === CLOSING) depth -= 1;
  }
  return undefined;
}

function endOfString(json: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at;
}

/** True when objects and lists of a JSON text nest deeper than the limit. */
export function nestsDeeperThan(depth: number, json: Uint8Array): boolean {
  return brokenLimit(json, { depth, stringBytes: Infinity }) === 'depth';
}
