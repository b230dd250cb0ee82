// JSON out: serialised once, with its length, in the one media type of the protocol (W1).
import type { ServerResponse } from 'node:http';

/** Ends the response with a JSON text that is ready to send. */
export function sendJsonText(response: ServerResponse, status: number, json: string | Buffer): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json');
  response.setHeader('Content-Length', Buffer.byteLength(json));
  response.end(json);
}

/** Ends the response with a value that is about one patient or one request: nobody on the way may keep it. */
export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.setHeader('Cache-Control', 'no-store');
  sendJsonText(response, status, JSON.stringify(body));
}
