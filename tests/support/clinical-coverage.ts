// Holds hooks/coverage.yaml against the rules of hooks/ and against what the cases really answer.
import type { Coverage, CoveredRule } from '../../src/cli/coverage-table.ts';
import type { Engine } from '../../src/cds/engine.ts';
import type { Card } from '../../src/cards/card.ts';
import type { WorkedCase } from './case-model.ts';
import { loadCases, requestFor } from './case-request.ts';
import type { CalledService } from './service.ts';
import { caseService } from './test-cases.ts';

/** Rules in the answer to a case, as cards or as sections. */
export type RulesByCase = ReadonlyMap<string, ReadonlySet<string>>;

/** Runs the cases that the coverage names. */
export function seenRules(
  { rules }: Pick<Coverage, 'rules'>,
  cases: readonly WorkedCase[] = loadCases(),
  service: CalledService = caseService(),
): RulesByCase {
  const ids = new Set(rules.flatMap(({ fires, silent }) => [...fires, ...silent]));
  const named = cases.filter(({ id }) => ids.has(id));
  return new Map(named.map((one) => [one.id, rulesIn(service.call(requestFor(one)).body)]));
}

function rulesIn(body: unknown): ReadonlySet<string> {
  const { cards = [] } = body as { readonly cards?: readonly Card[] };
  return new Set(
    cards.flatMap(({ source, extension }) => [source.topic.code, ...(extension['com.midback-cds.why'].sections ?? [])]),
  );
}

/** Everything that the coverage lacks, one line each. */
export function coverageGaps({ statements, rules }: Coverage, engine: Engine, seen: RulesByCase): readonly string[] {
  const ids = new Set(rules.map(({ id }) => id));
  const known = rulesOf(engine);
  const sources = new Set(sourcesOf(engine));
  return [
    ...statements.flatMap(({ id, rules: own }) => (own.length === 0 ? [`${id}: no rule`] : [])),
    ...statements.flatMap(({ id, rules: own }) =>
      own.filter((rule) => !ids.has(rule)).map((rule) => `${id}: ${rule} is not among the rules`),
    ),
    ...rules.flatMap((rule) => ruleGaps(rule, known, sources, seen)),
    ...[...known].filter((id) => !ids.has(id)).map((id) => `${id}: a rule of hooks/ without a line`),
  ];
}

function ruleGaps(
  { id, references, fires, silent }: CoveredRule,
  known: ReadonlySet<string>,
  sources: ReadonlySet<string>,
  seen: RulesByCase,
): readonly string[] {
  const cases = [...fires, ...silent];
  return [
    ...(known.has(id) ? [] : [`${id}: neither a card nor a section`]),
    ...(references.length === 0 ? [`${id}: no reference`] : []),
    ...references.filter((reference) => !sources.has(reference)).map((source) => `${id}: there is no source ${source}`),
    ...(fires.length === 0 || silent.length === 0 ? [`${id}: no firing or no silent case`] : []),
    ...cases.filter((one) => !seen.has(one)).map((one) => `${id}: there is no case ${one}`),
    ...fires.filter((one) => seen.get(one)?.has(id) === false).map((one) => `${id}: ${one} does not show it`),
    ...silent.filter((one) => seen.get(one)?.has(id) === true).map((one) => `${id}: ${one} shows it`),
  ];
}

/** Cards and sections by the rule that they speak for. */
export function rulesOf({ book, rulebook }: Engine): ReadonlySet<string> {
  const sections = [...book.sections.values()].flatMap(({ source }) => source.rule ?? []);
  return new Set([...rulebook.cards.map(({ source }) => source.rule ?? source.id), ...sections]);
}

function sourcesOf({ knowledge }: Engine): readonly string[] {
  const { sources } = knowledge.single('sources').data as { readonly sources: readonly { readonly id: string }[] };
  return sources.map(({ id }) => id);
}
