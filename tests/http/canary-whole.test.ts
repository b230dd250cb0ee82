// The whole service as an operator starts it, told secrets in every field: requests, tokens, headers, what FHIR servers
// answer. No secret comes back in a refusal, and none is in anything that the processes write.
import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect, createServer as createSocketServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bearer, ISSUER, newSigner, type Signer } from '../security/tokens.ts';
import type { Json } from '../cds/calls.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SECRET = 'CANARYd41d8cd9';
const SERVICE = '/cds-services/midback-pain';
const REQUEST = join(ROOT, 'fixtures', 'requests', 'midback-pain', 'patient-view-all-fields.json');
/** Codes and the words of the protocol keep their meaning; everything else that is a text is told to nobody. */
const KEPT = new Set([
  ...[
    'resourceType',
    'system',
    'code',
    'status',
    'intent',
    'hook',
    'hookInstance',
    'type',
    'use',
    'gender',
    'reference',
  ],
  ...['id', 'patientId', 'userId', 'encounterId', 'fullUrl', 'url', 'token_type', 'fhirServer', 'priority', 'mode'],
]);

function withSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, child]): [string, unknown] => {
    if (typeof child !== 'string') return [key, withSecrets(child)];
    return [key, KEPT.has(key) || /^\d{4}/.test(child) ? child : `${child} ${SECRET}`];
  });
  return { ...Object.fromEntries(entries), note: [{ text: SECRET }], userComment: SECRET, [`x${SECRET}`]: SECRET };
}

function call(more: Json = {}): Json {
  return { ...(withSecrets(JSON.parse(readFileSync(REQUEST, 'utf8'))) as Json), ...more };
}

/** What a FHIR server can do wrong, by the first part of its path; each answer has the secret in it. */
function misbehaving(): Server {
  return createServer((request, response) => {
    const kind = (request.url ?? '').split('/')[1];
    if (kind === 'hangs') return;
    if (kind === 'breaks') {
      response.destroy();
      return;
    }
    const answers: Readonly<Record<string, [number, Record<string, string>, string]>> = {
      denies: [401, { 'www-authenticate': SECRET }, SECRET],
      forbids: [403, {}, JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ diagnostics: SECRET }] })],
      fails: [500, { 'x-secret': SECRET }, SECRET],
      redirects: [302, { location: `https://evil.example/${SECRET}` }, SECRET],
      html: [200, { 'content-type': 'text/html' }, `<html>${SECRET}`],
      nojson: [200, { 'content-type': 'application/fhir+json' }, `{"${SECRET}"`],
      gzip: [200, { 'content-type': 'application/fhir+json', 'content-encoding': 'gzip' }, SECRET],
    };
    const [status, headers, body] = answers[kind ?? ''] ?? [404, {}, SECRET];
    response.writeHead(status, headers).end(body);
  });
}

interface Started {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly url: string;
}

/** The base URL is fixed by the tokens' audience, so the service cannot tell which port it chose. */
async function freePort(): Promise<number> {
  const server = createSocketServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function start(environment: Readonly<Record<string, string>>): Promise<Started> {
  const port = await freePort();
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    cwd: ROOT,
    env: {
      PORT: String(port),
      LOG_LEVEL: 'debug',
      CDS_TIME_ZONE: 'America/New_York',
      CDS_CLOCK: '2026-03-02T10:00:00-05:00',
      CDS_FETCH_DEADLINE_MS: '150',
      CDS_BASE_URL: 'https://cds.example',
      ...environment,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()));
  while (!output.includes('server.listening')) {
    if (child.exitCode !== null) throw new Error(output);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { child, output: () => output, url: `http://127.0.0.1:${port}` };
}

/** Sends bytes as they are and gives back all that comes. */
async function exchange(url: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (part: Buffer) => (answer += part.toString()));
  socket.on('error', () => undefined);
  socket.end(text);
  await once(socket, 'close');
  return answer;
}

function post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function told(response: Response): Promise<string> {
  return `${JSON.stringify([...response.headers])}${await response.text()}`;
}

async function end({ child }: Started): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'close');
}

