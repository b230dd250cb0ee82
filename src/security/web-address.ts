// Web addresses in the configuration: written exactly as they are compared later, https unless they stay on this machine.

const HOST = /^(\[[\da-f:.]+\]|[a-z\d._-]+)$/;
const LOOPBACK_HOST = /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/;

/** True for `https://ehr.example.com` or `https://ehr.example.com:8443`: no path, no wildcard, no default port, lower case. */
export function isExactOrigin(text: string): boolean {
  const url = secureUrl(text);
  return url?.origin === text;
}

/** True for an address of a document, written as the URL parser writes it, without user or fragment. */
export function isExactUrl(text: string): boolean {
  const url = secureUrl(text);
  return url?.href === text && !/[@#]/.test(text);
}

/** True when the address names this machine by a loopback name or literal. */
export function isLoopbackUrl(text: string): boolean {
  return URL.canParse(text) && LOOPBACK_HOST.test(new URL(text).hostname);
}

function secureUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!HOST.test(url.hostname)) return undefined;
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackUrl(text));
  return secure ? url : undefined;
}
