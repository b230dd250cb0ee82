// The language of an answer stands in its headers, where the service has more than one.
import { expect } from 'chai';
import { SERVICE, post, serveApp, type ServedApp } from './served-app.ts';
import { viewCall } from '../cds/calls.ts';

describe('the language of an answer', () => {
  let served: ServedApp | undefined;

  afterEach(async () => {
    await served?.stop();
    served = undefined;
  });

  const languageFor = (wanted: readonly string[]): string => wanted.find((tag) => tag === 'pt-br') ?? 'en';

  it('is named, and that it hangs on what the client asks for', async () => {
    served = await serveApp({ languageFor });
    for (const [asked, told] of [
      ['pt-BR, en;q=0.5', 'pt-BR'],
      ['fr', 'en'],
    ] as const) {
      const response = await post(`${served.url}${SERVICE}`, viewCall(), { 'accept-language': asked });
      expect(response.status).to.equal(200);
      expect(response.headers.get('content-language')).to.equal(told);
      expect(response.headers.get('vary')).to.match(/\bAccept-Language\b/);
    }
  });

  it('is not claimed for a refusal, whose words are English', async () => {
    served = await serveApp({ languageFor });
    const response = await post(`${served.url}${SERVICE}`, {}, { 'accept-language': 'pt-BR' });
    expect(response.status).to.equal(400);
    expect(response.headers.get('content-language')).to.equal(null);
  });

  it('is not mentioned where there is one language only', async () => {
    served = await serveApp();
    const response = await post(`${served.url}${SERVICE}`, viewCall(), { 'accept-language': 'de' });
    expect(response.headers.get('content-language')).to.equal(null);
    expect(response.headers.get('vary') ?? '').to.not.match(/Accept-Language/);
  });
});
