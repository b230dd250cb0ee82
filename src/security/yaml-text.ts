// YAML 1.2 core schema (JSON is YAML) without what lets a small file mean something other than it says.
import { LineCounter, parseDocument } from 'yaml';

/** The data, or the first problem with its line; of the text nothing is repeated, because it may hold a key. */
export type YamlReading =
  { readonly data: unknown; readonly problem?: undefined } | { readonly data?: undefined; readonly problem: string };

/** Parses a text; duplicate keys, aliases and unknown tags are problems. */
export function parseYaml(text: string): YamlReading {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    schema: 'core',
    version: '1.2',
  });
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault !== undefined) {
    return { problem: `line ${lines.linePos(fault.pos[0]).line}: is not valid YAML or JSON (${fault.code})` };
  }
  try {
    return { data: document.toJS({ maxAliasCount: 0 }) as unknown };
  } catch {
    return { problem: 'aliases are not allowed' };
  }
}
