// A knowledge file as text with a memory for lines, so that every mistake can be pointed at.
import { isAlias, isNode, LineCounter, parseDocument, visit, type Document } from 'yaml';
import { KnowledgeError } from './knowledge-error.ts';

/** Where something stands inside a file: keys and list indexes from the top. */
export type Path = readonly (string | number)[];

/** A parsed YAML or JSON file of `hooks/`. */
export interface SourceFile {
  /** Path below `hooks/`. */
  readonly name: string;
  readonly data: unknown;
  /** Line (from 1) of the value at a path, or of the nearest parent that exists. */
  lineAt(path: Path): number;
  /** The file that a path comes from, where a site's file is laid over a shipped one. */
  nameAt?(path: Path): string;
}

/** Parses YAML 1.2 core schema (JSON is YAML): no aliases, no duplicate keys. Throws KnowledgeError with the line. */
export function parseSource(name: string, content: string): SourceFile {
  if (!name.endsWith('.json')) return parseYaml(name, content);
  try {
    const data: unknown = JSON.parse(content);
    // Two hundred value sets are read at every start; their lines are only counted when a mistake has to be shown.
    return { name, data, lineAt: (path) => parseYaml(name, content).lineAt(path) };
  } catch {
    return parseYaml(name, content);
  }
}

function parseYaml(name: string, content: string): SourceFile {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, uniqueKeys: true, schema: 'core', version: '1.2' });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem !== undefined) {
    throw new KnowledgeError(name, lines.linePos(problem.pos[0]).line, problem.message.split('\n')[0] ?? 'not YAML');
  }
  visit(document, {
    Node: (_, node) => {
      if (!isAlias(node)) return;
      throw new KnowledgeError(name, lines.linePos(node.range?.[0] ?? 0).line, 'aliases are not allowed');
    },
  });
  return { name, data: document.toJS() as unknown, lineAt: (path) => lineAt(document, lines, path) };
}

function lineAt(document: Document, lines: LineCounter, path: Path): number {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** A spot in a file, to hang a mistake on. */
export class Place {
  readonly file: SourceFile;
  readonly path: Path;

  constructor(file: SourceFile, path: Path = []) {
    this.file = file;
    this.path = path;
  }

  /** The spot one step further in. */
  at(...steps: readonly (string | number)[]): Place {
    return new Place(this.file, [...this.path, ...steps]);
  }

  /** A mistake here. */
  error(message: string): KnowledgeError {
    const name = this.file.nameAt?.(this.path) ?? this.file.name;
    return new KnowledgeError(name, this.file.lineAt(this.path), message);
  }
}
