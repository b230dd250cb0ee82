// The worked examples of hooks/README.md: which entries they write into which files, and the cases that must come out.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { loadCases, resolveCases } from './case-files.ts';
import type { WorkedCase } from './case-model.ts';
import { loadVocabulary } from './vocabulary.ts';

/** An entry of a list: which entry of which file it stands after, or instead of. */
export interface Change {
  readonly file: string;
  readonly how: 'after' | 'instead of';
  readonly id: string;
  readonly text: string;
}

/** One example. The first case shows the change; the others its limits. */
export interface Example {
  readonly title: string;
  readonly changes: readonly Change[];
  readonly cases: readonly WorkedCase[];
}

/** The examples in their order: one for each heading that has cases below it. */
export function readmeExamples(): readonly Example[] {
  const readme = readFileSync(fileURLToPath(new URL('../../hooks/README.md', import.meta.url)), 'utf8');
  const known = loadCases();
  return readme
    .split(/^### /mu)
    .slice(1)
    .map((section) => exampleOf(section, known))
    .filter(({ cases }) => cases.length > 0);
}

function exampleOf(section: string, known: readonly WorkedCase[]): Example {
  const fences = [...section.matchAll(/^```yaml\n# (.+)\n([^]*?)^```$/gmu)];
  const written = fences.flatMap(([, head = '', text = '']) =>
    head.startsWith('fixtures/cases/') ? (parse(text) as readonly WorkedCase[]) : [],
  );
  return {
    title: section.split('\n')[0] ?? '',
    changes: fences.flatMap(([, head = '', text = '']) => {
      const { file, how, id } = /^hooks\/(?<file>\S+): (?<how>after|instead of) (?<id>\S+)$/u.exec(head)?.groups ?? {};
      if (file === undefined || id === undefined) return [];
      return [{ file, how: how === 'after' ? 'after' : 'instead of', id, text }];
    }),
    cases: resolved(written, known),
  };
}

/** An example may lean on a case of fixtures/cases, or take its place. */
function resolved(written: readonly WorkedCase[], known: readonly WorkedCase[]): readonly WorkedCase[] {
  const ids = new Set(written.map(({ id }) => id));
  const others = known.filter(({ id }) => !ids.has(id));
  return resolveCases([...others, ...written], loadVocabulary()).filter(({ id }) => ids.has(id));
}

/** The ids that the change writes. */
export function writtenIds({ text }: Change): readonly string[] {
  return (parse(text) as readonly { readonly id: string }[]).map(({ id }) => id);
}

/** Whether the file has the entry already, in whatever place and layout. */
export function isMade(change: Change, content: string): boolean {
  const lines = content.split('\n');
  const made = writtenIds(change).flatMap((id) => {
    const place = placeOf(lines, id);
    return place === undefined ? [] : (parse(lines.slice(place.start, place.end).join('\n')) as readonly unknown[]);
  });
  return JSON.stringify(made) === JSON.stringify(parse(change.text));
}

/** The file with the change; an entry that has the id already gives way. */
export function withChange(change: Change, content: string): string {
  const others = writtenIds(change).filter((id) => id !== change.id);
  const lines = others.reduce(withoutEntry, content.split('\n'));
  const place = placeOf(lines, change.id);
  if (place === undefined) throw new Error(`hooks/${change.file}: there is no entry "${change.id}"`);
  const { start, end, depth } = place;
  const own = change.text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? line : `${' '.repeat(depth)}${line}`));
  return [...lines.slice(0, change.how === 'after' ? end : start), ...own, ...lines.slice(end)].join('\n');
}

function withoutEntry(lines: readonly string[], id: string): string[] {
  const place = placeOf(lines, id);
  return place === undefined ? [...lines] : [...lines.slice(0, place.start), ...lines.slice(place.end)];
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

/** The list entry with the id ends where the next line is no further in than its dash. */
function placeOf(lines: readonly string[], id: string): Place | undefined {
  const start = lines.findIndex((line) => new RegExp(`^ *- (\\{ (.*, )?)?id: ${id}(,|$)`, 'u').test(line));
  if (start < 0) return undefined;
  const depth = lines[start]?.indexOf('-') ?? 0;
  const length = lines.slice(start + 1).findIndex((line) => line.trim() !== '' && line.search(/\S/u) <= depth);
  return { start, end: length < 0 ? lines.length : start + 1 + length, depth };
}
