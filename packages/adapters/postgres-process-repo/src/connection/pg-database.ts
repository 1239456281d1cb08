import { EventEmitter } from 'node:events';
import { ConfigurationError } from '@frigg-crm/core';
import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import type { ProcessDatabase, ProcessDatabaseHandle } from '../process-database.ts';
import { loadPeer } from './load-peer.ts';
import { once } from './once.ts';

/** Where PostgreSQL is: an address, or the pool that a program has already. */
export type PgDatabaseOptions =
  | {
      /** As `postgres://user:password@host:5432/database`; further settings as node-postgres reads them. */
      readonly connectionString: string;
      /** How many connections to hold at most. @defaultValue 10 */
      readonly maxConnections?: number | undefined;
      /** How long to wait for a connection, in milliseconds. @defaultValue 10000 */
      readonly connectTimeoutMs?: number | undefined;
    }
  | {
      /** A `Pool` of `pg`. It stays the caller's: `close()` does not end it. */
      readonly pool: PostgresPool;
    };

/**
 * Opens PostgreSQL through `pg`, which the program must have installed unless it brings a pool. Connects at the first
 * query.
 *
 * @throws {ConfigurationError} when the connection string is none, or `pg` is not installed.
 */
export async function createPgDatabase(options: PgDatabaseOptions): Promise<ProcessDatabaseHandle> {
  if ('pool' in options) {
    surviveBrokenConnections(options.pool);
    return { db: openDatabase(options.pool), close: async () => {} };
  }
  const { connectionString, maxConnections = 10, connectTimeoutMs = 10_000 } = options;
  assertConnectionString(connectionString);
  const { Pool } = await loadPeer('pg', async () => import('pg'));
  const pool = new Pool({ connectionString, max: maxConnections, connectionTimeoutMillis: connectTimeoutMs, keepAlive: true });
  // An idle connection that breaks is no loss: the pool opens another one. Without a listener it would end the program.
  pool.on('error', () => {});
  surviveBrokenConnections(pool);
  return { db: openDatabase(pool), close: once(async () => pool.end()) };
}

/**
 * The pool listens to connections only while they are idle. One that breaks between two queries of whoever holds it
 * would end the program; like this the next query on it fails.
 */
function surviveBrokenConnections(pool: PostgresPool | EventEmitter): void {
  if (!(pool instanceof EventEmitter)) return;
  pool.on('connect', (client: EventEmitter) => void client.on('error', () => {}));
}

function openDatabase(pool: PostgresPool): Kysely<ProcessDatabase> {
  return new Kysely<ProcessDatabase>({ dialect: new PostgresDialect({ pool }) });
}

/** The value stays out of the message: it holds a password. */
function assertConnectionString(value: unknown): void {
  const isUrl = typeof value === 'string' && /^postgres(?:ql)?:\/\//.test(value) && URL.canParse(value);
  if (!isUrl) throw new ConfigurationError('connectionString must look like postgres://user:password@host:5432/database');
}
