// Under which name the service is called.
import type { RequestHandler } from 'express';
import { AppError } from '../base/errors.ts';

const HOST = /^(\[[\da-f:.]+\]|[^:@/\s]+)(?::\d+)?$/i;
const THIS_MACHINE = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/**
 * Refuses HTTP/1.1 without Host (RFC 9112, section 3.2). While authentication is off, refuses every name that is not this
 * machine's own: a page whose name was made to lead here would call with the rights of the machine's user (DNS rebinding).
 */
export function hostGuard(isOpen: boolean): RequestHandler {
  return (request, _response, next) => {
    const { host } = request.headers;
    if (host === undefined && request.httpVersion === '1.1')
      throw new AppError('NOT_HTTP', 'Expected one Host header.');
    const name = HOST.exec(host ?? '')?.[1] ?? '';
    if (isOpen && host !== undefined && !THIS_MACHINE.test(name)) {
      throw new AppError('FORBIDDEN', 'Expected a call to this machine by its own name.');
    }
    next();
  };
}
