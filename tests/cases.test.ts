// The worked cases of the catalogue (section 8), one test each, through the whole service.
import { expect } from 'chai';
import { fixedClock } from '../src/base/clock.ts';
import { caseClock, caseTimeZone } from './support/case-model.ts';
import { loadCases, requestFor } from './support/case-request.ts';
import { validateResponse } from './support/cds-response-schema.ts';
import { compareCase } from './support/run-cases.ts';
import { serviceAt, type CalledService } from './support/service.ts';

describe('worked cases of the catalogue', () => {
  let service: CalledService;

  before(() => {
    service = serviceAt(fixedClock(new Date(caseClock)), caseTimeZone);
  });

  for (const one of loadCases()) {
    it(`${one.id} ${one.story}`, () => {
      const { status, body } = service.call(requestFor(one));
      expect(compareCase(one, status, body)).to.deep.equal([]);
      if (status === 200) expect(validateResponse(body)).to.deep.equal([]);
    });
  }
});
