import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, getuid } from 'node:process';
import { StorageError } from '@frigg-crm/core';
import { once } from '../connection/once.ts';
import { freePort } from './free-port.ts';
import { loadEmbeddedPostgres } from './load-embedded-postgres.ts';

/** A PostgreSQL server for tests. */
export interface TestPostgres {
  /** The address of a database that the tests may fill. */
  readonly url: string;
  /** Stops the server and removes its files. May be called twice. */
  readonly stop: () => Promise<void>;
}

/** Settings of {@link startTestPostgres}. */
export interface TestPostgresOptions {
  /**
   * Whether a commit waits until it is on the disk, as on a server that matters: for measurements. Does not apply to
   * the database of `PG_URL`.
   * @defaultValue false
   */
  readonly durable?: boolean | undefined;
}

const ATTEMPTS = 3;
/** Connections are accepted from this machine only. */
const FLAGS = ['max_connections=200', 'listen_addresses=127.0.0.1', 'unix_socket_directories='];

/**
 * Starts a real PostgreSQL server, with `embedded-postgres`, on a free port; also as root. With the environment
 * variable `PG_URL` nothing is started and that database is used.
 *
 * @example
 * ```ts
 * const { url, stop } = await startTestPostgres();
 * ```
 * @throws {ConfigurationError} when `embedded-postgres` is not installed.
 * @throws {StorageError} when no server starts.
 */
export async function startTestPostgres({ durable = false }: TestPostgresOptions = {}): Promise<TestPostgres> {
  return givenPostgres() ?? startEmbeddedPostgres({ durable });
}

/** @returns the server that `PG_URL` names, if it names one. */
export function givenPostgres(): TestPostgres | undefined {
  const url = env['PG_URL'];
  return url === undefined || url === '' ? undefined : { url, stop: async () => {} };
}

/** Starts a server whatever `PG_URL` says. @throws as {@link startTestPostgres}. */
export async function startEmbeddedPostgres({ durable = false }: TestPostgresOptions = {}): Promise<TestPostgres> {
  const log: string[] = [];
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const started = await tryStart(log, durable);
    if (started !== undefined) return started;
  }
  throw new StorageError(`No PostgreSQL server started in ${ATTEMPTS} attempts; its log ends: ${log.slice(-5).join(' ')}`);
}

/** @returns `undefined` when it failed, for instance because another process took the port in between. */
async function tryStart(log: string[], durable: boolean): Promise<TestPostgres | undefined> {
  const home = await mkdtemp(join(tmpdir(), 'frigg-postgres-'));
  // A server that root starts runs as another user, who must get through.
  await chmod(home, 0o755);
  const { default: EmbeddedPostgres } = await loadEmbeddedPostgres(home);
  const port = await freePort();
  const note = (message: unknown): void => void log.push(String(message).trim());
  const server = new EmbeddedPostgres({
    databaseDir: join(home, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    createPostgresUser: getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    // Tests need speed, not durability.
    postgresFlags: [...FLAGS, `fsync=${durable ? 'on' : 'off'}`].flatMap((flag) => ['-c', flag]),
    onLog: note,
    onError: note,
  });
  const stop = once(async () => {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  });
  try {
    await server.initialise();
    await server.start();
    return { url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`, stop };
  } catch (error) {
    note(error);
    await stop();
    return undefined;
  }
}
