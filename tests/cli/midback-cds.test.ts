import { scratchDatabase } from '../support/scratch-database.ts';
import { expect } from 'chai';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandText, HELP } from '../../src/cli/command-line.ts';
import { runCommand } from '../../src/cli/run-command.ts';
import { CommandError } from '../../src/cli/command-error.ts';
import { KnowledgeError } from '../../src/knowledge/knowledge-error.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COMMAND = ['--import', 'tsx', 'src/cli/midback-cds.ts'];

interface Package {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

const manifest = (): Package => JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Package;

describe('the command midback-cds', function () {
  this.timeout(30_000);

  it('tells its help and its version', () => {
    expect(commandText(['--help'], {})).to.equal(HELP);
    expect(commandText([], {})).to.equal(HELP);
    expect(commandText(['explain', '--help'], {})).to.equal(HELP);
    expect(commandText(['--version'], {})).to.equal(`${manifest().version}\n`);
  });

  it('refuses a command that there is not', () => {
    expect(() => commandText(['dance'], {})).to.throw(CommandError, 'there is no command "dance"');
  });

  it('is what the package installs, and runs by itself', () => {
    const source = (manifest().bin['midback-cds'] ?? '').replace('dist/', 'src/').replace('.js', '.ts');
    expect(existsSync(join(ROOT, source))).to.equal(true);
    expect(readFileSync(join(ROOT, source), 'utf8')).to.match(/^#!\/usr\/bin\/env node\n/);
  });

  it('has scripts whose files exist', () => {
    for (const name of ['explain', 'coverage:clinical', 'terminology']) {
      const file = /src\/\S+\.ts/.exec(manifest().scripts[name] ?? '')?.[0] ?? 'nowhere';
      expect(existsSync(join(ROOT, file)), name).to.equal(true);
    }
  });

  it('ends with one line on standard error and a code of its own', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...COMMAND, 'explain', 'no-such-file.json'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect([status, stdout]).to.deep.equal([3, '']);
    expect(stderr).to.equal('midback-cds: no-such-file.json cannot be read\n');
  });

  it('starts the service with "serve"', async () => {
    const child = spawn(process.execPath, [...COMMAND, 'serve'], {
      cwd: ROOT,
      env: { PORT: '0', DATABASE_URL: scratchDatabase() },
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    let text = '';
    const started = new Promise<void>((resolve) => {
      child.stdout.on('data', (part: Buffer) => {
        text += part.toString();
        if (text.includes('Try it')) resolve();
      });
    });
    await Promise.race([started, ended]);
    child.kill('SIGTERM');
    await ended;
    expect(text).to.match(/Discovery +http:\/\/127\.0\.0\.1:\d+\/cds-services/);
  });
});

describe('running a command', () => {
  function run(command: () => string): { readonly code: number; readonly out: string; readonly err: string } {
    let [out, err] = ['', ''];
    const code = runCommand('x', command, { out: (text) => (out += text), err: (text) => (err += text) });
    return { code, out, err };
  }

  const failing = (error: Error) => (): never => {
    throw error;
  };

  it('prints the text of a command that works', () => {
    expect(run(() => 'done\n')).to.deep.equal({ code: 0, out: 'done\n', err: '' });
  });

  it('prints a mistake of the caller in one line', () => {
    expect(run(failing(new CommandError('usage', 'no')))).to.deep.equal({ code: 2, out: '', err: 'x: no\n' });
    const broken = run(failing(new KnowledgeError('cards/a.yaml', 3, 'bad')));
    expect(broken).to.deep.equal({ code: 1, out: '', err: 'x: hooks/cards/a.yaml line 3: bad\n' });
  });

  it('does not hide a mistake of its own', () => {
    expect(() => run(failing(new TypeError('boom')))).to.throw(TypeError);
  });
});
