// hooks/coverage.yaml as a Markdown table: statement, rules, and the cases that show each rule at work and silent.
import { readKnowledgeFile } from './knowledge-file.ts';

/** A statement of the seed article and the rules that carry it. */
export interface CoveredStatement {
  readonly id: string;
  readonly says: string;
  readonly rules: readonly string[];
}

/** A rule, what it rests on, and cases that show it. */
export interface CoveredRule {
  /** Its place in the catalogue's index; a rule that authors add has none. */
  readonly number?: number;
  readonly id: string;
  readonly references: readonly string[];
  readonly fires: readonly string[];
  readonly silent: readonly string[];
}

/** The file. */
export interface Coverage {
  readonly statements: readonly CoveredStatement[];
  readonly rules: readonly CoveredRule[];
}

/** Reads the file. Throws KnowledgeError. */
export function readCoverage(hooksFolder: string): Coverage {
  return readKnowledgeFile(hooksFolder, 'coverage') as Coverage;
}

/** One line for each rule of each statement; then the rules that rest on references alone. */
export function coverageTable({ statements, rules }: Coverage): string {
  const line = (head: string, rule: string): string => {
    const { fires = [], silent = [] } = rules.find(({ id }) => id === rule) ?? {};
    return `| ${[head, `\`${rule}\``, fires.join(', '), silent.join(', ')].join(' | ')} |`;
  };
  const named = new Set(statements.flatMap((statement) => statement.rules));
  const lines = [
    '| Statement | Rule | Cases that fire | Cases that stay silent |',
    '| --- | --- | --- | --- |',
    ...statements.flatMap(({ says, rules: own }) => own.map((rule, index) => line(index === 0 ? says : '', rule))),
    ...rules
      .filter(({ id }) => !named.has(id))
      .map(({ id, references }) => line(`Beyond the article: ${references.join(', ')}`, id)),
  ];
  return `${lines.join('\n')}\n`;
}
