// What never becomes a request: no HTTP, headers without end, a body that does not arrive. Answered by hand, as FHIR.
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { AppError, type ErrorCode } from '../base/errors.ts';
import type { EventLog } from '../base/log.ts';
import { operationOutcome } from './operation-outcome.ts';

const CODES: Readonly<Record<string, ErrorCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
};

const MESSAGES: Partial<Record<ErrorCode, string>> = {
  REQUEST_TIMEOUT: 'The request took too long to arrive.',
  HEADERS_TOO_LARGE: 'The headers are too large.',
};

/** Answers the `clientError` of a server. The parser's own message quotes what came: it is not looked at. */
export function answerMalformed(
  baseUrl: string,
  log: EventLog,
): (error: NodeJS.ErrnoException, socket: Socket) => void {
  return (error, socket) => {
    const code = CODES[error.code ?? ''] ?? 'NOT_HTTP';
    // The client went away: that is no fault of what it sent.
    if (error.code !== 'ECONNRESET') log.event('request.malformed', { code }, 'warn');
    // Behind an answer on the same connection another would be read as part of the first.
    if (!socket.writable || socket.bytesWritten > 0 || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    socket.end(answerText(new AppError(code, MESSAGES[code] ?? 'Expected an HTTP/1.1 request.'), baseUrl));
  };
}

/** Answers CONNECT, which Node hands over as a bare connection. */
export function refuseTunnel(baseUrl: string): (request: unknown, socket: Duplex) => void {
  return (_request, socket) => {
    socket.end(answerText(new AppError('METHOD_NOT_ALLOWED', 'No address answers CONNECT.'), baseUrl));
  };
}

function answerText(failure: AppError, baseUrl: string): string {
  const body = JSON.stringify(operationOutcome(failure, baseUrl));
  const lines = [
    `HTTP/1.1 ${String(failure.status)} ${STATUS_CODES[failure.status] ?? ''}`,
    'Content-Type: application/json',
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    'Cache-Control: no-store',
    'Connection: close',
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
