// A PostgreSQL server for tests: Debian's programs, a data folder of its own, a port on the loopback address.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { env, getuid } from 'node:process';
import { promisify } from 'node:util';
import pg from 'pg';

const DEBIAN = '/usr/lib/postgresql';
const START_MS = 20_000;
// After a crash the data are synchronised as one file system, not file by file.
const QUICK_RESTART = ['recovery_init_sync_method=syncfs', 'autovacuum=off'];
const run = promisify(execFile);

/** What to do where there is no PostgreSQL. */
export const NO_POSTGRES =
  'PostgreSQL is not on this machine: install the package `postgresql`, or put `initdb` and `postgres` on the PATH';

/** The folder of the server's programs, of the newest version; undefined where there is none. */
export function postgresPrograms(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(DEBIAN, version, 'bin')), ...(env['PATH'] ?? '').split(delimiter)];
  return folders.find((folder) => ['initdb', 'postgres'].every((program) => existsSync(join(folder, program))));
}

/** True where a test may not be left out. */
export const mustHavePostgres = env['CI'] === 'true';

/** A server that runs, or can be started again. */
export interface PostgresServer {
  /** Makes a database; its address. */
  createDatabase(name: string): Promise<string>;
  /** Starts it again on the same port, with what was committed. */
  start(): Promise<void>;
  /** Ends it at once, as a crash would: nothing is written any more. */
  stopImmediately(): Promise<void>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/** Makes and starts a server. */
export async function startPostgres(): Promise<PostgresServer> {
  const programs = postgresPrograms();
  if (programs === undefined) throw new Error(NO_POSTGRES);
  const folder = mkdtempSync(join(tmpdir(), 'midback-postgres-'));
  const user = await serverUser();
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const settings = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  await run(join(programs, 'initdb'), settings, { ...user, cwd: folder });
  const port = await freePort();
  const server = new Server({ program: join(programs, 'postgres'), data, folder, port, user });
  await server.start();
  return server;
}

interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root; then it runs as the user whom its package made. */
async function serverUser(): Promise<ServerUser | undefined> {
  if (getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}

interface ServerParts {
  readonly program: string;
  readonly data: string;
  readonly folder: string;
  readonly port: number;
  readonly user: ServerUser | undefined;
}

class Server implements PostgresServer {
  readonly #parts: ServerParts;
  #process: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();

  constructor(parts: ServerParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    const { program, data, folder, port, user } = this.#parts;
    const settings = [`unix_socket_directories=${folder}`, 'listen_addresses=127.0.0.1', ...QUICK_RESTART];
    const options = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
    const child = spawn(program, options, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = child;
    this.#ended = new Promise((resolve) => child.once('exit', resolve));
    await startedOrFailed(child);
  }

  async createDatabase(name: string): Promise<string> {
    const client = new pg.Client({ connectionString: this.#address('postgres') });
    await client.connect();
    await client.query(`create database ${name}`);
    await client.end();
    return this.#address(name);
  }

  async stopImmediately(): Promise<void> {
    this.#process?.kill('SIGQUIT');
    await this.#ended;
  }

  async remove(): Promise<void> {
    await this.stopImmediately();
    rmSync(this.#parts.folder, { recursive: true, force: true });
  }

  #address(database: string): string {
    return `postgres://postgres@127.0.0.1:${String(this.#parts.port)}/${database}`;
  }
}

function startedOrFailed(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (): void => {
      reject(new Error(`PostgreSQL did not start: ${said}`));
    };
    const timer = setTimeout(fail, START_MS);
    child.once('exit', fail);
    child.stderr?.on('data', (text: Buffer) => {
      said = (said + text.toString()).slice(-4000);
      if (!said.includes('ready to accept connections')) return;
      clearTimeout(timer);
      child.off('exit', fail);
      resolve();
    });
  });
}
