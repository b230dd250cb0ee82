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
      const { status, body } = called.call(requestFor(one));
      expect([...compareCase(one, status, body), ...alsoAsk(one)]).to.deep.equal([]);
      if (status === 200) expect(validateResponse(body)).to.deep.equal([]);
    });
  }
}
