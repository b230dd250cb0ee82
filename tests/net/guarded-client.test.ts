// Real servers on loopback, kind ones and hostile ones.
import { expect } from 'chai';
import type { RequestListener } from 'node:http';
import { inspect } from 'node:util';
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import {
  createGuardedClient,
  type GuardedAnswer,
  type GuardedClient,
  type GuardedRequest,
} from '../../src/net/guarded-client.ts';
import { createAuthority, type Authority } from '../support/certificates.ts';
import { type LoopbackServer, serve, serveRaw } from './loopback-server.ts';
import { resolverFor } from './recorder.ts';
import { reasonFor, refusal, requestTo } from './requests.ts';

const BUNDLE = JSON.stringify({ resourceType: 'Bundle', entry: [] });
const PAD = Buffer.alloc(64 * 1024, ' ');

const brotli = (body: Buffer): Buffer => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });

describe('guarded client', () => {
  let client: GuardedClient;
  let running: LoopbackServer[];

  beforeEach(() => {
    client = createGuardedClient();
    running = [];
  });
  afterEach(async () => {
    await client.close();
    await Promise.all(running.map((server) => server.stop()));
  });

  function kept(server: LoopbackServer): LoopbackServer {
    running.push(server);
    return server;
  }

  const serving = async (answer: RequestListener): Promise<LoopbackServer> => kept(await serve(answer));
  const loopback = ({ origin }: LoopbackServer, parts: Partial<GuardedRequest> = {}): GuardedRequest =>
    requestTo([origin], { reach: 'loopback', ...parts });
  const ask = (server: LoopbackServer, parts: Partial<GuardedRequest> = {}): Promise<GuardedAnswer> =>
    client.get(`${server.origin}/fhir/Patient/1`, loopback(server, parts));
  const reason = async (server: LoopbackServer, parts: Partial<GuardedRequest> = {}): Promise<string> =>
    (await refusal(ask(server, parts))).reason;

  describe('an answer', () => {
    it('F1 brings status, media type and body', async () => {
      const server = await serving((_request, response) => {
        response.writeHead(200, { 'content-type': 'Application/FHIR+json; charset=UTF-8' }).end(BUNDLE);
      });
      const { status, mediaType, body } = await ask(server);
      expect([status, mediaType, body.toString()]).to.deep.equal([200, 'application/fhir+json', BUNDLE]);
    });

    for (const status of [204, 400, 401, 403, 404, 410, 429, 500, 503]) {
      it(`F1 leaves the status ${status} to the caller`, async () => {
        const server = await serving((_request, response) => response.writeHead(status).end());
        const answer = await ask(server);
        expect([answer.status, answer.mediaType, answer.body.length]).to.deep.equal([status, '', 0]);
      });
    }

    it('F1 leaves HTML with status 200 to the caller', async () => {
      const page = '<html>Please log in</html>';
      const server = await serving((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
      });
      const { status, mediaType, body } = await ask(server);
      expect([status, mediaType, body.toString()]).to.deep.equal([200, 'text/html', page]);
    });

    it('C2 comes of a GET with the token in the Authorization header and nowhere else', async () => {
      const server = await serving((_request, response) => response.end(BUNDLE));
      await ask(server, { bearer: 'a-Token.with~all_of+68/==' });
      const [request] = server.requests;
      expect([request?.method, request?.url]).to.deep.equal(['GET', '/fhir/Patient/1']);
      expect(request?.headers).to.deep.equal({
        host: new URL(server.origin).host,
        connection: 'keep-alive',
        accept: 'application/fhir+json',
        'accept-encoding': 'gzip, deflate, br',
        'user-agent': 'midback-cds',
        authorization: 'Bearer a-Token.with~all_of+68/==',
      });
    });

    it('C2 comes without an Authorization header when there is no token, also on a connection that carried one', async () => {
      const server = await serving((_request, response) => response.end(BUNDLE));
      await ask(server, { bearer: 'token' });
      // The connection is free again a moment after its answer.
      await new Promise(setImmediate);
      await ask(server);
      const [first, second] = server.requests;
      expect(first?.socket.remotePort).to.equal(second?.socket.remotePort);
      expect([first?.headers.authorization, second?.headers.authorization]).to.deep.equal(['Bearer token', undefined]);
    });

    it('F5 comes in parallel under one signal, over a bounded number of connections, without a warning', async () => {
      const warnings: string[] = [];
      const note = ({ message }: Error): number => warnings.push(message);
      process.on('warning', note);
      const server = await serving((_request, response) => setTimeout(() => response.end(BUNDLE), 5));
      const request = loopback(server);
      const answers = await Promise.all(Array.from({ length: 40 }, () => client.get(server.origin, request)));
      await new Promise(setImmediate);
      process.off('warning', note);
      expect(answers.map(({ status }) => status)).to.deep.equal(Array<number>(40).fill(200));
      expect(new Set(server.requests.map(({ socket }) => socket.remotePort)).size).to.be.at.most(16);
      expect(warnings).to.deep.equal([]);
    });

    it('F1 comes again after an error on the same server', async () => {
      let calls = 0;
      const server = await serving((_request, response) => {
        calls += 1;
        if (calls === 1) response.destroy();
        else response.end(BUNDLE);
      });
      expect(await reason(server)).to.equal('unreachable');
      expect((await ask(server)).status).to.equal(200);
    });
  });

  describe('a redirect', () => {
    for (const status of [300, 301, 302, 303, 304, 305, 307, 308]) {
      it(`T5 of ${status} to another host is refused, and the token does not follow`, async () => {
        const other = await serving((_request, response) => response.end('got it'));
        const server = await serving((_request, response) => {
          response.writeHead(status, { location: `${other.origin}/steal` }).end();
        });
        expect(await reason(server, { bearer: 'token' })).to.equal('redirect');
        expect(other.requests).to.have.length(0);
      });
    }

    it('T5 on the same server is refused too', async () => {
      const server = await serving((_request, response) => response.writeHead(302, { location: '/fhir' }).end());
      expect(await reason(server)).to.equal('redirect');
      expect(server.requests).to.have.length(1);
    });

    it('T5 with an endless body ends the connection', async () => {
      let isClosed = Promise.resolve();
      const server = await serving((request, response) => {
        isClosed = new Promise((resolve) => request.socket.once('close', resolve));
        response.writeHead(302, { location: '/' });
        const more = (): void => void response.write(PAD);
        response.on('drain', more);
        more();
      });
      expect(await reason(server)).to.equal('redirect');
      await isClosed;
    });
  });

  describe('a body', () => {
    const sending =
      (body: Buffer, coding?: string): RequestListener =>
      (_request, response) =>
        response.writeHead(200, coding === undefined ? {} : { 'content-encoding': coding }).end(body);

    it('F3 may have as many bytes as allowed and not one more', async () => {
      const server = await serving(sending(Buffer.alloc(1000, 'x')));
      expect((await ask(server, { maxBytes: 1000 })).body).to.have.length(1000);
      expect(await reason(server, { maxBytes: 999 })).to.equal('too-large');
    });

    it('F3 without end is cut off, and so is its connection', async () => {
      let isClosed = Promise.resolve();
      const server = await serving((request, response) => {
        isClosed = new Promise((resolve) => request.socket.once('close', resolve));
        const more = (): void => void response.write(PAD);
        response.on('drain', more);
        more();
      });
      expect(await reason(server)).to.equal('too-large');
      await isClosed;
    });

    it('F3 that says it is too large is not read', async () => {
      const server = await serving((_request, response) => {
        response.writeHead(200, { 'content-length': 5_000_000 }).write('{');
      });
      expect(await reason(server)).to.equal('too-large');
    });

    for (const [what, coding, code] of [
      ['gzip', 'gzip', gzipSync],
      ['gzip by its old name', 'x-gzip', gzipSync],
      ['gzip in capitals', ' GZIP ', gzipSync],
      ['deflate with its zlib header', 'deflate', deflateSync],
      ['deflate without header', 'deflate', deflateRawSync],
      ['brotli', 'br', brotli],
    ] as const) {
      it(`F1 is decoded: ${what}`, async () => {
        const server = await serving(sending(code(Buffer.from(BUNDLE)), coding));
        expect((await ask(server, { maxBytes: BUNDLE.length })).body.toString()).to.equal(BUNDLE);
        expect(await reason(server, { maxBytes: BUNDLE.length - 1 })).to.equal('too-large');
      });

      it(`F3 that swells stops at the limit: ${what}`, async () => {
        const server = await serving(sending(code(Buffer.alloc(3_000_000)), coding));
        expect(await reason(server, { maxBytes: 2_999_999 })).to.equal('too-large');
      });

      it(`F1 that is cut short is refused: ${what}`, async () => {
        const server = await serving(sending(code(Buffer.from(BUNDLE)).subarray(0, -3), coding));
        expect(await reason(server)).to.equal('coding');
      });
    }

    it('F3 that would swell to 60 MB takes no such memory', async () => {
      const bomb = Buffer.concat(Array<Buffer>(60).fill(gzipSync(Buffer.alloc(1_000_000))));
      const server = await serving(sending(bomb, 'gzip'));
      const before = process.memoryUsage().rss;
      expect(await reason(server, { maxBytes: 100_000 })).to.equal('too-large');
      expect(process.memoryUsage().rss - before).to.be.below(30_000_000);
    });

    it('F1 may be empty whatever its coding', async () => {
      const server = await serving(sending(Buffer.alloc(0), 'gzip'));
      expect((await ask(server)).body).to.have.length(0);
    });

    it('F3 of empty gzip members without end is cut off', async () => {
      const members = Buffer.concat(Array<Buffer>(5000).fill(gzipSync('')));
      const server = await serving((_request, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        const more = (): void => void response.write(members);
        response.on('drain', more);
        more();
      });
      expect(await reason(server, { maxBytes: 1000 })).to.equal('too-large');
    });

    for (const coding of ['compress', 'zstd', 'gzip, gzip', 'identity, gzip', 'br;q=1', '*', 'aes128gcm']) {
      it(`F1 of the coding "${coding}" is refused`, async () => {
        const server = await serving(sending(gzipSync(gzipSync(BUNDLE)), coding));
        expect(await reason(server)).to.equal('coding');
      });
    }

    it('F1 that says it is not coded is taken as it is', async () => {
      const server = await serving(sending(Buffer.from(BUNDLE), 'identity'));
      expect((await ask(server)).body.toString()).to.equal(BUNDLE);
    });
  });

  describe('an answer that breaks HTTP', () => {
    const OK = 'HTTP/1.1 200 OK\r\n';
    for (const [what, text, expected] of [
      ['ends before its Content-Length', `${OK}Content-Length: 100\r\n\r\n{"a":1}`, 'unreachable'],
      ['has a Content-Length that is no number', `${OK}Content-Length: 0x10\r\n\r\n{"a":1}`, 'unreachable'],
      ['has two lengths', `${OK}Content-Length: 7\r\nContent-Length: 3\r\n\r\n{"a":1}`, 'unreachable'],
      ['ends within its chunks', `${OK}Transfer-Encoding: chunked\r\n\r\n7\r\n{"a`, 'unreachable'],
      ['has a broken chunk', `${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\n{"a":1}\r\n0\r\n\r\n`, 'unreachable'],
      ['is not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', 'unreachable'],
      [
        'switches protocols',
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
        'unreachable',
      ],
      ['is empty', '', 'unreachable'],
      ['has headers without end', `${OK}${'X-Pad: aaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n'.repeat(2000)}`, 'unreachable'],
    ] as const) {
      it(`F1 is ${expected}: it ${what}`, async () => {
        const server = kept(await serveRaw((socket) => socket.end(text)));
        expect(await reason(server)).to.equal(expected);
      });
    }

    it('F1 ends where its Content-Length says, and what follows reaches no later answer', async () => {
      const second = `${OK}Content-Length: 6\r\n\r\nforged`;
      const server = kept(await serveRaw((socket) => socket.end(`${OK}Content-Length: 2\r\n\r\n{}${second}`)));
      expect((await ask(server)).body.toString()).to.equal('{}');
      expect((await ask(server)).body.toString()).to.equal('{}');
    });
  });

  describe('the deadline', () => {
    const SHORT = 60;
    const soon = (): Partial<GuardedRequest> => ({ signal: AbortSignal.timeout(SHORT) });

    it('F5 ends a body that drips', async () => {
      const server = await serving((_request, response) => {
        const drip = setInterval(() => response.write(' '), 5);
        response.on('close', () => {
          clearInterval(drip);
        });
      });
      expect(await reason(server, soon())).to.equal('deadline');
    });

    it('F5 ends headers that drip', async () => {
      const server = kept(
        await serveRaw((socket) => {
          socket.write('HTTP/1.1 200 OK\r\n');
          const drip = setInterval(() => socket.write('X-Pad: a\r\n'), 5);
          socket.on('close', () => {
            clearInterval(drip);
          });
        }),
      );
      expect(await reason(server, soon())).to.equal('deadline');
    });

    it('F5 ends silence', async () => {
      expect(await reason(await serving(() => undefined), soon())).to.equal('deadline');
    });

    it('F5 ends a look-up and a connection that never come about', async () => {
      const never = (): Promise<never> => new Promise(() => undefined);
      const resolve = resolverFor({ 'ehr.test': ['93.184.215.14'] });
      for (const parts of [{ resolve: never }, { resolve, dial: never }]) {
        const stuck = createGuardedClient(parts);
        const request = requestTo(['https://ehr.test'], soon());
        expect(await reasonFor(stuck, 'https://ehr.test', request)).to.equal('deadline');
        await stuck.close();
      }
    });

    it('F5 ends waiting for a free connection', async () => {
      const server = await serving(() => undefined);
      const request = loopback(server, soon());
      const errors = await Promise.all(Array.from({ length: 30 }, () => refusal(client.get(server.origin, request))));
      expect(new Set(errors.map((error) => error.reason))).to.deep.equal(new Set(['deadline']));
    });
  });

  it('F1 is unreachable where nobody listens, and after the client was closed', async () => {
    const gone = await serve((_request, response) => response.end());
    await gone.stop();
    expect(await reason(gone)).to.equal('unreachable');
    const server = await serving((_request, response) => response.end());
    await client.close();
    expect(await reason(server)).to.equal('unreachable');
  });

  describe('over TLS', () => {
    const NAME = 'fhir.test';
    let authority: Authority;
    let server: LoopbackServer;
    let trusting: GuardedClient;

    before(async () => {
      authority = await createAuthority('Test authority');
    });
    beforeEach(async () => {
      server = kept(await serve((_request, response) => response.end(BUNDLE), await authority.issue([NAME])));
      trusting = createGuardedClient({ ca: authority.cert, resolve: resolverFor({ [NAME]: ['127.0.0.1'] }) });
    });
    afterEach(() => trusting.close());

    /** What a request by name ends with; the name is known to the client's resolver alone. */
    const byName = async (by: GuardedClient, parts: Partial<GuardedRequest> = {}): Promise<string> => {
      const origin = `https://${NAME}:${server.port}`;
      const request = requestTo([origin], { reach: 'loopback', ...parts });
      return by.get(`${origin}/fhir`, request).then(({ status }) => String(status), String);
    };

    it('T1 asks a server whose certificate and name are good, at the address that was checked', async () => {
      expect(await byName(trusting, { bearer: 'token' })).to.equal('200');
      expect(server.requests[0]?.headers.authorization).to.equal('Bearer token');
      expect(server.requests[0]?.headers.host).to.equal(`${NAME}:${server.port}`);
    });

    it('T1 asks a server by its address when the certificate names that', async () => {
      const numbered = kept(
        await serve((_request, response) => response.end(BUNDLE), await authority.issue(['127.0.0.1'])),
      );
      expect((await trusting.get(numbered.origin, loopback(numbered))).status).to.equal(200);
    });

    it('T1 refuses a certificate for another name or of an unknown authority, before the token is sent', async () => {
      const other = kept(
        await serve((_request, response) => response.end(BUNDLE), await authority.issue(['other.test'])),
      );
      const resolve = resolverFor({ [NAME]: ['127.0.0.1'] });
      const distrusting = createGuardedClient({ resolve });
      const atOther = requestTo([`https://${NAME}:${other.port}`], { reach: 'loopback', bearer: 'token' });
      expect(await reasonFor(trusting, `https://${NAME}:${other.port}/fhir`, atOther)).to.equal('unreachable');
      expect(await byName(distrusting, { bearer: 'token' })).to.match(/unreachable/);
      await distrusting.close();
      expect([...server.requests, ...other.requests]).to.deep.equal([]);
    });

    it('T5 does not lend a connection to a request with a narrower reach', async () => {
      expect(await byName(trusting)).to.equal('200');
      expect(await byName(trusting, { reach: 'private' })).to.match(/address/);
      expect(await byName(trusting, { reach: 'public' })).to.match(/address/);
      expect(server.requests).to.have.length(1);
    });

    it('T1 is not spoken to a server that speaks plain http', async () => {
      const plain = await serving((_request, response) => response.end(BUNDLE));
      const origin = plain.origin.replace('http:', 'https:');
      expect(await reasonFor(trusting, origin, requestTo([origin], { reach: 'loopback' }))).to.equal('unreachable');
    });
  });

  it('C2 tells no token, path or address in the error of a server that fails', async () => {
    const servers = [
      await serving((_request, response) => response.writeHead(302, { location: 'https://evil.test/secret' }).end()),
      await serving((_request, response) => response.writeHead(200, { 'content-encoding': 'secret' }).end('secret')),
      await serving((request) => request.socket.destroy()),
      kept(await serveRaw((socket) => socket.end('secret'))),
    ];
    const told = await Promise.all(
      servers.map(async (server) => {
        const error = await refusal(ask(server, { bearer: 'secret-token' }));
        return inspect(error, { depth: 9, showHidden: true });
      }),
    );
    expect(told.filter((text) => /secret|Patient|127\.0\.0\.1/.test(text))).to.deep.equal([]);
  });
});
