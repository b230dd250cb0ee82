// One id per exchange, so that a client's log and ours can be laid side by side.
import { randomUUID } from 'node:crypto';

/** The header in which the id comes and goes. */
export const REQUEST_ID_HEADER = 'X-Request-Id';

const ACCEPTED = /^[A-Za-z0-9._-]{1,64}$/;

/** The client's own id when it is short and plain, else a new one. */
export function requestIdFrom(offered: string | readonly string[] | undefined): string {
  return typeof offered === 'string' && ACCEPTED.test(offered) ? offered : randomUUID();
}
