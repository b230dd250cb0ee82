// No error may tell what a request held: not to the client, not in the log, not on standard error.
import { expect } from 'chai';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { selectCall, signCall, viewCall } from '../cds/calls.ts';
import { post, postText, SERVICE } from './served-app.ts';

const CANARY = 'CANARY-d41d8cd9';
const JSON_TYPE = { 'content-type': 'application/json' };

describe('privacy of errors', () => {
  let child: ChildProcessWithoutNullStreams;
  let output = '';
  let url = '';

  before(async () => {
    const script = join(import.meta.dirname, 'canary-server.ts');
    child = spawn(process.execPath, ['--import', 'tsx', script], { stdio: 'pipe' });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    while (url === '') {
      await once(child.stdout, 'data');
      url = /"url":"([^"]+)"/.exec(output)?.[1] ?? '';
    }
  });
  after(() => child.kill('SIGKILL'));

  const calls: Readonly<Record<string, (service: string) => Promise<Response>>> = {
    '400 no JSON': (service) => postText(service, `{"patient": ${CANARY}`, JSON_TYPE),
    '400 no UTF-8': (service) => postText(service, Buffer.from(`"${CANARY}\xff"`, 'latin1'), JSON_TYPE),
    '400 no object': (service) => post(service, CANARY),
    '400 wrong fields': (service) => post(service, viewCall({ patientId: `${CANARY} 1`, userId: CANARY })),
    '400 wrong types': (service) => post(service, viewCall({ patientId: [CANARY] }, { prefetch: CANARY })),
    '400 wrong server': (service) => post(service, viewCall({}, { fhirServer: CANARY, fhirAuthorization: CANARY })),
    '400 unknown hook': (service) => post(service, viewCall({}, { hook: CANARY })),
    '400 no orders': (service) => post(service, signCall({ draftOrders: { [CANARY]: CANARY } })),
    '400 no selection': (service) => post(service, selectCall({ selections: [CANARY] })),
    '413 too deep': (service) => postText(service, `${'['.repeat(65)}"${CANARY}"`, JSON_TYPE),
    '404 unknown service': () => post(`${url}/cds-services/${CANARY}`, { [CANARY]: CANARY }),
    '404 unknown address': () => fetch(`${url}/${CANARY}?${CANARY}=${CANARY}`),
    '404 broken address': () => fetch(`${url}/cds-services/%E0%A4%A${CANARY}`),
    '405 wrong method': (service) => fetch(`${service}?${CANARY}`, { method: 'PUT', body: CANARY }),
    '413 too large': (service) => postText(service, CANARY.repeat(1000), JSON_TYPE),
    '415 wrong type': (service) => postText(service, CANARY, { 'content-type': `text/${CANARY}` }),
    '415 wrong charset': (service) =>
      postText(service, CANARY, { 'content-type': `application/json;charset=${CANARY}` }),
    '415 wrong coding': (service) => postText(service, CANARY, { ...JSON_TYPE, 'content-encoding': CANARY }),
    '500 failing engine': (service) => post(service, viewCall({ patientId: CANARY }), { authorization: CANARY }),
  };

  for (const [name, call] of Object.entries(calls)) {
    it(`R10 tells nothing of the request: ${name}`, async () => {
      const response = await call(`${url}${SERVICE}`);
      expect(response.status).to.equal(Number(name.slice(0, 3)));
      const headers = JSON.stringify([...response.headers]);
      expect(`${headers}${await response.text()}`).to.not.contain(CANARY);
    });
  }

  it('R10 tells nothing of a request that breaks off, or that is no HTTP', async () => {
    for (const text of [
      `POST ${SERVICE} HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n${CANARY}`,
      `${CANARY}\r\n\r\n`,
    ]) {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      let answer = '';
      socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
      socket.end(text);
      await once(socket, 'close');
      expect(answer).to.not.contain(CANARY);
    }
  });

  it('leaves no trace of any of it in standard output and standard error, and stops in good order', async () => {
    child.kill('SIGTERM');
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).to.equal(0);
    expect(output).to.contain('"event":"request.failed"').and.to.contain('"event":"server.stopped"');
    expect(output).to.not.contain(CANARY);
  });
});
