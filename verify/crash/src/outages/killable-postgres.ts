import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createPgDatabase } from '@frigg-crm/postgres-process-repo';
import { sql } from 'kysely';
import { freePort } from '@frigg-crm/postgres-process-repo/testing';

/** A PostgreSQL server that can lose its power. */
export interface KillablePostgres {
  readonly url: string;
  /** `kill -9`: nothing is written that was not written yet. Resolves when the server is gone. */
  kill(): Promise<void>;
  /** Starts it again on what is on the disk, at the same address. Resolves when it accepts connections. */
  restart(): Promise<void>;
  /** Stops it and removes its files. */
  stop(): Promise<void>;
}

/** Where PostgreSQL's programs are, and as which user they run: it refuses to run as root. */
interface Installation {
  readonly programs: string;
  readonly user: { readonly uid: number; readonly gid: number };
}

const FLAGS = ['fsync=off', 'listen_addresses=127.0.0.1', 'unix_socket_directories='].flatMap((flag) => ['-c', flag]);
const MAX_START_MS = 20_000;

/** Makes a server of its own with the programs of one that runs on this machine. */
export async function startKillablePostgres(runningUrl: string): Promise<KillablePostgres> {
  const { programs, user } = await findInstallation(runningUrl);
  const home = await mkdtemp(join(tmpdir(), 'frigg-crash-postgres-'));
  await chmod(home, 0o755);
  const data = join(home, 'data');
  await mkdir(data, { mode: 0o700 });
  await chown(data, user.uid, user.gid);
  const port = await freePort();
  let server: ChildProcess | undefined;

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    server.kill(signal);
    await once(server, 'exit');
  };
  const start = async (): Promise<void> => {
    const deadlineMs = Date.now() + MAX_START_MS;
    // Sessions of the server that was killed may still be about to notice; until then it does not start.
    do server = await tryStart(join(programs, 'postgres'), ['-D', data, '-p', String(port), ...FLAGS], user);
    while (server === undefined && Date.now() < deadlineMs);
    if (server === undefined) throw new Error('PostgreSQL did not start again');
  };
  const stop = async (): Promise<void> => {
    await end('SIGQUIT');
    await rm(home, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    await run(join(programs, 'initdb'), ['-D', data, '--auth=trust', '--username=postgres', '--encoding=UTF8', '--no-sync'], user);
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  return { url, kill: async () => end('SIGKILL'), restart: start, stop };
}

/** PostgreSQL writes its own command line beside its data (manual, "Database File Layout", `postmaster.opts`). */
async function findInstallation(runningUrl: string): Promise<Installation> {
  const { db, close } = await createPgDatabase({ connectionString: runningUrl, maxConnections: 1 });
  try {
    const { rows } = await sql<{ data_directory: string }>`show data_directory`.execute(db);
    const directory = rows[0]?.data_directory ?? '';
    const { uid, gid } = await stat(directory);
    const commandLine = await readFile(join(directory, 'postmaster.opts'), 'utf8');
    return { programs: dirname(commandLine.slice(0, commandLine.indexOf(' "'))), user: { uid, gid } };
  } finally {
    await close();
  }
}

async function run(program: string, args: readonly string[], user: Installation['user']): Promise<void> {
  const child = spawn(program, args, { ...user, stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${program} ended with code ${code}`);
}

/** @returns `undefined` when it ended at once. */
async function tryStart(program: string, args: readonly string[], user: Installation['user']): Promise<ChildProcess | undefined> {
  const child = spawn(program, args, { ...user, stdio: ['ignore', 'ignore', 'pipe'] });
  return new Promise((resolve) => {
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (log.includes('ready to accept connections')) resolve(child);
    });
    child.once('exit', () => resolve(undefined));
  });
}
