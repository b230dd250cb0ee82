// From a built application to a running server that stops in good order.
import { createServer as createPlainServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions as TlsOptions } from 'node:https';
import type { EventLog } from '../base/log.ts';
import { close, CONNECTION_SWEEP, limitTimes, listen } from './listen.ts';
import { answerMalformed, refuseTunnel } from './malformed.ts';

/** Where to listen and what to do with requests. */
export interface ServerDeps {
  readonly host: string;
  /** 0 asks the system for a free port. */
  readonly port: number;
  /** The public address; undefined: the one that the server listens on. */
  readonly baseUrl: string | undefined;
  /** Certificate and key; undefined: plain HTTP, for loopback or behind a proxy that speaks TLS. */
  readonly tls?: TlsOptions | undefined;
  readonly log: EventLog;
  /** Builds the application once its public address is known. */
  readonly buildApp: (baseUrl: string) => RequestListener;
  /** Closes what the application holds open, once the last request is answered. */
  readonly closeApp?: () => Promise<void>;
}

/** A server that listens. */
export interface RunningServer {
  readonly port: number;
  readonly baseUrl: string;
  /** Stops taking requests and lets the running ones finish; a second call joins the first. */
  readonly stop: () => Promise<void>;
}

// A request without Host is refused by the application, which can say why.
const SERVER_OPTIONS = { ...CONNECTION_SWEEP, requireHostHeader: false } as const;
const GRACE = 10_000;
// Runs on Node 20, but that release line gets no security fixes any more.
const OLDEST_MAINTAINED_NODE = 22;
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Starts the server; SIGTERM and SIGINT stop it. */
export async function startServer(deps: ServerDeps): Promise<RunningServer> {
  const { log } = deps;
  const server = createServer(deps.tls);
  limitTimes(server);
  const port = await listen(server, deps);
  const baseUrl = deps.baseUrl ?? ownAddress(deps, port);
  server.on('clientError', answerMalformed(baseUrl, log));
  server.on('connect', refuseTunnel(baseUrl));
  // An expectation that is not known may be passed over (RFC 9110, section 10.1.1).
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  try {
    server.on('request', deps.buildApp(baseUrl));
  } catch (error) {
    await close(server, 0);
    throw error;
  }

  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
    stopped ??= close(server, GRACE).then(async () => {
      await deps.closeApp?.();
      log.event('server.stopped');
    });
    return stopped;
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    log.event('server.stopping', { signal });
    void stop();
  };
  for (const signal of SIGNALS) process.once(signal, onSignal);
  warnOfOldNode(log);
  log.event('server.listening', { url: baseUrl, node: process.version });
  return { port, baseUrl, stop };
}

function createServer(tls: TlsOptions | undefined): Server {
  if (tls === undefined) return createPlainServer(SERVER_OPTIONS);
  return createTlsServer({ ...SERVER_OPTIONS, ...tls });
}

function ownAddress({ host, tls }: ServerDeps, port: number): string {
  return `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}

function warnOfOldNode(log: EventLog): void {
  const major = Number(process.versions.node.split('.', 1)[0]);
  if (major < OLDEST_MAINTAINED_NODE) log.event('node.end-of-life', { node: process.version }, 'warn');
}
