// Every regular expression that meets words of a record: those of the knowledge, and the literals in the source.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { parse } from 'yaml';

/** One expression and where it stands. */
export interface FoundExpression {
  readonly source: string;
  readonly flags: string;
  readonly where: string;
}

const ROOT = join(import.meta.dirname, '..', '..');

function filesBelow(folder: string, ending: string): readonly string[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith(ending)).map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}

/** Members of knowledge files whose texts are expressions: lists of them in text-patterns, `form` anywhere. */
function* expressionsIn(value: unknown, key: string, isPatternFile: boolean): Generator<string> {
  if (typeof value === 'string') {
    const isPattern = isPatternFile && !['set', 'id', 'except'].includes(key);
    if (isPattern || key === 'form') yield value;
  } else if (Array.isArray(value)) for (const item of value) yield* expressionsIn(item, key, isPatternFile);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, child] of Object.entries(value)) yield* expressionsIn(child, name, isPatternFile);
  }
}

/** The expressions of hooks/, matched with the flags `iu`. */
export function knowledgeExpressions(): readonly FoundExpression[] {
  return filesBelow('hooks', '.yaml').flatMap((where) => {
    const data: unknown = parse(readFileSync(join(ROOT, where), 'utf8'));
    const found = [...expressionsIn(data, '', where.includes('/text-patterns/'))];
    return found.map((source) => ({ source, flags: 'iu', where }));
  });
}

/** The regular expression literals of src/. */
export function sourceExpressions(): readonly FoundExpression[] {
  return filesBelow('src', '.ts').flatMap((where) => {
    const found: FoundExpression[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const end = node.text.lastIndexOf('/');
        found.push({ source: node.text.slice(1, end), flags: node.text.slice(end + 1), where });
      }
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(where, readFileSync(join(ROOT, where), 'utf8'), ts.ScriptTarget.Latest, true));
    return found;
  });
}
