// The address that takes feedback, with the store behind it replaced.
import { expect } from 'chai';
import { AppError } from '../../src/base/errors.ts';
import type { Feedback } from '../../src/cds/parse-feedback.ts';
import type { Caller } from '../../src/security/caller.ts';
import { BASE_URL, caller, post, postText, refusalOf, SERVICE, serveApp, type ServedApp } from './served-app.ts';

const ITEM = { card: 'card-1', outcome: 'overridden', outcomeTimestamp: '2026-03-02T15:00:00Z' };

describe('the feedback address', () => {
  let app: ServedApp;
  let recorded: (readonly [readonly Feedback[], Caller])[];
  let asked: string[];
  let answer: () => Promise<{ stored: number; repeated: number }>;

  before(async () => {
    app = await serveApp({
      authenticate: (_authorization, endpoint) => {
        asked.push(endpoint);
        return Promise.resolve(caller({ issuer: 'https://ehr.example' }));
      },
      recordFeedback: (items, by) => {
        recorded.push([items, by]);
        return answer();
      },
    });
  });
  after(() => app.stop());
  beforeEach(() => {
    recorded = [];
    asked = [];
    answer = () => Promise.resolve({ stored: 1, repeated: 1 });
  });

  const send = (body: unknown): Promise<Response> => post(`${app.url}${SERVICE}/feedback`, body);

  it('B1 B4 hands all items over and tells what became of them', async () => {
    const response = await send({ feedback: [ITEM, ITEM] });
    expect(response.status).to.equal(200);
    expect(response.headers.get('cache-control')).to.equal('no-store');
    expect(await response.json()).to.deep.equal({ stored: 1, repeated: 1 });
    expect(recorded).to.have.length(1);
    expect(recorded[0]?.[0].map(({ card }) => card)).to.deep.equal(['card-1', 'card-1']);
    expect(recorded[0]?.[1].issuer).to.equal('https://ehr.example');
  });

  it('B4 answers success only once it is stored', async () => {
    let isStored = false;
    answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      isStored = true;
      return { stored: 1, repeated: 0 };
    };
    expect((await send({ feedback: [ITEM] })).status).to.equal(200);
    expect(isStored).to.equal(true);
  });

  it('T4 asks for a token for its own address', async () => {
    await send({ feedback: [ITEM] });
    expect(asked).to.deep.equal([`${BASE_URL}${SERVICE}/feedback`]);
  });

  it('B2 B4 refuses bad feedback, and hands nothing over', async () => {
    expect(await refusalOf(await send({ feedback: [ITEM, {}] }))).to.equal('400 FEEDBACK_INVALID');
    expect(
      await refusalOf(await postText(`${app.url}${SERVICE}/feedback`, '{', { 'content-type': 'application/json' })),
    ).to.equal('400 BODY_NOT_JSON');
    expect(recorded).to.deep.equal([]);
  });

  for (const [code, status] of [
    ['CARD_UNKNOWN', 404],
    ['STORE_UNAVAILABLE', 503],
  ] as const) {
    it(`B4 tells that nothing is stored: ${code}`, async () => {
      answer = () => Promise.reject(new AppError(code, 'None of the feedback is stored.'));
      expect(await refusalOf(await send({ feedback: [ITEM] }))).to.equal(`${String(status)} ${code}`);
    });
  }

  it('answers POST only, for services that there are', async () => {
    const wrongMethod = await fetch(`${app.url}${SERVICE}/feedback`);
    expect(wrongMethod.headers.get('allow')).to.equal('POST');
    expect(await refusalOf(wrongMethod)).to.equal('405 METHOD_NOT_ALLOWED');
    expect(await refusalOf(await post(`${app.url}/cds-services/other/feedback`, {}))).to.equal('404 SERVICE_UNKNOWN');
  });
});
