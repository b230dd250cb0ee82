// Calls from pages in a browser: exact origins only, preflights on every address (T7).
import cors from 'cors';
import type { RequestHandler } from 'express';
import { REQUEST_ID_HEADER } from './request-id.ts';

const TEN_MINUTES = 600;

/** Answers preflights and marks answers for the listed origins; undefined when no page may call. */
export function crossOrigin(origins: readonly string[]): RequestHandler | undefined {
  if (origins.length === 0) return undefined;
  return cors({
    // As a list even of one: a single string would be sent to every origin, unasked.
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST'],
    allowedHeaders: ['Authorization', 'Content-Type', 'Accept-Language', REQUEST_ID_HEADER],
    exposedHeaders: [REQUEST_ID_HEADER, 'Retry-After', 'WWW-Authenticate', 'Content-Language'],
    maxAge: TEN_MINUTES,
  });
}
