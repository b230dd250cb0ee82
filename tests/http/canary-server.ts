// A process of its own whose whole output a test can read. Its engine fails in a way that quotes the record.
import { createLog } from '../../src/base/log.ts';
import { createApp } from '../../src/http/app.ts';
import { startServer } from '../../src/http/start-server.ts';
import { listings } from '../cds/calls.ts';
import { caller } from './served-app.ts';

const log = createLog('debug');

await startServer({
  host: '127.0.0.1',
  port: 0,
  baseUrl: undefined,
  log,
  buildApp: (baseUrl) =>
    createApp({
      baseUrl,
      bodyLimit: 10_000,
      discovery: { services: listings() },
      log,
      authenticate: () => Promise.resolve(caller()),
      isOpen: false,
      corsOrigins: [],
      completeRequest: (request) => Promise.resolve(request),
      keepAnswer: () => Promise.resolve(),
      recordFeedback: () => Promise.reject(new Error('not used')),
      answerHook: (request) => {
        throw new TypeError(`cannot read ${request.patientId}`, { cause: request });
      },
    }),
});
