// The shape of the source: floors, no cycles, ambient state in its one place, and errors as the README tells them.
import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { ERROR_CATALOGUE, type ErrorMeaning } from '../src/base/errors.ts';

const ROOT = join(import.meta.dirname, '..');
const SOURCE = join(ROOT, 'src');

// A file imports from its own folder or from a lower floor; files directly in src wire them together, and cli starts those.
const FLOORS: Readonly<Record<string, number>> = {
  base: 0,
  net: 1,
  fhir: 1,
  expressions: 2,
  facts: 3,
  knowledge: 4,
  rules: 5,
  cards: 6,
  cds: 7,
  security: 8,
  audit: 9,
  store: 8,
  retrieval: 9,
  http: 10,
  '.': 11,
  cli: 12,
};

type Imports = ReadonlyMap<string, readonly string[]>;

const folderOf = (file: string): string => (file.includes('/') ? (file.split('/')[0] ?? '.') : '.');
const read = (file: string): string => readFileSync(join(SOURCE, file), 'utf8');

function sourceFiles(): readonly string[] {
  const names = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  return names.filter((name) => name.endsWith('.ts')).sort();
}

/** The files of src that each file of src imports, as types or as values. */
function importsOf(files: readonly string[]): Imports {
  return new Map(files.map((file) => [file, relativeImports(file)]));
}

function relativeImports(file: string): readonly string[] {
  const specifiers = ts.preProcessFile(read(file)).importedFiles.map(({ fileName }) => fileName);
  const local = specifiers.filter((specifier) => specifier.startsWith('.'));
  return local.map((specifier) => relative(SOURCE, join(SOURCE, dirname(file), specifier)).replaceAll('\\', '/'));
}

function mayImport(from: string, to: string): boolean {
  const [own, other] = [folderOf(from), folderOf(to)];
  return own === other || (FLOORS[own] ?? -1) > (FLOORS[other] ?? Infinity);
}

/** A cycle through the file, as a path that ends where it starts. */
function cycleThrough(start: string, imports: Imports): readonly string[] | undefined {
  const seen = new Set<string>();
  const open: (readonly string[])[] = [[start]];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    for (const next of imports.get(path.at(-1) ?? '') ?? []) {
      if (next === start) return [...path, next];
      if (!seen.has(next)) open.push([...path, next]);
      seen.add(next);
    }
  }
  return undefined;
}

/** What a file takes from its surroundings instead of from its arguments. */
function ambientUses(file: string): readonly string[] {
  const uses: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments ?? []).length === 0) {
      uses.push('new Date()');
    }
    if (ts.isPropertyAccessExpression(node)) uses.push(node.getText());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true));
  return uses;
}

/** Rows `code -> status, meaning` of the table under "## Errors". */
function errorTable(): ReadonlyMap<string, { readonly status: number; readonly meaning: string }> {
  const readme = join(ROOT, 'README.md');
  const section = (existsSync(readme) ? readFileSync(readme, 'utf8') : '').split(/^## Errors$/m)[1]?.split(/^## /m)[0];
  const rows = [...(section ?? '').matchAll(/^\| *`?([A-Z_]+)`? *\| *(\d{3}) *\| *(.+?) *\|$/gm)];
  return new Map(rows.map(([, code = '', status, meaning = '']) => [code, { status: Number(status), meaning }]));
}

describe('architecture', () => {
  let files: readonly string[];
  let imports: Imports;

  before(() => {
    files = sourceFiles();
    imports = importsOf(files);
  });

  it('keeps every source file on a floor', () => {
    expect(files).to.not.be.empty;
    expect(files.filter((file) => !(folderOf(file) in FLOORS))).to.deep.equal([]);
  });

  it('imports from the own folder or from a lower floor only', () => {
    const upward = [...imports].flatMap(([from, targets]) =>
      targets.filter((to) => !mayImport(from, to)).map((to) => `${from} imports ${to}`),
    );
    expect(upward).to.deep.equal([]);
  });

  it('imports files that exist', () => {
    const missing = [...imports].flatMap(([from, targets]) =>
      targets.filter((to) => !imports.has(to)).map((to) => `${from} imports ${to}`),
    );
    expect(missing).to.deep.equal([]);
  });

  it('has no import cycle', () => {
    const cycles = files.map((file) => cycleThrough(file, imports)).filter((cycle) => cycle !== undefined);
    expect(cycles.map((cycle) => cycle.join(' > '))).to.deep.equal([]);
  });

  it('can tell an upward import and a cycle', () => {
    expect(mayImport('facts/a.ts', 'cds/b.ts')).to.equal(false);
    expect(mayImport('facts/a.ts', 'knowledge/b.ts')).to.equal(false);
    expect(mayImport('http/a.ts', 'config.ts')).to.equal(false);
    const circle: Imports = new Map([
      ['a', ['b']],
      ['b', ['a']],
    ]);
    expect(cycleThrough('a', circle)).to.deep.equal(['a', 'b', 'a']);
  });

  const places: Readonly<Record<string, string>> = {
    'new Date()': 'base/clock.ts',
    'Date.now': 'base/clock.ts',
    'process.env': 'config.ts',
    'process.exit': 'main.ts',
  };
  for (const [use, place] of Object.entries(places)) {
    it(`uses ${use} in ${place} only`, () => {
      const elsewhere = files.filter((file) => file !== place && ambientUses(file).includes(use));
      expect(elsewhere).to.deep.equal([]);
    });
  }

  it('takes FHIR typings through fhir/types.ts only', () => {
    const typed = files.filter((file) =>
      ts.preProcessFile(read(file)).importedFiles.some(({ fileName }) => fileName.startsWith('fhir/')),
    );
    expect(typed).to.deep.equal(['fhir/types.ts']);
  });

  it('exports names, never a default', () => {
    const isDefault = (statement: ts.Statement): boolean =>
      ts.isExportAssignment(statement) ||
      (ts.canHaveModifiers(statement) &&
        (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword));
    const withDefault = files.filter((file) =>
      ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest).statements.some(isDefault),
    );
    expect(withDefault).to.deep.equal([]);
  });
});

describe('errors in the README', () => {
  it('are those of the catalogue, with their statuses', () => {
    const catalogue = Object.entries<ErrorMeaning>(ERROR_CATALOGUE).map(([code, { status }]) => `${code} ${status}`);
    const told = [...errorTable()].map(([code, { status }]) => `${code} ${status}`);
    expect(told).to.have.members(catalogue);
  });

  it('have a meaning in words', () => {
    const table = [...errorTable().values()];
    expect(table).to.not.be.empty;
    expect(table.filter(({ meaning }) => meaning.length < 10)).to.deep.equal([]);
  });
});
