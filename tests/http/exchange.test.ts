import { expect } from 'chai';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { viewCall } from '../cds/calls.ts';
import { post, SERVICE, serveApp, type ServedApp } from './served-app.ts';

describe('exchange', () => {
  let app: ServedApp;

  beforeEach(async () => {
    app = await serveApp();
  });
  afterEach(() => app.stop());

  const lines = (): readonly Record<string, unknown>[] =>
    app.lines.map((line) => JSON.parse(line) as Record<string, unknown>);

  it('gives the request id of the client back', async () => {
    const response = await fetch(`${app.url}/cds-services`, { headers: { 'x-request-id': 'A-1_b.c' } });
    expect(response.headers.get('x-request-id')).to.equal('A-1_b.c');
  });

  for (const offered of ['', 'a b', 'x'.repeat(65), 'a,b', 'é']) {
    it(`gives a new request id in place of "${offered.slice(0, 10)}"`, async () => {
      const response = await fetch(`${app.url}/cds-services`, { headers: { 'x-request-id': offered } });
      expect(response.headers.get('x-request-id')).to.match(/^[\da-f]{8}-[\da-f-]{27}$/);
    });
  }

  it('gives a request id with errors too', async () => {
    const response = await fetch(`${app.url}/nowhere`, { headers: { 'x-request-id': 'lost' } });
    expect(response.headers.get('x-request-id')).to.equal('lost');
  });

  it('writes one line for a call, with service, hook, cards, status and time', async () => {
    await (await post(`${app.url}${SERVICE}`, viewCall(), { 'x-request-id': 'r1' })).text();
    await app.stop();
    expect(lines()).to.have.length(1);
    expect(lines()[0]).to.include({
      event: 'request.answered',
      requestId: 'r1',
      method: 'POST',
      route: '/cds-services/:id',
      service: 'back',
      hook: 'patient-view',
      cards: 0,
      status: 200,
    });
    expect(lines()[0]?.['ms']).to.be.a('number');
  });

  it('writes the code of an error, and no address that nobody knows', async () => {
    await (await fetch(`${app.url}/CANARY?name=CANARY`)).text();
    await app.stop();
    expect(lines()[0]).to.include({ status: 404, code: 'NOT_FOUND' });
    expect(app.lines.join('')).to.not.contain('CANARY');
  });

  it('writes that a client went away before it was answered', async () => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST ${SERVICE} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"hook"`,
    );
    const [, response] = (await once(app.server, 'request')) as [unknown, ServerResponse];
    const closed = once(response, 'close');
    socket.destroy();
    await closed;
    await app.stop();
    expect(lines().map(({ event }) => event)).to.deep.equal(['request.aborted']);
  });
});
