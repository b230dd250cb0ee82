// What never becomes a request: answered as FHIR too, and without a word of what came.
import { expect } from 'chai';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createLog } from '../../src/base/log.ts';
import { createServer, type Server } from 'node:http';
import { close, CONNECTION_SWEEP, listen } from '../../src/http/listen.ts';
import { answerMalformed } from '../../src/http/malformed.ts';

describe('malformed requests', () => {
  let server: Server;
  let port: number;
  let lines: string[];

  before(async () => {
    server = createServer({ connectionsCheckingInterval: 20, headersTimeout: 150, requestTimeout: 150 });
    server.on(
      'clientError',
      answerMalformed('https://cds.example', createLog('info', { write: (l) => lines.push(l) })),
    );
    server.on('request', (request, response) => request.on('end', () => response.end('ok')).resume());
    port = await listen(server, { host: '127.0.0.1', port: 0 });
  });
  after(() => close(server, 0));
  beforeEach(() => {
    lines = [];
  });

  async function answerTo(write: (socket: Socket) => void): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('error', () => undefined);
    write(socket);
    await once(socket, 'close');
    return answer;
  }

  const outcome = (answer: string): unknown => {
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).to.match(/Content-Type: application\/json/);
    expect(Number(/Content-Length: (\d+)/.exec(head)?.[1])).to.equal(Buffer.byteLength(body));
    const { resourceType, issue } = JSON.parse(body) as {
      resourceType: string;
      issue: { details: { coding: { code: string }[] } }[];
    };
    return [Number(head.split(' ')[1]), resourceType, issue[0]?.details.coding[0]?.code];
  };

  it('R10 answers what is no HTTP with an OperationOutcome that quotes nothing', async () => {
    const answer = await answerTo((socket) => socket.write('CANARY nonsense\r\n\r\n'));
    expect(outcome(answer)).to.deep.equal([400, 'OperationOutcome', 'NOT_HTTP']);
    expect(answer + lines.join('')).to.not.contain('CANARY');
    expect(lines.join('')).to.contain('request.malformed').and.to.contain('NOT_HTTP');
  });

  it('R10 answers headers beyond the limit of the parser', async () => {
    const answer = await answerTo((socket) => socket.write(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'C'.repeat(20_000)}`));
    expect(outcome(answer)).to.deep.equal([431, 'OperationOutcome', 'HEADERS_TOO_LARGE']);
  });

  it('R10 gives up on a sender that lets its headers or its body drip', async () => {
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n';
    for (const text of [head, `${head}\r\n{`]) {
      const answer = await answerTo((socket) => socket.write(text));
      expect(outcome(answer)).to.deep.equal([408, 'OperationOutcome', 'REQUEST_TIMEOUT']);
    }
  });

  it('adds nothing behind an answer on the same connection', async () => {
    const answer = await answerTo((socket) => {
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      socket.once('data', () => socket.write('nonsense\r\n\r\n'));
    });
    expect(answer).to.contain('ok').and.to.not.contain('OperationOutcome');
  });

  it('looks after the limits often enough to keep them', () => {
    expect(CONNECTION_SWEEP.connectionsCheckingInterval).to.be.at.most(5000);
  });
});
