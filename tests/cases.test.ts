// The worked cases of the catalogue (section 8), one test each, through the whole service.
import { workedCases } from './support/case-request.ts';
import { testCases } from './support/test-cases.ts';

describe('worked cases of the catalogue', () => {
  testCases(workedCases());
});
