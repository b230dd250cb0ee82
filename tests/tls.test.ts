// HTTPS in process, and clients that show a certificate of their own (T1, T8).
import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { createLog } from '../src/base/log.ts';
import type { TlsFiles } from '../src/config.ts';
import { ConfigError } from '../src/environment.ts';
import { startServer, type RunningServer } from '../src/http/start-server.ts';
import { readTlsOptions } from '../src/tls-options.ts';
import { createAuthority, type Authority } from './support/certificates.ts';

interface ClientTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly minVersion?: 'TLSv1';
  readonly maxVersion?: 'TLSv1.1';
}

describe('TLS', () => {
  let folder: string;
  let hospital: Authority;
  let stranger: Authority;
  let files: { certificate: string; key: string; authority: string; otherKey: string; nonsense: string };
  let running: RunningServer | undefined;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'midback-tls-'));
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    [hospital, stranger] = await Promise.all([createAuthority('hospital'), createAuthority('stranger')]);
    const server = await hospital.issue(['127.0.0.1', 'localhost']);
    files = {
      certificate: file('cert.pem', server.cert),
      key: file('key.pem', server.key),
      authority: file('ca.pem', hospital.cert),
      otherKey: file('other.pem', stranger.key),
      nonsense: file('nonsense.pem', 'CANARY'),
    };
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });

  async function start(clientAuthority?: string): Promise<string> {
    running = await startServer({
      host: '127.0.0.1',
      port: 0,
      baseUrl: undefined,
      tls: readTlsOptions({ certificate: files.certificate, key: files.key, clientAuthority }),
      log: createLog('silent'),
      buildApp: (baseUrl) => (_request, response) => response.end(baseUrl),
    });
    return running.baseUrl;
  }

  async function get(url: string, connect: ClientTls = {}): Promise<string> {
    const agent = new Agent({ connect: { ca: hospital.cert, ...connect } });
    try {
      return await (await request(url, { dispatcher: agent })).body.text();
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : String(error);
    } finally {
      await agent.close();
    }
  }

  it('T1 serves HTTPS with the given certificate, and is known by an https address', async () => {
    const url = await start();
    expect(url).to.match(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(await get(url)).to.equal(url);
    expect(await get(url, { ca: stranger.cert })).to.match(/SELF_SIGNED|UNABLE_TO/);
  });

  it('T1 refuses TLS 1.1 and older, and plain HTTP on the same port', async () => {
    const url = await start();
    expect(await get(url, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' })).to.not.equal(url);
    expect(await get(url.replace('https', 'http'))).to.not.equal(url);
  });

  it('T8 lets only clients in that show a certificate of the given authority', async () => {
    const url = await start(files.authority);
    expect(await get(url, await hospital.issue(['ehr']))).to.equal(url);
    expect(await get(url)).to.not.equal(url);
    expect(await get(url, await stranger.issue(['ehr']))).to.not.equal(url);
  });

  const unusable: Readonly<Record<string, () => TlsFiles>> = {
    'a key of another certificate': () => ({ ...files, key: files.otherKey, clientAuthority: undefined }),
    'a file that is no PEM': () => ({ ...files, certificate: files.nonsense, clientAuthority: undefined }),
    'an authority that is no PEM': () => ({ ...files, clientAuthority: files.nonsense }),
    'a file that is gone': () => ({ ...files, certificate: join(folder, 'gone.pem'), clientAuthority: undefined }),
  };
  for (const [name, broken] of Object.entries(unusable)) {
    it(`stops the start for ${name}, and quotes nothing of it`, () => {
      expect(() => readTlsOptions(broken()))
        .to.throw(ConfigError, /TLS_(CERT|CLIENT_CA)_FILE/)
        .with.property('message')
        .that.does.not.contain('CANARY');
    });
  }
});
