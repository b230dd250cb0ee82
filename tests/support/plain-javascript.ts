// Our TypeScript as JavaScript in a folder of its own, for processes that are started so often that loading it must be quick.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
};

/** Writes the files of some folders of the project, without their subfolders, below another folder; no types are checked. */
export function writeJavaScript(folders: readonly string[], target: string): void {
  symlinkSync(join(ROOT, 'node_modules'), join(target, 'node_modules'));
  writeFileSync(join(target, 'package.json'), '{ "type": "module" }');
  for (const folder of folders) {
    mkdirSync(join(target, folder), { recursive: true });
    for (const name of readdirSync(join(ROOT, folder))) writeOne(join(folder, name), target);
  }
}

function writeOne(file: string, target: string): void {
  if (extname(file) === '.js') copyFileSync(join(ROOT, file), join(target, file));
  if (extname(file) !== '.ts') return;
  const { outputText } = ts.transpileModule(readFileSync(join(ROOT, file), 'utf8'), { compilerOptions: OPTIONS });
  writeFileSync(join(target, file.replace(/\.ts$/, '.js')), outputText);
}
