import { expect } from 'chai';
import { AppError, ERROR_CATALOGUE, type ErrorCode, type ErrorMeaning } from '../../src/base/errors.ts';

describe('AppError', () => {
  it('has the status of its code', () => {
    const codes = Object.keys(ERROR_CATALOGUE) as ErrorCode[];
    expect(Object.fromEntries(codes.map((code) => [code, new AppError(code, 'x').status]))).to.deep.equal({
      BODY_NOT_JSON: 400,
      REQUEST_INVALID: 400,
      FEEDBACK_INVALID: 400,
      HOOK_NOT_SERVED: 400,
      RELEASE_NOT_SUPPORTED: 400,
      UNAUTHENTICATED: 401,
      FORBIDDEN: 403,
      SERVICE_UNKNOWN: 404,
      NOT_FOUND: 404,
      CARD_UNKNOWN: 404,
      METHOD_NOT_ALLOWED: 405,
      REQUEST_TIMEOUT: 408,
      DATA_UNAVAILABLE: 412,
      BODY_TOO_LARGE: 413,
      LIMIT_EXCEEDED: 413,
      MEDIA_TYPE: 415,
      RATE_LIMITED: 429,
      HEADERS_TOO_LARGE: 431,
      NOT_HTTP: 400,
      INTERNAL: 500,
      STORE_UNAVAILABLE: 503,
    });
  });

  it('keeps its cause and its problems', () => {
    const cause = new Error('origin');
    const problems = [{ pointer: '/hook', message: 'is required' }];
    const error = new AppError('REQUEST_INVALID', 'no', { cause, problems });
    expect(error).to.include({ name: 'AppError', code: 'REQUEST_INVALID', cause, problems });
  });

  it('uses issue types of FHIR R4 only', () => {
    const issueTypes = (
      'invalid structure required value security login unknown expired forbidden suppressed processing not-supported ' +
      'duplicate multiple-matches not-found deleted too-long code-invalid extension too-costly business-rule conflict ' +
      'transient lock-error no-store exception timeout incomplete throttled informational'
    ).split(' ');
    const used = Object.values<ErrorMeaning>(ERROR_CATALOGUE).map(({ issueCode }) => issueCode);
    expect(issueTypes).to.include.members(used);
  });
});
