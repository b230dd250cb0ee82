import { expect } from 'chai';
import { inspect } from 'node:util';
import { AppError } from '../../src/base/errors.ts';
import { viewCall } from '../cds/calls.ts';
import { BASE_URL, outcomeOf, post, refusalOf, SERVICE, serveApp, type ServedApp } from './served-app.ts';

describe('errors', () => {
  let app: ServedApp;
  let failure: unknown;

  before(async () => {
    app = await serveApp({
      answerHook: () => {
        throw failure;
      },
    });
  });
  after(() => app.stop());

  it('R10 W1 tells an error as an OperationOutcome in JSON that nobody may keep', async () => {
    failure = new AppError('DATA_UNAVAILABLE', 'The prefetch key patient is needed.');
    const response = await post(`${app.url}${SERVICE}`, viewCall());
    expect(response.status).to.equal(412);
    expect(response.headers.get('content-type')).to.equal('application/json');
    expect(response.headers.get('cache-control')).to.equal('no-store');
    expect(await response.json()).to.deep.equal({
      resourceType: 'OperationOutcome',
      issue: [
        {
          severity: 'error',
          code: 'incomplete',
          details: {
            coding: [{ system: `${BASE_URL}/CodeSystem/errors`, code: 'DATA_UNAVAILABLE' }],
            text: 'Data that the service cannot do without was not provided.',
          },
          diagnostics: 'The prefetch key patient is needed.',
        },
      ],
    });
  });

  it('R10 tells nothing of an unexpected error but that there was one', async () => {
    failure = new TypeError('CANARY');
    const response = await post(`${app.url}${SERVICE}`, viewCall());
    const text = await response.text();
    expect(response.status).to.equal(500);
    expect(text).to.not.match(/CANARY|TypeError|\.ts|\bat /);
    expect(text).to.contain('INTERNAL');
  });

  it('logs where an unexpected error came from, under the request id, without its message', async () => {
    failure = new TypeError('CANARY');
    const response = await post(`${app.url}${SERVICE}`, viewCall(), { 'x-request-id': 'find-me' });
    await response.text();
    const line = app.lines.findLast((candidate) => candidate.includes('request.failed')) ?? '';
    expect(JSON.parse(line)).to.include({ level: 'error', requestId: 'find-me', errorName: 'TypeError' });
    expect(line)
      .to.match(/error-handler\.test\.ts:\d+/)
      .and.to.not.contain('CANARY');
  });

  for (const thrown of [undefined, null, 'text', { status: 200, message: 'CANARY' }]) {
    it(`R10 answers 500 when ${inspect(thrown)} is thrown`, async () => {
      failure = thrown;
      expect(await refusalOf(await post(`${app.url}${SERVICE}`, viewCall()))).to.equal('500 INTERNAL');
    });
  }

  it('R10 answers 500, never an empty 200, when the answer cannot be written', async () => {
    const cards: unknown[] = [];
    cards.push(cards);
    const circular = await serveApp({ answerHook: () => ({ cards }) as never });
    try {
      expect(await refusalOf(await post(`${circular.url}${SERVICE}`, viewCall()))).to.equal('500 INTERNAL');
    } finally {
      await circular.stop();
    }
  });

  it('W2 R10 gives every issue its severity, code, text and diagnostics', async () => {
    const outcome = await outcomeOf(await post(`${app.url}${SERVICE}`, {}));
    for (const issue of outcome.issue) {
      expect(issue).to.have.all.keys('severity', 'code', 'details', 'diagnostics');
      expect([issue.code, issue.details.text, issue.diagnostics]).to.not.include('');
    }
  });
});
