// Whether a URL that came from outside may be asked for at all: its form, scheme, origin and path.
import type { Reach } from './address-classes.ts';
import { GuardedRequestError } from './guarded-request-error.ts';

/** Where a request may go. */
export interface UrlBounds {
  /** As URL.origin writes them. */
  readonly origins: ReadonlySet<string>;
  /** The path must be this or lie below it. */
  readonly basePath?: string;
  readonly reach: Reach;
}

// The parser forgives spaces, tabs, backslashes and missing slashes; other readers of the same text see another host.
const PLAIN = /^[a-z][a-z0-9+.-]*:\/\/[^\s\p{Cc}\\/?#][^\s\p{Cc}\\]*$/iu;
const USER_INFO = /^[^/?#]*\/\/[^/?#]*@/;
// Dots, slashes and zeros that a server might decode before it resolves the path, and `..;` that some skip over.
const DISGUISED = /%(?:2e|2f|5c|25|[01][0-9a-f]|7f)|\/\.{1,2};/i;

/** The URL, parsed; throws a GuardedRequestError unless it keeps within its bounds. */
export function guardedUrl(text: string, bounds: UrlBounds): URL {
  const url = parse(text);
  if (!isSchemeAllowed(url, bounds.reach)) throw new GuardedRequestError('scheme');
  if (USER_INFO.test(text)) throw new GuardedRequestError('credentials');
  if (!bounds.origins.has(url.origin)) throw new GuardedRequestError('origin');
  if (bounds.basePath !== undefined && !isBelow(url.pathname, bounds.basePath)) {
    throw new GuardedRequestError('base-path');
  }
  return url;
}

function parse(text: string): URL {
  if (!PLAIN.test(text)) throw new GuardedRequestError('invalid-url');
  try {
    return new URL(text);
  } catch {
    // The parser's error holds the URL.
    throw new GuardedRequestError('invalid-url');
  }
}

/** Whether http leads to loopback shows when the host is resolved; only then may it. */
function isSchemeAllowed(url: URL, reach: Reach): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && reach === 'loopback');
}

function isBelow(path: string, basePath: string): boolean {
  // Looked for at the start of a run only: a base of a million slashes must not cost their square.
  const base = basePath.replace(/(?<!\/)\/+$/, '');
  return !DISGUISED.test(path) && (path === base || path.startsWith(`${base}/`));
}
