import { expect } from 'chai';
import { viewCall } from '../cds/calls.ts';
import { post, SERVICE, serveApp, type ServedApp } from './served-app.ts';

const PAGE = 'https://sandbox.example';
const PREFLIGHT = {
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization,content-type',
};

describe('calls from a browser', () => {
  let app: ServedApp;

  before(async () => {
    app = await serveApp({ corsOrigins: [PAGE, 'https://other.example'] });
  });
  after(() => app.stop());

  for (const path of ['/cds-services', SERVICE, `${SERVICE}/feedback`]) {
    it(`T7 answers the preflight for ${path} to a listed origin`, async () => {
      const response = await fetch(`${app.url}${path}`, { method: 'OPTIONS', headers: { origin: PAGE, ...PREFLIGHT } });
      expect(response.status).to.equal(204);
      expect(response.headers.get('access-control-allow-origin')).to.equal(PAGE);
      expect(response.headers.get('access-control-allow-methods')).to.contain('POST');
      expect(response.headers.get('access-control-allow-headers')?.toLowerCase()).to.contain('authorization');
      expect(response.headers.get('access-control-allow-credentials')).to.equal(null);
    });
  }

  it('T7 lets a listed page read answers, refusals too, and their request ids', async () => {
    for (const body of [viewCall(), 'nonsense']) {
      const { headers } = await post(`${app.url}${SERVICE}`, body, { origin: PAGE });
      expect(headers.get('access-control-allow-origin')).to.equal(PAGE);
      expect(headers.get('access-control-expose-headers')).to.contain('X-Request-Id');
      expect(headers.get('vary')).to.contain('Origin');
    }
  });

  for (const origin of [
    'https://evil.example',
    `${PAGE}.evil.example`,
    `${PAGE}:8443`,
    'http://sandbox.example',
    'null',
  ]) {
    it(`T7 gives the page of ${origin} no leave`, async () => {
      const preflight = await fetch(`${app.url}${SERVICE}`, { method: 'OPTIONS', headers: { origin, ...PREFLIGHT } });
      const call = await post(`${app.url}${SERVICE}`, viewCall(), { origin });
      for (const { headers } of [preflight, call]) {
        expect(headers.get('access-control-allow-origin')).to.equal(null);
      }
    });
  }

  it('T7 gives no page leave when none is configured', async () => {
    const closed = await serveApp();
    try {
      const response = await fetch(`${closed.url}${SERVICE}`, {
        method: 'OPTIONS',
        headers: { origin: PAGE, ...PREFLIGHT },
      });
      expect(response.status).to.equal(405);
      expect(response.headers.get('access-control-allow-origin')).to.equal(null);
    } finally {
      await closed.stop();
    }
  });
});
