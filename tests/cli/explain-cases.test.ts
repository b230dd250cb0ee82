// Explanation and answer come from one evaluation: over all worked cases they never contradict each other.
import { expect } from 'chai';
import { fixedClock } from '../../src/base/clock.ts';
import { createLog } from '../../src/base/log.ts';
import { evaluateHook, type EvaluatedAnswer } from '../../src/cds/answer-hook.ts';
import { discoveryAnswer } from '../../src/cds/discovery.ts';
import { parseHookRequest } from '../../src/cds/parse-hook-request.ts';
import { reportOf, type ExplanationReport } from '../../src/cli/explanation-report.ts';
import { explanationText } from '../../src/cli/explanation-text.ts';
import { explain } from '../../src/rules/explain.ts';
import { caseClock, caseTimeZone } from '../support/case-model.ts';
import { requestFor, workedCases } from '../support/case-request.ts';
import { shippedEngine, TEST_BASE_URL } from '../support/service.ts';

interface Explained {
  readonly id: string;
  readonly answer: EvaluatedAnswer;
  readonly report: ExplanationReport;
}

describe('explanations of all worked cases', function () {
  this.timeout(20_000);
  let all: readonly Explained[];

  before(() => {
    const engine = shippedEngine();
    const { services } = discoveryAnswer([engine.service.definition]);
    const clock = fixedClock(new Date(caseClock));
    const deps = { engine, clock, timeZone: caseTimeZone, baseUrl: TEST_BASE_URL, log: createLog('silent') };
    all = workedCases()
      .filter(({ expect: expected }) => !('http' in expected))
      .map((one) => {
        const request = parseHookRequest(requestFor(one), services);
        const answer = evaluateHook(request, deps);
        const explanation = explain(answer.rulebook, engine.gate, answer.evaluation);
        return { id: one.id, answer, report: reportOf({ request, engine, answer, cards: answer.cards, explanation }) };
      });
  });

  it('show exactly the cards of the answer, with their indicators', () => {
    for (const { id, answer, report } of all) {
      const shown = report.fired
        .filter((card) => card.shown)
        .map(({ card, indicator }) => `${card} ${indicator ?? ''}`);
      const sent = answer.cards.map(({ source, indicator }) => `${source.topic.code} ${indicator}`);
      expect(shown, id).to.have.members(sent);
    }
  });

  it('explain every card of the audience, as due or as silent', () => {
    for (const { id, answer, report } of all) {
      const isOrder = report.hook !== 'patient-view';
      const told = new Set([...report.fired, ...report.silent].map(({ card }) => card));
      const untold = answer.rulebook.cards.filter((rule) => !told.has(rule.id));
      expect(
        untold.map((rule) => rule.id),
        id,
      ).to.deep.equal([]);
      expect(isOrder || report.silent.every(({ about }) => about === undefined), id).to.equal(true);
    }
  });

  it('give as reason a question that does not hold, down to a single one', () => {
    for (const { id, report } of all) {
      for (const { card, by, because } of report.silent) {
        if (by === 'gate' || by === 'hook') continue;
        expect(because?.state, `${id} ${card}`).to.be.oneOf(['absent', 'unknown']);
        expect(because?.text, `${id} ${card}`).to.not.equal('a condition');
      }
    }
  });

  it('name questions in words throughout', () => {
    const texts = JSON.stringify(all.map(({ report }) => [report.gate, report.silent]));
    expect(texts).to.not.include('[object').and.to.not.include('undefined').and.to.not.include('a condition');
  });

  it('can be written as text', () => {
    for (const { id, report } of all) expect(explanationText(report), id).to.include('Cards that fired');
  });

  it('show a card that the limit took away', () => {
    const [one] = all;
    if (one === undefined) throw new Error('no case');
    const cut = { card: 'x', title: 'x', shown: false, limitedAway: true, onTrial: false, due: [{ variant: 'base' }] };
    expect(explanationText({ ...one.report, fired: [cut] })).to.match(/^ {2}x {2}- {2}limited away {2}variant base$/m);
  });
});
