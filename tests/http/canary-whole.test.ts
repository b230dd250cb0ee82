// The whole service as an operator starts it, told secrets in every field: requests, tokens, headers, what FHIR servers
// answer. No secret comes back in a refusal, and none is in anything that the processes write.
import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect, createServer as createSocketServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { scratchDatabase } from '../support/scratch-database.ts';
import { bearer, ISSUER, newSigner, type Signer } from '../security/tokens.ts';
import type { Json } from '../cds/calls.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SECRET = 'CANARYd41d8cd9';
const SERVICE = '/cds-services/midback-pain';
const REQUESTS = join(ROOT, 'fixtures', 'requests', 'midback-pain');
const TOKEN = 'CANARY70ken';
/** Codes and the words of the protocol keep their meaning; every other text is marked. */
const KEPT: ReadonlySet<string> = new Set([
  ...['resourceType', 'system', 'code', 'status', 'intent', 'hook', 'hookInstance', 'type', 'use', 'gender'],
  ...['url', 'token_type', 'fhirServer', 'priority', 'mode'],
]);
/** What names a resource is marked alike wherever it stands, so that references still lead to it. */
const NAMES: ReadonlySet<string> = new Set([
  ...['id', 'reference', 'fullUrl', 'patientId', 'userId', 'encounterId', 'selections'],
]);
/** With a mark it is no date any more. */
const DATE = /^\d{4}(-\d\d){0,2}(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?$/;

/** How the text of a member is marked. */
type Mark = (key: string, text: string) => string;

const readable: Mark = (key, text) => {
  if (NAMES.has(key)) return `${text}-${SECRET}`;
  return KEPT.has(key) || DATE.test(text) ? text : `${text} ${SECRET}`;
};
/** Dates and codes too, which nobody can read then. */
const everywhere: Mark = (key, text) => {
  if (NAMES.has(key)) return `${text}-${SECRET}`;
  return ['resourceType', 'hook', 'hookInstance', 'url'].includes(key) ? text : `${text} ${SECRET}`;
};

function withSecrets(value: unknown, mark: Mark, key = ''): unknown {
  if (typeof value === 'string') return mark(key, value);
  if (Array.isArray(value)) return value.map((item: unknown) => withSecrets(item, mark, key));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, child]) => [name, withSecrets(child, mark, name)] as const);
  return { ...Object.fromEntries(entries), note: [{ text: SECRET }], userComment: SECRET, [`x${SECRET}`]: SECRET };
}

function call(more: Json = {}, name = 'patient-view-all-fields.json', mark = readable): Json {
  return { ...(withSecrets(JSON.parse(readFileSync(join(REQUESTS, name), 'utf8')), mark) as Json), ...more };
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
  /** Every byte of its store. */
  readonly stored: () => string;
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
  const database = scratchDatabase();
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    cwd: ROOT,
    env: {
      PORT: String(port),
      LOG_LEVEL: 'debug',
      CDS_TIME_ZONE: 'America/New_York',
      CDS_CLOCK: '2026-03-02T10:00:00-05:00',
      CDS_FETCH_DEADLINE_MS: '150',
      DATABASE_URL: database,
      ...(environment['CDS_TRUSTED_CLIENTS'] === undefined ? {} : { CDS_BASE_URL: 'https://cds.example' }),
      ...environment,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()));
  while (!output.includes('server.listening')) {
    if (child.exitCode !== null) throw new Error(output);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const folder = dirname(database.slice('file:'.length));
  const stored = (): string =>
    readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'latin1'))
      .join('\n');
  return { child, output: () => output, url: `http://127.0.0.1:${port}`, stored };
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

    const access = (): Json => ({
      fhirServer: `${origin}/none`,
      fhirAuthorization: { ...authorization, access_token: TOKEN, scope: TOKEN, subject: TOKEN },
    });
    const answered: readonly (readonly [string, Mark])[] = readdirSync(REQUESTS)
      .filter((name) => name.endsWith('.json'))
      .flatMap((name) => [[name, readable] as const, [name, everywhere] as const]);

    // The cards may quote the record and name their evidence; that of the token is nobody's to know.
    const refused: Readonly<Record<string, number>> = {
      'order-select-reopened-tab.json': 400,
      'patient-view-failed-conditions.json': 412,
    };
    for (const [name, mark] of answered) {
      it(`C2 R10 answers a call full of secrets without the token: ${name}, ${mark.name}`, async () => {
        const headers = { authorization: `Bearer ${TOKEN}`, cookie: TOKEN };
        const response = await post(`${service.url}${SERVICE}`, call(access(), name, mark), headers);
        const text = await told(response);
        expect(text).to.not.contain(TOKEN);
        if (mark === readable) expect(response.status).to.equal(refused[name] ?? 200);
        if (response.status !== 200) expect(text).to.not.contain(SECRET);
      });
    }

    it('C2 R10 answers a call full of secrets with cards, which name the evidence as the client does', async () => {
      const response = await post(`${service.url}${SERVICE}`, call());
      expect(response.status).to.equal(200);
      const { cards } = (await response.json()) as { readonly cards: readonly Json[] };
      expect(cards).to.not.be.empty;
      expect(JSON.stringify(cards)).to.match(new RegExp(`"reference":"Condition/[^"]+-${SECRET}"`));
    });

    it('B2 R10 takes feedback full of secrets, and refuses it, without telling any', async () => {
      const { cards } = (await (await post(`${service.url}${SERVICE}`, call())).json()) as { cards: Json[] };
      const item = {
        outcome: 'overridden',
        outcomeTimestamp: '2026-03-02T15:00:00Z',
        overrideReason: { reason: { code: 'x' }, userComment: SECRET, [`x${SECRET}`]: SECRET },
        [`x${SECRET}`]: SECRET,
      };
      const url = `${service.url}${SERVICE}/feedback`;
      const taken = await post(url, { feedback: [{ ...item, card: cards[0]?.['uuid'] }] });
      expect(taken.status).to.equal(200);
      expect(await told(taken)).to.not.contain(SECRET);
      for (const wrong of [{ card: SECRET }, { card: cards[0]?.['uuid'], outcome: SECRET, outcomeTimestamp: SECRET }]) {
        const response = await post(url, { feedback: [{ ...item, ...wrong }] });
        expect(response.status).to.be.within(400, 499);
        expect(await told(response)).to.not.contain(SECRET);
      }
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
      for (const secret of [SECRET, TOKEN]) expect(service.output()).to.not.contain(secret);
    });

    it('C2 B2 has stored none of it, though it has stored its cards', () => {
      expect(service.stored()).to.contain('midback-pain').and.to.contain('overridden');
      for (const secret of [SECRET, TOKEN]) expect(service.stored()).to.not.contain(secret);
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
