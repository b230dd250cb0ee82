import { expect } from 'chai';
import { request } from 'undici';
import { AuthenticationError } from '../../src/security/authentication-error.ts';
import type { Caller } from '../../src/security/caller.ts';
import { viewCall } from '../cds/calls.ts';
import { BASE_URL, caller, outcomeOf, post, refusalOf, SERVICE, serveApp } from './served-app.ts';
import type { AppDeps } from '../../src/http/app.ts';

const EHR: Caller = caller({ issuer: 'https://ehr.example', tenant: 'north' });

describe('admission', () => {
  async function withApp<T>(
    parts: Partial<AppDeps>,
    use: (url: string, lines: readonly string[]) => Promise<T>,
  ): Promise<T> {
    const app = await serveApp(parts);
    try {
      return await use(app.url, app.lines);
    } finally {
      await app.stop();
    }
  }

  it('T2 T4 asks for every endpoint by its public address, with the header as it came', async () => {
    const asked: (readonly [string | undefined, string])[] = [];
    const authenticate: AppDeps['authenticate'] = (authorization, endpoint) => {
      asked.push([authorization, endpoint]);
      return Promise.resolve(EHR);
    };
    await withApp({ authenticate }, async (url) => {
      await fetch(`${url}/cds-services`, { headers: { authorization: 'Bearer a', host: 'evil.example' } });
      await fetch(`${url}/cds-services`, { method: 'HEAD' });
      await post(`${url}${SERVICE}`, viewCall(), { authorization: 'Bearer b' });
    });
    expect(asked).to.deep.equal([
      ['Bearer a', `${BASE_URL}/cds-services`],
      [undefined, `${BASE_URL}/cds-services`],
      ['Bearer b', `${BASE_URL}${SERVICE}`],
    ]);
  });

  for (const [status, code] of [
    [401, 'UNAUTHENTICATED'],
    [403, 'FORBIDDEN'],
  ] as const) {
    it(`T2 answers ${String(status)} without detail; the reason goes to the log`, async () => {
      const reason = status === 401 ? 'signature' : 'tenant';
      const authenticate = () => Promise.reject(new AuthenticationError(reason));
      await withApp({ authenticate }, async (url, lines) => {
        for (const response of [
          await fetch(`${url}/cds-services`),
          await post(`${url}${SERVICE}`, 'not even a call'),
        ]) {
          expect(response.headers.get('www-authenticate')).to.equal('Bearer');
          const text = await response.clone().text();
          expect(await refusalOf(response)).to.equal(`${String(status)} ${code}`);
          expect(text).to.not.contain(reason);
        }
        const event = lines
          .map((line) => JSON.parse(line) as Record<string, unknown>)
          .find((one) => one['reason'] === reason);
        expect(event).to.include({ event: 'authentication.failed', level: 'warn' });
        expect(event?.['requestId']).to.be.a('string');
      });
    });
  }

  it('T2 shows all Authorization headers when there are two', async () => {
    const asked: (string | undefined)[] = [];
    const authenticate: AppDeps['authenticate'] = (authorization) => {
      asked.push(authorization);
      return Promise.resolve(EHR);
    };
    await withApp({ authenticate }, async (url) => {
      const headers = ['Authorization', 'Bearer a', 'Authorization', 'Bearer b'];
      await request(`${url}/cds-services`, { headers });
    });
    expect(asked).to.deep.equal(['Bearer a, Bearer b']);
  });

  it('tells a failure of its own from a refusal', async () => {
    await withApp({ authenticate: () => Promise.reject(new TypeError('broken')) }, async (url) => {
      expect(await refusalOf(await post(`${url}${SERVICE}`, viewCall()))).to.equal('500 INTERNAL');
    });
  });

  it('names issuer and tenant in the log line of the request', async () => {
    await withApp({ authenticate: () => Promise.resolve(EHR) }, async (url, lines) => {
      await post(`${url}${SERVICE}`, viewCall());
      expect(JSON.parse(lines.at(-1) ?? '')).to.include({ issuer: 'https://ehr.example', tenant: 'north' });
    });
  });

  it('refuses the request beyond the limit of its issuer, and no other issuer', async () => {
    const authenticate: AppDeps['authenticate'] = (authorization) =>
      Promise.resolve(caller({ issuer: authorization, requestsPerMinute: 3 }));
    await withApp({ authenticate }, async (url) => {
      const call = (authorization: string) => post(`${url}${SERVICE}`, viewCall(), { authorization });
      for (let count = 1; count <= 3; count += 1) expect((await call('a')).status).to.equal(200);
      const refused = await call('a');
      expect(Number(refused.headers.get('retry-after'))).to.be.within(1, 60);
      expect(await refusalOf(refused)).to.equal('429 RATE_LIMITED');
      expect((await call('b')).status).to.equal(200);
    });
  });

  it('leaves the definitions of codes open to readers', async () => {
    const authenticate = () => Promise.reject(new AuthenticationError('no-token'));
    await withApp({ authenticate }, async (url) => {
      const response = await fetch(`${url}/CodeSystem/errors`);
      expect([response.status, (await outcomeOf(response)).resourceType]).to.deep.equal([200, 'CodeSystem']);
    });
  });

  it('hands the caller to what fetches, and its fetched request to the engine', async () => {
    const seen: unknown[] = [];
    await withApp(
      {
        authenticate: () => Promise.resolve(EHR),
        completeRequest: (request, by) => {
          seen.push(by.issuer);
          return Promise.resolve({ ...request, encounterId: 'completed' });
        },
        answerHook: ({ encounterId }) => {
          seen.push(encounterId);
          return { cards: [], silentRules: [] };
        },
      },
      (url) => post(`${url}${SERVICE}`, viewCall()),
    );
    expect(seen).to.deep.equal(['https://ehr.example', 'completed']);
  });
});