describe('PHI canary', function () {
  this.timeout(30_000);

  describe('of a service that fetches from servers that misbehave', () => {
    let fhir: Server;
    let service: Started;
    let origin: string;

    before(async () => {
      fhir = misbehaving().listen(0, '127.0.0.1');
      await once(fhir, 'listening');
      origin = `http://127.0.0.1:${String((fhir.address() as AddressInfo).port)}`;
      service = await start({ CDS_FHIR_SERVERS: origin });
    });
    after(() => {
      fhir.closeAllConnections();
      fhir.close();
      service.child.kill('SIGKILL');
    });

    const authorization = {
      access_token: SECRET,
      token_type: 'Bearer',
      expires_in: 300,
      scope: SECRET,
      subject: SECRET,
      patient: SECRET,
    };

    it('C2 R10 answers a call full of secrets with cards', async () => {
      const response = await post(`${service.url}${SERVICE}`, call());
      expect(response.status).to.equal(200);
      expect(((await response.json()) as { cards: unknown[] }).cards).to.not.be.empty;
    });

    for (const kind of [
      'hangs',
      'breaks',
      'denies',
      'forbids',
      'fails',
      'redirects',
      'html',
      'nojson',
      'gzip',
      'none',
    ]) {
      it(`C2 F4 R10 tells nothing when the FHIR server ${kind}`, async () => {
        const body = call({
          prefetch: {},
          fhirServer: `${origin}/${kind}/${SECRET}`,
          fhirAuthorization: authorization,
          context: { patientId: SECRET, userId: `Practitioner/${SECRET}`, encounterId: SECRET },
        });
        const response = await post(`${service.url}${SERVICE}`, body, { authorization: `Bearer ${SECRET}` });
        expect(response.status).to.equal(412);
        expect(await told(response)).to.not.contain(SECRET);
      });
    }

    const refusals: Readonly<Record<string, (url: string) => Promise<Response>>> = {
      '400': (url) => post(url, call({ hook: SECRET })),
      '400 (no JSON)': (url) => post(url, `{"a":"${SECRET}`),
      '400 (DSTU2)': (url) =>
        post(url, call({ prefetch: { medicationRequests: { resourceType: 'MedicationOrder', dateWritten: SECRET } } })),
      '404': (url) => post(`${url}${SECRET}`, call()),
      '405': (url) => fetch(`${url}?${SECRET}`, { method: 'DELETE', headers: { cookie: SECRET } }),
      '413': (url) => post(url, call({ extension: SECRET.repeat(100_000) })),
      '413 (too deep)': (url) => post(url, `${'['.repeat(70)}"${SECRET}"`),
      '415': (url) => post(url, SECRET, { 'content-type': `text/${SECRET}` }),
    };
    for (const [name, refused] of Object.entries(refusals)) {
      it(`R10 tells nothing with ${name}`, async () => {
        const response = await refused(`${service.url}${SERVICE}`);
        expect(response.status).to.equal(Number(name.slice(0, 3)));
        expect(await told(response)).to.not.contain(SECRET);
      });
    }

    it('R10 tells nothing with 431, nor of what is no HTTP', async () => {
      const large = await exchange(service.url, `GET / HTTP/1.1\r\nHost: x\r\nX-A: ${SECRET.repeat(3000)}\r\n\r\n`);
      expect(large).to.contain(' 431 ').and.to.not.contain(SECRET);
      expect(await exchange(service.url, `${SECRET}\r\n\r\n`)).to.not.contain(SECRET);
      expect(
        await exchange(service.url, `POST ${SERVICE} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n${SECRET}`),
      ).to.not.contain(SECRET);
    });

    it('C2 R10 has written none of it', async () => {
      await end(service);
      expect(service.output()).to.contain('"event":"request.answered"').and.to.contain('server.stopped');
      expect(service.output()).to.not.contain(SECRET);
    });
  });

  describe('of a service with trusted clients', () => {
    let service: Started;
    let signer: Signer;
    let folder: string;

    before(async () => {
      signer = await newSigner('ES384', 'k1');
      folder = mkdtempSync(join(tmpdir(), 'midback-canary-'));
      const file = join(folder, 'clients.json');
      const client = { issuer: ISSUER, keys: [signer.jwk], tenants: ['clinic-1'], requestsPerMinute: 2 };
      writeFileSync(file, JSON.stringify({ clients: [client] }));
      service = await start({ CDS_TRUSTED_CLIENTS: file });
    });
    after(() => {
      service.child.kill('SIGKILL');
      rmSync(folder, { recursive: true });
    });

    const forged: Readonly<Record<string, (by: Signer) => Promise<string>>> = {
      'no token': () => Promise.resolve(SECRET),
      'no JWT': () => Promise.resolve(`Bearer ${SECRET}`),
      'another issuer': (by) => bearer(by, { iss: `https://${SECRET}.example` }),
      'another key id': (by) => bearer(by, { jti: SECRET }, { kid: SECRET }),
      'another jku': (by) => bearer(by, {}, { jku: `https://evil.example/${SECRET}` }),
      'another audience': (by) => bearer(by, { aud: `https://cds.example/${SECRET}`, sub: SECRET }),
      'another type': (by) => bearer(by, { name: SECRET }, { typ: SECRET }),
    };
    for (const [name, forge] of Object.entries(forged)) {
      it(`T2 R10 tells nothing with 401: ${name}`, async () => {
        const headers = { authorization: await forge(signer) };
        const response = await post(`${service.url}${SERVICE}`, call(), headers);
        expect(response.status).to.equal(401);
        expect(await told(response)).to.not.contain(SECRET);
      });
    }

    it('T2 R10 tells nothing with 403: another tenant', async () => {
      const headers = { authorization: await bearer(signer, { tenant: SECRET, sub: SECRET }) };
      const response = await post(`${service.url}${SERVICE}`, call(), headers);
      expect(response.status).to.equal(403);
      expect(await told(response)).to.not.contain(SECRET);
    });

    it('T2 R10 tells nothing with 429, after calls that are answered', async () => {
      const statuses: number[] = [];
      for (let count = 0; count < 3; count += 1) {
        const headers = {
          authorization: await bearer(signer, { tenant: 'clinic-1', jti: `${SECRET}${count}`, sub: SECRET }),
        };
        const response = await post(`${service.url}${SERVICE}`, call(), headers);
        statuses.push(response.status);
        if (response.status === 429) expect(await told(response)).to.not.contain(SECRET);
      }
      expect(statuses).to.deep.equal([200, 200, 429]);
    });

    it('T2 R10 has written none of it, the signatures included', async () => {
      await end(service);
      expect(service.output()).to.contain('"event":"authentication.failed"').and.to.contain('server.stopped');
      expect(service.output())
        .to.not.contain(SECRET)
        .and.to.not.match(/eyJ[A-Za-z0-9_-]{10}/);
    });
  });
});
