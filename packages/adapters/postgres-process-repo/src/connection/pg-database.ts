import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ConfigurationError } from '@frigg-crm/core';
import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import type { ProcessDatabase, ProcessDatabaseHandle } from '../process-database.ts';
import { guardPool, type PoolDeadlines } from './guard-pool.ts';
import { loadPeer } from './load-peer.ts';
import { once } from './once.ts';

/** How long PostgreSQL may take. */
export interface PgDeadlineOptions {
  /** How long to wait for a connection, be it opened or be all of them busy, in milliseconds. @defaultValue 10000 */
  readonly connectTimeoutMs?: number | undefined;
  /**
   * How long to wait for the response to one statement, in milliseconds. Then its connection is closed and the call fails
   * with a `StorageError`; the server may still complete the statement.
   * @defaultValue 30000
   */
  readonly queryTimeoutMs?: number | undefined;
}

/** Where PostgreSQL is: an address, or the pool that a program has already. */
export type PgDatabaseOptions = PgDeadlineOptions &
  (
    | {
        /** As `postgres://user:password@host:5432/database`; further settings as node-postgres reads them. */
        readonly connectionString: string;
        /** How many connections to hold at most. @defaultValue 10 */
        readonly maxConnections?: number | undefined;
        /**
         * When a connection is replaced, in seconds after it was opened: a program follows its server to another address
         * within this time. `0`: never.
         * @defaultValue 1800
         */
        readonly maxLifetimeSeconds?: number | undefined;
      }
    | {
        /** A `Pool` of `pg`. It stays the caller's: `close()` does not end it. */
        readonly pool: PostgresPool;
      }
  );

/** Routers and load balancers drop connections that are idle for some minutes. */
const KEEP_ALIVE_DELAY_MS = 10_000;
/** How long the server gets to close its side of the connections. */
const CLOSE_GRACE_MS = 2000;

/**
 * Opens PostgreSQL through `pg`, which the program must have installed unless it passes a pool. Connects at the first
 * query.
 *
 * @throws {ConfigurationError} when the connection string is none, a time is not a positive number, or `pg` is not
 * installed.
 */
export async function createPgDatabase(options: PgDatabaseOptions): Promise<ProcessDatabaseHandle> {
  const deadlines = deadlinesOf(options);
  if ('pool' in options) return { db: openDatabase(options.pool, deadlines), close: async () => {} };
  const { connectionString, maxConnections = 10, maxLifetimeSeconds = 1800 } = options;
  assertConnectionString(connectionString);
  const { Pool } = await loadPeer('pg', async () => import('pg'));
  const sockets = new Set<Socket>();
  const pool = new Pool({
    connectionString,
    max: maxConnections,
    maxLifetimeSeconds,
    connectionTimeoutMillis: deadlines.connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
    stream: () => trackedSocket(sockets),
  });
  return { db: openDatabase(pool, deadlines), close: once(async () => endPool(pool, sockets)) };
}

function trackedSocket(sockets: Set<Socket>): Socket {
  const socket = new Socket();
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
  return socket;
}

/** `pool.end()` sends a last message on each connection and waits for nothing. A silent server never closes its side: then the sockets are destroyed. */
async function endPool(pool: PostgresPool, sockets: ReadonlySet<Socket>): Promise<void> {
  await pool.end();
  const closed = Promise.all([...sockets].map(async (socket) => new Promise((resolve) => socket.once('close', resolve))));
  await Promise.race([closed, delay(CLOSE_GRACE_MS, undefined, { ref: false })]);
  for (const socket of sockets) socket.destroy();
  await closed;
}

function openDatabase(pool: PostgresPool, deadlines: PoolDeadlines): Kysely<ProcessDatabase> {
  return new Kysely<ProcessDatabase>({ dialect: new PostgresDialect({ pool: guardPool(pool, deadlines) }) });
}

/** @throws {ConfigurationError} when one is not a positive number: `0` would mean that every call fails. */
function deadlinesOf({ connectTimeoutMs = 10_000, queryTimeoutMs = 30_000 }: PgDeadlineOptions): PoolDeadlines {
  for (const [name, value] of Object.entries({ connectTimeoutMs, queryTimeoutMs }))
    if (!(value > 0 && value <= 2 ** 31 - 1)) throw new ConfigurationError(`${name} must be a positive number of milliseconds`);
  return { connectTimeoutMs, queryTimeoutMs };
}

/** The value stays out of the message: it holds a password. */
function assertConnectionString(value: unknown): void {
  const isUrl = typeof value === 'string' && /^postgres(?:ql)?:\/\//.test(value) && URL.canParse(value);
  if (!isUrl) throw new ConfigurationError('connectionString must have the form postgres://user:password@host:5432/database');
}
