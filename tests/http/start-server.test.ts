import { expect } from 'chai';
import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createLog } from '../../src/base/log.ts';
import { startServer, type RunningServer } from '../../src/http/start-server.ts';

describe('server', () => {
  let lines: string[];
  let running: RunningServer | undefined;

  const start = async (baseUrl?: string, host = '127.0.0.1'): Promise<RunningServer> => {
    const log = createLog('info', { write: (line) => lines.push(line) });
    const buildApp = (url: string) => (_request: unknown, response: ServerResponse) => response.end(url);
    running = await startServer({ host, port: 0, baseUrl, log, buildApp });
    return running;
  };

  beforeEach(() => {
    lines = [];
  });
  afterEach(() => running?.stop());

  it('takes a free port and is known by it', async () => {
    const { port, baseUrl } = await start();
    expect(baseUrl).to.equal(`http://127.0.0.1:${port}`);
    expect(await (await fetch(baseUrl)).text()).to.equal(baseUrl);
    expect(lines.at(-1)).to.contain('server.listening').and.to.contain(baseUrl);
  });

  it('is known by its public address when there is one', async () => {
    const { port, baseUrl } = await start('https://cds.example');
    expect(baseUrl).to.equal('https://cds.example');
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).to.equal('https://cds.example');
  });

  it('fails when the port is taken', async () => {
    const { port } = await start();
    const log = createLog('silent');
    const second = startServer({ host: '127.0.0.1', port, baseUrl: undefined, log, buildApp: () => () => undefined });
    expect(await second.catch((error: unknown) => (error as NodeJS.ErrnoException).code)).to.equal('EADDRINUSE');
  });

  it('frees the port when the application cannot be built', async () => {
    const listeners = process.listenerCount('SIGTERM');
    const buildApp = (): never => {
      throw new Error('broken');
    };
    const log = createLog('silent');
    const failed = startServer({ host: '127.0.0.1', port: 0, baseUrl: undefined, log, buildApp });
    expect(await failed.catch((error: unknown) => (error as Error).message)).to.equal('broken');
    expect(process.listenerCount('SIGTERM')).to.equal(listeners);
  });

  it('lets a running request finish when it stops, and takes no new one', async () => {
    const arrivals = new EventEmitter();
    const buildApp = () => (_request: unknown, response: ServerResponse) => arrivals.emit('request', response);
    const server = await startServer({
      host: '127.0.0.1',
      port: 0,
      baseUrl: undefined,
      log: createLog('silent'),
      buildApp,
    });
    const arrived = once(arrivals, 'request') as Promise<[ServerResponse]>;
    const answered = fetch(server.baseUrl);
    const [response] = await arrived;

    process.emit('SIGTERM', 'SIGTERM');
    const refused = await fetch(server.baseUrl).catch((error: unknown) => (error as Error).cause);
    expect(refused).to.include({ code: 'ECONNREFUSED' });

    response.end('done');
    expect(await (await answered).text()).to.equal('done');
    await server.stop();
  });

  it('forgets the signals once it has stopped', async () => {
    const before = process.listenerCount('SIGTERM');
    const server = await start();
    expect(process.listenerCount('SIGTERM')).to.equal(before + 1);
    await server.stop();
    expect(process.listenerCount('SIGTERM')).to.equal(before);
    expect(lines.at(-1)).to.contain('server.stopped');
  });
});
