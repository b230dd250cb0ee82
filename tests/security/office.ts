// Authentication with clients of a test's own, a clock that can be turned, and the log kept.
import { createLog } from '../../src/base/log.ts';
import type { GuardedClient } from '../../src/net/guarded-client.ts';
import { createAuthenticate, type Authenticate } from '../../src/security/authenticate.ts';
import { AuthenticationError } from '../../src/security/authentication-error.ts';
import { createMemoryReplayGuard } from '../../src/security/replay-guard.ts';
import { parseTrustedClients } from '../../src/security/trusted-clients.ts';
import { keyServer } from './key-server.ts';
import { ENDPOINT, NOW } from './tokens.ts';

/** What a test talks to. */
export interface Office {
  readonly authenticate: Authenticate;
  readonly lines: readonly string[];
  /** Turns the clock on. */
  wait(seconds: number): void;
  /** Why a call is refused, with its status, such as `401 signature`; `accepted` if it is not. */
  verdict(authorization: string | undefined, endpoint?: string): Promise<string>;
}

/** Opens it for entries as the file of trusted clients has them. */
export function openOffice(
  entries: readonly object[],
  http: GuardedClient = keyServer('unreachable'),
  startsAt = NOW,
): Office {
  let now = startsAt;
  const clock = (): Date => new Date(now * 1000);
  const lines: string[] = [];
  const authenticate = createAuthenticate({
    clients: parseTrustedClients('clients.json', JSON.stringify({ clients: entries })),
    http,
    replayGuard: createMemoryReplayGuard(clock),
    clock,
    log: createLog('info', { write: (line) => lines.push(line) }),
  });
  const verdict = async (authorization: string | undefined, endpoint = ENDPOINT): Promise<string> => {
    try {
      await authenticate(authorization, endpoint);
      return 'accepted';
    } catch (error) {
      if (error instanceof AuthenticationError) return `${error.status} ${error.reason}`;
      throw error;
    }
  };
  return {
    authenticate,
    lines,
    wait: (seconds) => {
      now += seconds;
    },
    verdict,
  };
}
