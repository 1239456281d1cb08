import { aProcess } from '@frigg-crm/testing';
import { sql } from 'kysely';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openTestSchema, type TestSchema } from '../test-support/open-test-schema.ts';
import { createPostgresProcessRepository } from '../process-repository/postgres-process-repository.ts';
import { freePort } from '../testing/free-port.ts';
import { openPostgresStore } from './open-postgres-store.ts';
import { createPgDatabase } from './pg-database.ts';

let store: TestSchema;

beforeAll(async () => {
  store = await openTestSchema('connection');
});

afterAll(async () => {
  await store.drop();
});

/** @returns the error of a first query. */
async function failingQuery(connectionString: string): Promise<{ readonly code: string; readonly message: string }> {
  const { db, close } = await createPgDatabase({ connectionString });
  const [outcome] = await Promise.allSettled([createPostgresProcessRepository({ db }).find({})]);
  await close();
  if (outcome.status === 'fulfilled') throw new TypeError('the query succeeded');
  return outcome.reason as { code: string; message: string };
}

describe('createPgDatabase', () => {
  it.each(['', 'localhost:5432', 'mysql://user:secret@host/db', 'postgres://user:secret@:bad port', undefined])(
    'refuses %j and does not repeat it',
    async (value) => {
      const opening = createPgDatabase({ connectionString: value as string });
      await expect(opening).rejects.toMatchObject({
        code: 'CONFIGURATION_INVALID',
        message: expect.not.stringContaining('secret') as string,
      });
    },
  );

  it('reports a server that is not there as a failure that may pass, without its address', async () => {
    const port = await freePort();
    const error = await failingQuery(`postgres://someone:secret@127.0.0.1:${port}/somewhere`);
    expect(error).toMatchObject({ code: 'STORAGE_FAILED', retryable: true });
    expect(error.message).not.toMatch(new RegExp(`127\\.0|${port}|someone|secret|somewhere|select`));
  });

  it('reports a wrong password or database as a wrong setting', async () => {
    const wrongPassword = new URL(inject('postgresUrl'));
    wrongPassword.password = 'wrong-secret';
    const wrongDatabase = new URL(inject('postgresUrl'));
    wrongDatabase.pathname = '/nowhere';
    for (const url of [wrongPassword, wrongDatabase]) {
      const error = await failingQuery(url.href);
      expect(error).toMatchObject({ code: 'CONFIGURATION_INVALID', retryable: false });
      expect(error.message).not.toMatch(/wrong-secret|nowhere/);
    }
  });

  it('survives the loss of an idle connection', async () => {
    const { db, close } = await createPgDatabase({ connectionString: inject('postgresUrl'), maxConnections: 1 });
    const backend = async (): Promise<number | undefined> =>
      (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)).rows[0]?.pid;
    const lost = await backend();
    await sql`select pg_terminate_backend(${lost}::int, 5000)`.execute(store.db);
    const survived = async (): Promise<number | undefined> => backend().catch(backend);
    expect(await survived()).not.toBe(lost);
    await close();
  });

  it.each(['of its own', 'of the caller'])('survives the loss of a connection that a caller holds, in a pool %s', async (whose) => {
    const settings = { connectionString: inject('postgresUrl'), max: 1 };
    const pool = new Pool(settings);
    const { db, close } = await createPgDatabase(whose === 'of its own' ? { ...settings, maxConnections: 1 } : { pool });
    await db.connection().execute(async (held) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(held);
      await sql`select pg_terminate_backend(${rows[0]?.pid}::int, 5000)`.execute(store.db);
      // The loss is reported while no statement is active on this connection.
      for (let turn = 0; turn < 20; turn += 1) await sql`select 1`.execute(store.db);
      await expect(sql`select 1`.execute(held)).rejects.toThrow(/connection/i);
    });
    expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
    await close();
    await pool.end();
  });

  it('closes twice, and refuses queries afterwards', async () => {
    const { db, close } = await createPgDatabase({ connectionString: inject('postgresUrl') });
    await close();
    await close();
    await expect(createPostgresProcessRepository({ db }).find({})).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  });

  it('leaves a pool open that it did not open', async () => {
    const pool = new Pool({ connectionString: inject('postgresUrl'), max: 2 });
    const opened = await openPostgresStore({ pool, schema: store.schema });
    await opened.processRepository.create(aProcess());
    await opened.close();
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });
});

describe('openPostgresStore', () => {
  it('migrates, and finds again what an earlier program stored', async () => {
    const options = { connectionString: inject('postgresUrl'), schema: 'test_connection_store' };
    const first = await openPostgresStore(options);
    await first.processRepository.create(aProcess());
    await first.close();
    const second = await openPostgresStore(options);
    expect(await second.processRepository.find({})).toStrictEqual([aProcess()]);
    await second.db.schema.dropSchema('test_connection_store').cascade().execute();
    await second.close();
  });

  it('does not fall back on memory when a setting is missing', async () => {
    await expect(openPostgresStore({ connectionString: undefined as unknown as string })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
    });
    await expect(openPostgresStore({} as { dataDir: string })).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
  });
});
