import { getActiveResourcesInfo } from 'node:process';
import { describeHangingStore } from '@frigg-crm/testing';
import { sql } from 'kysely';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startSilentProxy, type SilentProxy } from '../test-support/silent-proxy.ts';
import { openPostgresStore } from './open-postgres-store.ts';
import { createPgDatabase } from './pg-database.ts';

const SCHEMA = 'test_silent';
const DEADLINES = { connectTimeoutMs: 300, queryTimeoutMs: 300 };
/** Both deadlines, and time for a busy machine. */
const DEADLINE_MS = 5000;
const GIVEN_UP = { code: 'STORAGE_FAILED', retryable: true };

let proxy: SilentProxy;

beforeAll(async () => {
  proxy = await startSilentProxy(inject('postgresUrl'));
});

afterAll(async () => {
  const { db, close } = await createPgDatabase({ connectionString: inject('postgresUrl') });
  await db.schema.dropSchema(SCHEMA).ifExists().cascade().execute();
  await close();
  await proxy.close();
});

describeHangingStore('on a PostgreSQL server', {
  deadlineMs: DEADLINE_MS,
  async open() {
    const own = await startSilentProxy(inject('postgresUrl'));
    // The tables are migrated without the short deadline.
    const migrated = await openPostgresStore({ connectionString: inject('postgresUrl'), schema: SCHEMA });
    await migrated.close();
    const store = await openPostgresStore({ connectionString: own.url, schema: SCHEMA, maxConnections: 3, ...DEADLINES });
    return {
      store,
      hang: own.hang,
      resume: own.resume,
      async close() {
        await store.close();
        await own.close();
      },
    };
  },
});

describe('a pool whose server stops responding', () => {
  it.each(['of its own', 'of the caller'])('fails every call within the deadline and recovers, in a pool %s', async (whose) => {
    const pool = new Pool({ connectionString: proxy.url, max: 4, connectionTimeoutMillis: DEADLINES.connectTimeoutMs });
    const source = whose === 'of its own' ? { connectionString: proxy.url, maxConnections: 4 } : { pool };
    const { db, close } = await createPgDatabase({ ...source, ...DEADLINES });
    await Promise.all(Array.from({ length: 4 }, async () => sql`select 1`.execute(db)));
    proxy.hang();
    // More calls than connections: those that wait for a connection give up, too.
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, async () => sql`select 1`.execute(db)));
    proxy.resume();
    expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => 'rejected'));
    expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
    await close();
    await pool.end();
  });

  it('closes the connection of a transaction that was given up, and fails its other statements at once', async () => {
    const { db, close } = await createPgDatabase({ connectionString: proxy.url, maxConnections: 1, ...DEADLINES });
    const work = db.transaction().execute(async (transaction) => {
      await sql`select 1`.execute(transaction);
      proxy.hang();
      await expect(sql`select 1`.execute(transaction)).rejects.toMatchObject(GIVEN_UP);
      await sql`select 1`.execute(transaction);
    });
    await expect(work).rejects.toMatchObject({ ...GIVEN_UP, message: expect.stringContaining('closed by an earlier failure') as string });
    proxy.resume();
    expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
    await close();
  });

  it('closes its sockets, on which the server never responds to the end', async () => {
    const sockets = (): number => getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length;
    const { db, close } = await createPgDatabase({ connectionString: proxy.url, ...DEADLINES });
    await sql`select 1`.execute(db);
    proxy.hang();
    const before = sockets();
    await close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(sockets()).toBe(before - 1);
    proxy.resume();
  });

  it('gives up a statement that takes too long, and names the deadline', async () => {
    const { db, close } = await createPgDatabase({ connectionString: inject('postgresUrl'), queryTimeoutMs: 100 });
    const sleep = sql`select pg_sleep(5)`.execute(db);
    await expect(sleep).rejects.toMatchObject({ ...GIVEN_UP, message: expect.stringContaining('within 100 ms') as string });
    await close();
  });

  it('refuses a deadline that no call could meet', async () => {
    for (const queryTimeoutMs of [0, -1, Number.NaN, 2 ** 31])
      await expect(createPgDatabase({ connectionString: proxy.url, queryTimeoutMs })).rejects.toMatchObject({
        code: 'CONFIGURATION_INVALID',
      });
  });
});

describe('a connection', () => {
  it('is closed when its server is no longer the writer, and another one takes its place', async () => {
    const { db, close } = await createPgDatabase({ connectionString: inject('postgresUrl'), maxConnections: 1 });
    const backend = async (): Promise<unknown> => (await sql`select pg_backend_pid() as pid`.execute(db)).rows[0];
    const before = await backend();
    // As a server does that was the writer before a failover.
    await sql`set default_transaction_read_only = on`.execute(db);
    await expect(sql`create table test_read_only (id text)`.execute(db)).rejects.toMatchObject({ code: '25006' });
    expect(await backend()).not.toEqual(before);
    await expect(sql`create temporary table test_writable (id text)`.execute(db)).resolves.toBeDefined();
    await close();
  });

  it('is replaced when it is old', async () => {
    const { db, close } = await createPgDatabase({ connectionString: inject('postgresUrl'), maxConnections: 1, maxLifetimeSeconds: 0.05 });
    const backend = async (): Promise<unknown> => (await sql`select pg_backend_pid() as pid`.execute(db)).rows[0];
    const first = await backend();
    await sql`select pg_sleep(0.1)`.execute(db);
    expect(await backend()).not.toEqual(first);
    await close();
  });

  it('of a pool that another part of the program used first does not end the program when it breaks', async () => {
    const pool = new Pool({ connectionString: inject('postgresUrl'), max: 1 });
    const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
    const first = await createPgDatabase({ pool });
    const second = await createPgDatabase({ pool });
    expect(pool.listenerCount('error')).toBe(1);
    const killer = await createPgDatabase({ connectionString: inject('postgresUrl') });
    await first.db.connection().execute(async (connection) => {
      await sql`select 1`.execute(connection);
      await sql`select pg_terminate_backend(${rows[0]?.pid}::int, 5000)`.execute(killer.db);
      // The loss is reported while no statement is active.
      for (let turn = 0; turn < 20; turn += 1) await sql`select 1`.execute(killer.db);
      await expect(sql`select 1`.execute(connection)).rejects.toThrow(/connection/i);
    });
    expect((await sql`select 1 as one`.execute(second.db)).rows).toEqual([{ one: 1 }]);
    await killer.close();
    await pool.end();
  });
});
