import { expect } from 'chai';
import { AppError, ERROR_CATALOGUE, type ErrorCode, type ErrorMeaning } from '../../src/base/errors.ts';

describe('AppError', () => {
  it('has the status of its code', () => {
    const statuses = Object.keys(ERROR_CATALOGUE).map((code) => new AppError(code as ErrorCode, 'x').status);
    expect(statuses).to.deep.equal([400, 400, 400, 404, 404, 405, 412, 413, 415, 500]);
  });

  it('keeps its cause and its problems', () => {
    const cause = new Error('origin');
    const problems = [{ pointer: '/hook', message: 'is required' }];
    const error = new AppError('REQUEST_INVALID', 'no', { cause, problems });
    expect(error).to.include({ name: 'AppError', code: 'REQUEST_INVALID', cause, problems });
  });

  it('uses issue types of FHIR R4 only', () => {
    const issueTypes = 'invalid structure required value not-supported not-found too-long incomplete exception'.split(
      ' ',
    );
    const used = Object.values<ErrorMeaning>(ERROR_CATALOGUE).map(({ issueCode }) => issueCode);
    expect(issueTypes).to.include.members(used);
  });
});
