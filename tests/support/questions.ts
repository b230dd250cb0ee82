// What every test of a kind of question needs: a small knowledge to ask, and the mistakes that stop its load.
import { expect } from 'chai';
import type { Match } from '../../src/rules/criterion.ts';
import type { Truth } from '../../src/rules/truth.ts';
import { asks, evidence, type Chart } from './small-chart.ts';
import { compileSmall, faultIn, removeHooks, type Small } from './small-knowledge.ts';

/** Questions, written as YAML, about the chart of a test. */
export interface Questions {
  readonly ask: (yaml: string, chart: Chart, hook?: string) => Truth;
  readonly evidence: (yaml: string, chart: Chart) => readonly Match[];
}

/** Questions to the small knowledge, which is compiled once for the `describe` that this is called in. */
export function questions(): Questions {
  const compiled: Small[] = [];
  before(() => {
    compiled.push(compileSmall());
  });
  after(removeHooks);
  const small = (): Small => {
    const [first] = compiled;
    if (first === undefined) throw new Error('questions are asked inside a test');
    return first;
  };
  return {
    ask: (yaml, chart, hook) => asks(small(), yaml, chart, hook),
    evidence: (yaml, chart) => evidence(small(), yaml, chart),
  };
}

/** The message with which a question, written on the fourth line of a file, stops the load. */
export function refusal(find: string): string {
  return faultIn({ 'findings/x.yaml': `findings:\n  - id: asked\n    label: asked\n    find: ${find}\n` });
}

/** One test a question: it stops the load at its line, with a message that holds these words. */
export function refuses(mistakes: Readonly<Record<string, string>>): void {
  after(removeHooks);
  for (const [find, words] of Object.entries(mistakes)) {
    it(`stops the load: ${find}`, () => {
      expect(refusal(find))
        .to.match(/^hooks\/findings\/x\.yaml line 4: /u)
        .and.contain(words);
    });
  }
}
