// Card files of a few lines, and the answer that they make.
import { assembleCards, type CardSettings } from '../../src/cards/assemble.ts';
import type { Card } from '../../src/cards/card.ts';
import { evaluate, type Evaluation } from '../../src/rules/evaluate.ts';
import { criterionOf, recordOf, type Chart } from './small-chart.ts';
import { compileSmall, type SmallFiles } from './small-knowledge.ts';

/** A card with the given keys in place of the usual ones. */
export function card(id: string, more: Readonly<Record<string, string>>): string {
  const keys = {
    title: id,
    hooks: '[patient-view, order-select, order-sign]',
    priority: '1',
    status: "'on'",
    when: '{ condition: fever }',
    whenUnknown: 'silent',
    variants: '[{ id: base, indicator: info, summary: Summary. }]',
    detail: '[{ text: Text. }]',
    source: '{ label: Guideline, of: R1 }',
    ...more,
  };
  return `  - id: ${id}\n${Object.entries(keys)
    .map(([key, value]) => `    ${key}: ${value}\n`)
    .join('')}`;
}

/** The file of some cards. */
export const cards = (...list: readonly string[]): SmallFiles => ({ 'cards/x.yaml': `cards:\n${list.join('')}` });

/** What a test may change about the call. */
export interface Call {
  readonly hook?: string;
  readonly hookInstance?: string;
  readonly settings?: Partial<CardSettings>;
}

/** The cards that small files make of a chart, and the evaluation behind them. */
export function answer(
  files: SmallFiles,
  chart: Chart,
  call: Call = {},
): { cards: readonly Card[]; evaluation: Evaluation } {
  const { knowledge, rulebook, book } = compileSmall(files);
  const hook = call.hook ?? 'patient-view';
  const gate = criterionOf(rulebook, '{ fact: deceased, is: false }');
  const evaluation = evaluate(rulebook, gate, recordOf(knowledge, chart), hook);
  const settings: CardSettings = {
    serviceId: 'service',
    baseUrl: 'https://cds.example',
    knowledgeVersion: '1.2.3',
    review: 'draft',
    siteChanges: [],
    limits: {},
    caps: {},
    attachRatingExtension: false,
    ...call.settings,
  };
  const made = assembleCards({
    evaluation,
    rulebook,
    book,
    settings,
    call: { hook, hookInstance: call.hookInstance ?? 'instance' },
    lookups: { flagOf: () => undefined, ratingOf: () => undefined },
  });
  return { cards: made, evaluation };
}
