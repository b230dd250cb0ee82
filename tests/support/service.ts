// The whole service in process, from the parsed body to the answer: what a call over HTTP does, without the wire.
import { AppError } from '../../src/base/errors.ts';
import type { Clock } from '../../src/base/clock.ts';
import { zoneOffsets } from '../../src/base/zone-offset.ts';
import { createLog, type EventLog } from '../../src/base/log.ts';
import { answerHook } from '../../src/cds/answer-hook.ts';
import { discoveryAnswer } from '../../src/cds/discovery.ts';
import { createEngine, type Engine } from '../../src/cds/engine.ts';
import { parseHookRequest } from '../../src/cds/parse-hook-request.ts';
import { operationOutcome } from '../../src/http/operation-outcome.ts';
import { loadKnowledge } from '../../src/knowledge/knowledge.ts';
import { fileURLToPath } from 'node:url';

/** A service that can be called. */
export interface CalledService {
  readonly engine: Engine;
  call(body: unknown): { readonly status: number; readonly body: unknown };
}

/** The address that answers refer to. */
export const TEST_BASE_URL = 'http://127.0.0.1:3000';

let shipped: Engine | undefined;

/** The engine over the shipped knowledge; compiled once, since it never changes. */
export function shippedEngine(): Engine {
  shipped ??= createEngine(loadKnowledge(fileURLToPath(new URL('../../hooks', import.meta.url))));
  return shipped;
}

/** The service with a clock of its own. */
export function serviceAt(
  clock: Clock,
  timeZone: string,
  engine: Engine = shippedEngine(),
  log: EventLog = createLog('silent'),
): CalledService {
  const deps = { engine, clock, timeZone, offsetAt: zoneOffsets(timeZone), baseUrl: TEST_BASE_URL, log };
  const { services } = discoveryAnswer([engine.service.definition]);
  return {
    engine,
    call: (body) => {
      try {
        const { cards } = answerHook(parseHookRequest(body, services), deps);
        return { status: 200, body: { cards } };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return { status: error.status, body: operationOutcome(error, TEST_BASE_URL) };
      }
    },
  };
}
