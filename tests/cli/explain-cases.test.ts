// Explanation and answer come from one evaluation: over all worked cases they never contradict each other.
import { expect } from 'chai';
import { fixedClock } from '../../src/base/clock.ts';
import { createLog } from '../../src/base/log.ts';
import { evaluateHook, type EvaluatedAnswer } from '../../src/cds/answer-hook.ts';
import { discoveryAnswer } from '../../src/cds/discovery.ts';
import type { Engine } from '../../src/cds/engine.ts';
import { parseHookRequest } from '../../src/cds/parse-hook-request.ts';
import { reportOf, type ExplanationReport } from '../../src/cli/explanation-report.ts';
import { explanationText } from '../../src/cli/explanation-text.ts';
import { explain } from '../../src/rules/explain.ts';
import { caseClock, caseOffsets, caseTimeZone } from '../support/case-model.ts';
import { requestFor, workedCases, type HookRequestBody } from '../support/case-request.ts';
import { shippedEngine, TEST_BASE_URL } from '../support/service.ts';

interface Explained {
  readonly id: string;
  readonly answer: EvaluatedAnswer;
  readonly report: ExplanationReport;
}

/** The same request with the entries of every Bundle turned round. */
function inReverse(body: HookRequestBody): unknown {
  return JSON.parse(JSON.stringify(body), (key, value: unknown) =>
    key === 'entry' && Array.isArray(value) ? value.toReversed() : value,
  );
}

describe('explanations of all worked cases', function () {
  this.timeout(20_000);
  let engine: Engine;
  let all: readonly Explained[];

  function explained(body: unknown): Pick<Explained, 'answer' | 'report'> {
    const request = parseHookRequest(body, discoveryAnswer([engine.service.definition]).services);
    const clock = fixedClock(new Date(caseClock));
    const deps = {
      engine,
      clock,
      timeZone: caseTimeZone,
      offsetAt: caseOffsets,
      baseUrl: TEST_BASE_URL,
      log: createLog('silent'),
    };
    const answer = evaluateHook(request, deps);
    const explanation = explain(answer.rulebook, engine.gate, answer.evaluation);
    const { cards } = answer;
    const report = reportOf({ request, engine, siteChanges: [], language: 'en', answer, cards, explanation });
    return { answer, report };
  }

  before(() => {
    engine = shippedEngine();
    all = workedCases()
      .filter(({ expect: expected }) => !('http' in expected))
      .map((one) => ({ id: one.id, ...explained(requestFor(one)) }));
  });

  it('are the same, and so are the answers, however a client orders its entries', () => {
    const turned = workedCases().filter(({ id }) => all.some((one) => one.id === id));
    for (const one of turned) {
      const known = all.find(({ id }) => id === one.id);
      const { answer, report } = explained(inReverse(requestFor(one)));
      expect(JSON.stringify(answer.cards), one.id).to.equal(JSON.stringify(known?.answer.cards));
      expect(report, one.id).to.deep.equal(known?.report);
    }
  });

  it('show exactly the cards of the answer, with their indicators', () => {
    for (const { id, answer, report } of all) {
      const shown = report.fired.filter((card) => card.shown).map(({ card, indicator }) => `${card} ${indicator}`);
      const sent = answer.cards.map(({ source, indicator }) => `${source.topic.code} ${indicator}`);
      expect(shown, id).to.have.members(sent);
    }
  });

  it('explain every card that there is, as due or as silent', () => {
    for (const { id, report } of all) {
      const isOrder = report.hook !== 'patient-view';
      const told = new Set([...report.fired, ...report.silent].map(({ card }) => card));
      const untold = engine.rulebook.cards.filter((rule) => !told.has(rule.id));
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
        if (by === 'gate' || by === 'hook' || by === 'audience') continue;
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
    const because = { text: 'acute pain', state: 'present', because: [] } as const;
    const due = [{ variant: 'base', indicator: 'info', because }] as const;
    const cut = {
      card: 'x',
      title: 'x',
      shown: false,
      limitedAway: true,
      onTrial: false,
      indicator: 'info',
      due,
    } as const;
    expect(explanationText({ ...one.report, fired: [cut] })).to.match(
      /^ {2}x {2}info {2}not shown: beyond the limit of the hook {2}variant base\n {4}present: acute pain$/m,
    );
  });
});
