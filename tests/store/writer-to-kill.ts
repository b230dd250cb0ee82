// A process that writes as fast as it can and tells of each commit on a line, until it is killed; or that writes once.
import { argv, stdout } from 'node:process';
import { randomUUID } from 'node:crypto';
import { systemClock } from '../../src/base/clock.ts';
import { createLog } from '../../src/base/log.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { IssuedCall } from '../../src/store/store.ts';
import { AT, call, firstCard, overridden } from './writes.ts';

const WRITERS = 24;

const store = await openStore(argv[2] ?? '', { clock: systemClock, log: createLog('silent') });
const farAway = new Date(AT.getTime() + 100 * 365 * 86_400_000);

async function write(): Promise<never> {
  for (;;) {
    const token = randomUUID();
    const [issued] = await Promise.all([writeCall(), store.firstUse('i', token, farAway)]);
    stdout.write(`token ${token}\n`);
    await store.outcomes([overridden(issued)]);
    stdout.write(`outcome ${firstCard(issued).uuid}\n`);
  }
}

async function writeCall(): Promise<IssuedCall> {
  const issued = call();
  await store.issued(issued);
  stdout.write(`card ${firstCard(issued).uuid}\n`);
  return issued;
}

if (argv[3] === 'once') void writeCall();
else await Promise.all(Array.from({ length: WRITERS }, write));
