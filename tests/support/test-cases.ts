// The loop that the suites of cases share: one test per case, through the whole service.
import { expect } from 'chai';
import { fixedClock } from '../../src/base/clock.ts';
import type { Engine } from '../../src/cds/engine.ts';
import { caseClock, caseTimeZone } from './case-model.ts';
import type { WorkedCase } from './case-model.ts';
import { requestFor } from './case-request.ts';
import { validateResponse } from './cds-response-schema.ts';
import { compareCase } from './run-cases.ts';
import { serviceAt, type CalledService } from './service.ts';

/** The service at the clock of the cases. */
export function caseService(engine?: Engine): CalledService {
  return serviceAt(fixedClock(new Date(caseClock)), caseTimeZone, engine);
}

interface TracedCard {
  readonly extension: {
    readonly 'com.midback-cds.why': {
      readonly rule: string;
      readonly evidence?: readonly { readonly reference: string }[];
    };
  };
}

/** Every card says what made it fire, by reference to resources that the call itself held. */
function traceGaps(body: unknown, request: unknown): readonly string[] {
  const sent = JSON.stringify(request);
  return (body as { readonly cards: readonly TracedCard[] }).cards.flatMap(({ extension }) => {
    const { rule, evidence = [] } = extension['com.midback-cds.why'];
    if (evidence.length === 0) return [`${rule}: no evidence`];
    const strange = evidence.filter(({ reference }) => !sent.includes(`"${reference.split('/')[1] ?? ''}"`));
    return strange.map(({ reference }) => `${rule}: ${reference} was not sent`);
  });
}

/** One test per case; `alsoAsk` gives further differences between the case and what the service went through. */
export function testCases(
  cases: readonly WorkedCase[],
  alsoAsk: (one: WorkedCase) => readonly string[] = () => [],
  service: () => CalledService = caseService,
): void {
  let called: CalledService;

  before(() => {
    called = service();
  });

  for (const one of cases) {
    it(`${one.id} ${one.story}`, () => {
      const request = requestFor(one);
      const { status, body } = called.call(request);
      expect([...compareCase(one, status, body), ...alsoAsk(one)]).to.deep.equal([]);
      if (status === 200) expect([...validateResponse(body), ...traceGaps(body, request)]).to.deep.equal([]);
    });
  }
}
