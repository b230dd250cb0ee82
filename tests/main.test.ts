// The service as an operator starts it: one process, its words, and how it refuses to start.
import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { validateResponse } from './support/cds-response-schema.ts';
import { scratchDatabase } from './support/scratch-database.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Started {
  readonly child: ChildProcess;
  output(): string;
  readonly ended: Promise<number | null>;
}

function start(environment: Readonly<Record<string, string>>): Started {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    cwd: ROOT,
    env: { PORT: '0', CDS_TIME_ZONE: 'America/New_York', DATABASE_URL: scratchDatabase(), ...environment },
  });
  let text = '';
  child.stdout.on('data', (part: Buffer) => (text += part.toString()));
  child.stderr.on('data', (part: Buffer) => (text += part.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, output: () => text, ended };
}

async function until(started: Started, isThere: (text: string) => boolean): Promise<string> {
  while (!isThere(started.output())) {
    if (started.child.exitCode !== null) throw new Error(`ended early: ${started.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return started.output();
}

describe('starting the service', function () {
  this.timeout(30_000);
  const running: Started[] = [];

  afterEach(async () => {
    for (const { child, ended } of running.splice(0)) {
      child.kill('SIGTERM');
      await ended;
    }
  });

  const run = (environment: Readonly<Record<string, string>>): Started => {
    const started = start(environment);
    running.push(started);
    return started;
  };

  it('prints a discovery address and a call that returns a card', async () => {
    const output = await until(run({}), (text) => text.includes('server.listening') && text.includes("}'"));
    const discovery = /Discovery +(http:\S+)/.exec(output)?.[1] ?? '';
    const call = /curl -s (http:\S+) -H 'content-type: application\/json' -d '([^']+)'/.exec(output);
    const listed = (await (await fetch(discovery)).json()) as { services: { id: string; hook: string }[] };
    expect(listed.services.map(({ hook }) => hook)).to.have.members(['patient-view', 'order-select', 'order-sign']);
    expect(new Set(listed.services.map(({ id }) => id))).to.deep.equal(new Set(['midback-pain']));
    const response = await fetch(call?.[1] ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: call?.[2] ?? '',
    });
    const body = (await response.json()) as { cards: { source: { topic: { code: string } } }[] };
    expect(response.status).to.equal(200);
    expect(validateResponse(body)).to.deep.equal([]);
    expect(body.cards.map(({ source }) => source.topic.code)).to.deep.equal(['topical-nsaid-first-line']);
  });

  it('announces a clock that stands still', async () => {
    const clock = '2026-03-02T10:00:00-05:00';
    const output = await until(run({ CDS_CLOCK: clock }), (text) => text.includes('Try it'));
    expect(output).to.include(`stands still at ${clock}`);
  });

  it('refuses a fixed clock on an address that others can reach, naming the variable', async () => {
    const started = run({ CDS_CLOCK: '2026-03-02T10:00:00-05:00', HOST: '0.0.0.0' });
    expect(await started.ended).to.equal(1);
    expect(started.output()).to.include('CDS_CLOCK');
  });

  it('refuses knowledge with a mistake, naming file and line, without a stack', async () => {
    const hooks = mkdtempSync(join(tmpdir(), 'midback-hooks-'));
    cpSync(join(ROOT, 'hooks'), hooks, { recursive: true });
    const file = join(hooks, 'scales', 'red-flags.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('condition: cauda-equina', 'condition: cauda-equina-x'));
    try {
      const started = run({ HOOKS_DIR: hooks });
      expect(await started.ended).to.equal(1);
      expect(started.output()).to.match(/^hooks\/scales\/red-flags\.yaml line \d+: there is no value set/m);
      expect(started.output()).to.not.include('    at ');
    } finally {
      rmSync(hooks, { recursive: true });
    }
  });
});
