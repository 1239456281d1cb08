import { EMPTY_LEDGER } from '@frigg-crm/core/adapter';
import { aProcess } from '@frigg-crm/testing';
import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { openTestSchema, type TestSchema } from '../test-support/open-test-schema.ts';
import { createPgDatabase } from '../connection/pg-database.ts';
import { processToRow } from '../process-repository/process-row.ts';
import { createPostgresProcessRepository } from '../process-repository/postgres-process-repository.ts';
import { createProcesses } from './0001-create-processes.ts';
import { migrate } from './migrate.ts';

const ALL = [
  '0001-create-processes',
  '0002-index-questions',
  '0003-mappings-leases-limits',
  '0004-documents',
  '0005-active-by-integration',
  '0006-person-phones',
  '0007-fill-person-phones',
  '0008-no-pending-lists',
  '0009-due-processes',
];
let store: TestSchema;

beforeEach(async () => {
  store = await openTestSchema('migrate');
});

afterEach(async () => {
  await store.drop();
});

/** Runs the first migration only, as an older version of this package would have. */
async function migrateHalf(): Promise<void> {
  const migrator = new Migrator({
    db: store.db,
    provider: {
      getMigrations: async () => ({ '0001-create-processes': { up: async (db) => createProcesses(db.withSchema(store.schema)) } }),
    },
    migrationTableSchema: store.schema,
    migrationTableName: 'frigg_process_migrations',
    migrationLockTableName: 'frigg_process_migrations_lock',
  });
  const { error } = await migrator.migrateToLatest();
  expect(error).toBeUndefined();
}

async function indexNames(): Promise<readonly string[]> {
  const { rows } = await sql<{
    name: string;
  }>`select indexname as name from pg_indexes where schemaname = ${store.schema} and tablename = 'frigg_processes' order by 1`.execute(
    store.db,
  );
  return rows.map(({ name }) => name);
}

const until = '2026-01-06T10:00:00.000Z';
const reason = { code: 'RATE_LIMITED', message: 'a limit', until };
const paused = aProcess({ state: 'PAUSED', ledger: { ...EMPTY_LEDGER, paused: { from: 'RUNNING', reason } } });

describe('migrate', () => {
  it('makes schema, table and indexes in an empty database, and does nothing the second time', async () => {
    expect(await migrate(store.db, store)).toEqual(ALL);
    expect(await indexNames()).toEqual([
      'frigg_processes_active',
      'frigg_processes_active_by_integration',
      'frigg_processes_active_key',
      'frigg_processes_by_integration_id',
      'frigg_processes_by_name',
      'frigg_processes_by_parent',
      'frigg_processes_by_state',
      'frigg_processes_by_time',
      'frigg_processes_by_type',
      'frigg_processes_due',
      'frigg_processes_ended',
      'frigg_processes_pkey',
    ]);
    expect(await migrate(store.db, store)).toEqual([]);
  });

  it('goes on where an older version stopped, and keeps what is stored', async () => {
    await migrateHalf();
    const { due_at: _laterColumn, ...row } = processToRow(paused, 0);
    await store.db
      .withSchema(store.schema)
      .insertInto('frigg_processes')
      .values(row as ReturnType<typeof processToRow>)
      .execute();
    expect(await migrate(store.db, store)).toEqual(ALL.slice(1));
    expect(await createPostgresProcessRepository(store).find({ dueBefore: until })).toStrictEqual([paused]);
  });

  it.each(['empty', 'half-migrated'])('runs each migration once when eight programs start on an %s database', async (state) => {
    if (state === 'half-migrated') await migrateHalf();
    const programs = await Promise.all(
      Array.from({ length: 8 }, async () => createPgDatabase({ connectionString: inject('postgresUrl'), maxConnections: 1 })),
    );
    const ran = await Promise.all(programs.map(async ({ db }) => migrate(db, store)));
    await Promise.all(programs.map(async ({ close }) => close()));
    expect(ran.flat().toSorted()).toEqual(state === 'empty' ? ALL : ALL.slice(1));
  });

  it('leaves nothing behind when a migration fails, and runs once the cause is gone', async () => {
    await sql`create schema ${sql.id(store.schema)}`.execute(store.db);
    await sql`create table ${sql.table(`${store.schema}.frigg_processes`)} (id text)`.execute(store.db);
    await expect(migrate(store.db, store)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    await sql`drop table ${sql.table(`${store.schema}.frigg_processes`)}`.execute(store.db);
    expect(await migrate(store.db, store)).toEqual(ALL);
  });

  it('refuses tables that a newer version has migrated', async () => {
    await migrate(store.db, store);
    await sql`insert into ${sql.table(`${store.schema}.frigg_process_migrations`)} values ('0099-from-the-future', '2030-01-01')`.execute(
      store.db,
    );
    await expect(migrate(store.db, store)).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringContaining('newer version') as string,
    });
  });

  it('is named in the error of a repository whose tables are missing', async () => {
    const repository = createPostgresProcessRepository(store);
    const unmigrated = { code: 'CONFIGURATION_INVALID', retryable: false, message: expect.stringContaining('call migrate()') as string };
    await expect(repository.create(aProcess())).rejects.toMatchObject(unmigrated);
    await expect(repository.find({})).rejects.toMatchObject(unmigrated);
    await migrate(store.db, store);
    await expect(repository.find({})).resolves.toEqual([]);
  });
});
