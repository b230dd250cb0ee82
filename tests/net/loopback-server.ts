// A real server on a free port of 127.0.0.1 that notes what it was asked.
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createRawServer, type Server, type Socket } from 'node:net';
import { close, listen } from '../../src/http/listen.ts';
import type { Certificate } from '../support/certificates.ts';

/** A running server. */
export interface LoopbackServer {
  readonly port: number;
  readonly origin: string;
  readonly requests: readonly IncomingMessage[];
  readonly stop: () => Promise<void>;
}

/** Serves over http, or over https when there is a certificate. */
export async function serve(answer: RequestListener, certificate?: Certificate): Promise<LoopbackServer> {
  const requests: IncomingMessage[] = [];
  const listener: RequestListener = (request, response) => {
    requests.push(request);
    answer(request, response);
  };
  const server = certificate === undefined ? createServer(listener) : createTlsServer(certificate, listener);
  const port = await listen(server, { host: '127.0.0.1', port: 0 });
  const scheme = certificate === undefined ? 'http' : 'https';
  return { port, origin: `${scheme}://127.0.0.1:${port}`, requests, stop: () => close(server, 0) };
}

/** Serves bytes as they are, for answers that no HTTP library would send. */
export async function serveRaw(answer: (socket: Socket) => void): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  const server = createRawServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.once('data', () => {
      answer(socket);
    });
  });
  const port = await listenRaw(server);
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      sockets.forEach((socket) => socket.destroy());
      server.close(() => {
        resolve();
      });
    });
  return { port, origin: `http://127.0.0.1:${port}`, requests: [], stop };
}

function listenRaw(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
