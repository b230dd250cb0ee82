// A knowledge file as text with a memory for lines, so that every mistake can be pointed at.
import { isAlias, isNode, LineCounter, parseDocument, visit, type Document } from 'yaml';
import { KnowledgeError, SITE_PREFIX } from './knowledge-error.ts';

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
  /** Whether the site's file alone says what stands at a path: it is new, or takes the place of what was there. */
  isOwnAt?(path: Path): boolean;
}

/**
 * Parses YAML 1.2 core schema (JSON is YAML): no anchors, no aliases, no duplicate keys. Throws KnowledgeError with the line.
 * A key that is written twice in JSON is found in a site's files only; a test reads the shipped ones so.
 */
export function parseSource(name: string, content: string): SourceFile {
  if (!name.endsWith('.json') || name.startsWith(SITE_PREFIX)) return parseYaml(name, content);
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
      const { anchor } = node as { readonly anchor?: string };
      if (!isAlias(node) && anchor === undefined) return;
      const what = isAlias(node) ? 'aliases' : 'anchors';
      throw new KnowledgeError(name, lines.linePos(node.range?.[0] ?? 0).line, `${what} are not allowed`);
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
    return new KnowledgeError(this.#fileName, this.file.lineAt(this.path), message);
  }

  /** `cards/avoid.yaml line 28`. */
  toString(): string {
    return `${this.#fileName} line ${String(this.file.lineAt(this.path))}`;
  }

  get #fileName(): string {
    return this.file.nameAt?.(this.path) ?? this.file.name;
  }
}

/** A part of the knowledge with the place it was written at. */
export interface Placed<T> {
  readonly source: T;
  readonly place: Place;
}
