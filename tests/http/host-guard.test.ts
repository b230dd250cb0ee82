// Under which name the service may be called, and what stands outside of all requests. Raw sockets: fetch writes its own Host.
import { expect } from 'chai';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createLog } from '../../src/base/log.ts';
import { createApp, type AppDeps } from '../../src/http/app.ts';
import { startServer, type RunningServer } from '../../src/http/start-server.ts';
import { appDeps } from './served-app.ts';

describe('the name of the service', () => {
  let running: RunningServer | undefined;

  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });

  async function start(isOpen: boolean): Promise<void> {
    const deps: AppDeps = appDeps({ isOpen });
    running = await startServer({
      host: '127.0.0.1',
      port: 0,
      baseUrl: undefined,
      log: createLog('silent'),
      buildApp: () => createApp(deps),
    });
  }

  /** Status and error code of the answer to a request as it is written here. */
  async function answerTo(lines: readonly string[]): Promise<string> {
    const socket = connect(running?.port ?? 0, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.write(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`);
    await once(socket, 'close');
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    return `${head.split(' ')[1] ?? ''} ${/"code":"([A-Z_]+)"/.exec(body)?.[1] ?? ''}`.trim();
  }

  const GET = 'GET /cds-services HTTP/1.1';

  for (const host of ['127.0.0.1:3000', 'localhost', 'LOCALHOST:80', '127.9.9.9', '[::1]:3000']) {
    it(`answers as ${host} while authentication is off`, async () => {
      await start(true);
      expect(await answerTo([GET, `Host: ${host}`])).to.equal('200');
    });
  }

  for (const host of [
    'evil.test',
    'localhost.evil.test',
    '127.0.0.1.evil.test',
    'a@localhost',
    'cds.example:443',
    '',
  ]) {
    it(`T7 refuses the name "${host}" while authentication is off, so that no page can pose as this machine`, async () => {
      await start(true);
      expect(await answerTo([GET, `Host: ${host}`])).to.equal('403 FORBIDDEN');
    });
  }

  it('answers by every name where callers must show who they are', async () => {
    await start(false);
    expect(await answerTo([GET, 'Host: cds.example'])).to.equal('200');
  });

  it('R10 refuses HTTP/1.1 without Host, and takes HTTP/1.0 without it', async () => {
    await start(false);
    expect(await answerTo([GET])).to.equal('400 NOT_HTTP');
    expect(await answerTo(['GET /cds-services HTTP/1.0'])).to.equal('200');
  });

  it('R10 refuses a tunnel', async () => {
    await start(false);
    expect(await answerTo(['CONNECT evil.test:443 HTTP/1.1', 'Host: evil.test:443'])).to.equal(
      '405 METHOD_NOT_ALLOWED',
    );
  });

  it('passes over an expectation that it does not know', async () => {
    await start(false);
    expect(await answerTo([GET, 'Host: cds.example', 'Expect: foo'])).to.equal('200');
  });
});
