// What a card's condition asked without finding it: not there, or not to be told.
import type { DueCard, Evaluation } from '../rules/evaluate.ts';
import type { Situation } from '../rules/criterion.ts';
import type { Rulebook } from '../rules/rulebook.ts';
import type { Truth } from '../rules/truth.ts';

/** What the card's condition asked and did not find, and what nobody could tell: findings, rows, and rules that failed. */
export function undecided(
  due: DueCard,
  evaluation: Evaluation,
  rulebook: Rulebook,
): { readonly absent: readonly string[]; readonly unknown: readonly string[] } {
  const situation = due.dues[0]?.situation;
  if (situation === undefined) return { absent: [], unknown: [] };
  const absent: string[] = [];
  const unknown: string[] = evaluation.failures.map(({ id }) => id);
  for (const name of due.rule.names) {
    const truth = truthOfFinding(name, situation, rulebook);
    if (truth === 'absent') absent.push(name);
    if (truth === 'unknown') unknown.push(name);
  }
  for (const file of rulebook.scaleFiles) {
    if (!file.scales.some(({ id }) => due.rule.names.includes(id))) continue;
    for (const [id, state] of file.state(situation).rows) if (state.unknown) unknown.push(id);
  }
  return { absent, unknown: [...new Set(unknown)] };
}

/** What failed is unknown: a finding may be asked here for the first time, when another settled the card's condition. */
function truthOfFinding(name: string, situation: Situation, { findings }: Rulebook): Truth | undefined {
  try {
    return findings.get(name)?.criterion.ask(situation);
  } catch (error) {
    situation.failures.push({ id: name, error });
    return 'unknown';
  }
}
