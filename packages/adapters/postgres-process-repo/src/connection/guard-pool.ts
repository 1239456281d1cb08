import { EventEmitter } from 'node:events';
import { StorageError } from '@frigg-crm/core';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { endsConnection } from '../errors/ends-connection.ts';

/** How long a call may take, in milliseconds. */
export interface PoolDeadlines {
  readonly connectTimeoutMs: number;
  readonly queryTimeoutMs: number;
}

/** What `pg` has and kysely's types leave out. */
type Client = PostgresPoolClient & { end?: () => unknown };

const watched = new WeakSet<EventEmitter>();

/**
 * Puts a deadline on each statement, and takes connections out of the pool that can no longer be used: those whose
 * statement got no response in time, those that broke, and those whose server is no longer the writer.
 * Otherwise a network that drops packets keeps every connection of a pool busy until TCP gives up, many minutes later
 * (node-postgres#2973).
 */
export function guardPool(pool: PostgresPool, deadlines: PoolDeadlines): PostgresPool {
  watchPool(pool);
  const guards = new WeakMap<Client, PostgresPoolClient>();
  return {
    options: pool.options,
    ...(pool.Client === undefined ? {} : { Client: pool.Client }),
    async connect() {
      const client = await connectWithin(pool, deadlines.connectTimeoutMs);
      ignoreErrorEvents(client);
      const guard = guards.get(client) ?? guardClient(client, deadlines.queryTimeoutMs);
      guards.set(client, guard);
      return guard;
    },
    end: async () => pool.end(),
  };
}

/**
 * A connection that breaks while it is idle, or between two statements, emits an event that would end the process if
 * nothing listened. The pool replaces it; the next statement on it fails. Once for each pool and connection, whichever
 * part of the program opened them first.
 */
function watchPool(pool: PostgresPool | EventEmitter): void {
  if (!(pool instanceof EventEmitter) || watched.has(pool)) return;
  ignoreErrorEvents(pool);
  pool.on('connect', ignoreErrorEvents);
}

function ignoreErrorEvents(emitter: unknown): void {
  if (!(emitter instanceof EventEmitter) || watched.has(emitter)) return;
  watched.add(emitter);
  emitter.on('error', () => {});
}

async function connectWithin(pool: PostgresPool, timeoutMs: number): Promise<Client> {
  const connecting = pool.connect();
  return new Promise((resolve, reject) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      reject(new StorageError(`PostgreSQL gave no connection within ${timeoutMs} ms; nothing was changed`));
    }, timeoutMs);
    connecting.then(
      (client) => {
        clearTimeout(timer);
        if (late) client.release();
        else resolve(client);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

function guardClient(client: Client, timeoutMs: number): PostgresPoolClient {
  let broken = false;
  const query = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
    if (broken) throw new StorageError('The connection to PostgreSQL was closed by an earlier failure; nothing was changed');
    const response = client.query(text, parameters);
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        broken = true;
        reject(new StorageError(`PostgreSQL did not respond within ${timeoutMs} ms; whether a change took effect is unknown`));
        // While a statement is active this destroys the socket instead of ending it politely.
        void client.end?.();
      }, timeoutMs);
    });
    try {
      return await Promise.race([response, deadline]);
    } catch (error) {
      broken ||= endsConnection(error);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    get processID() {
      return client.processID ?? 0;
    },
    // Cursors are not configured: each call has a text.
    query: query as PostgresPoolClient['query'],
    release: (destroy) => client.release(broken || destroy === true),
  };
}
