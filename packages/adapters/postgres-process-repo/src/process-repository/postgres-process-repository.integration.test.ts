import { toProcessId } from '@frigg-crm/core';
import { aProcess } from '@frigg-crm/testing';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { openTestSchema, type TestSchema } from '../test-support/open-test-schema.ts';
import { createPgDatabase } from '../connection/pg-database.ts';
import { migrate } from '../migrations/migrate.ts';
import type { ProcessDatabase, ProcessDatabaseHandle } from '../process-database.ts';
import { createPostgresProcessRepository } from './postgres-process-repository.ts';

let store: TestSchema;
let otherProgram: ProcessDatabaseHandle;

beforeAll(async () => {
  store = await openTestSchema('repository');
  await migrate(store.db, { schema: store.schema });
  otherProgram = await createPgDatabase({ connectionString: inject('postgresUrl'), maxConnections: 25 });
});

afterAll(async () => {
  await otherProgram.close();
  await store.drop();
});

async function emptyRepository() {
  await sql`truncate ${sql.table(`${store.schema}.frigg_processes`)}`.execute(store.db);
  return createPostgresProcessRepository(store);
}

describe('the process repository on a PostgreSQL server, beyond the contract', () => {
  beforeEach(async () => {
    await emptyRepository();
  });

  it('saves with a single statement', async () => {
    const statements: string[] = [];
    const pool = new Pool({ connectionString: inject('postgresUrl'), max: 1 });
    const db = new Kysely<ProcessDatabase>({ dialect: new PostgresDialect({ pool }), log: ({ query }) => void statements.push(query.sql) });
    const repository = createPostgresProcessRepository({ db, schema: store.schema });
    await repository.create(aProcess());
    await repository.save(aProcess());
    await db.destroy();
    expect(statements).toEqual([
      expect.stringMatching(/^insert into/),
      expect.stringMatching(/^update .* where "id" = \$\d+ and "version" = \$\d+ returning "version"$/),
    ]);
  });

  it('takes a lost race for a conflict under repeatable read, too', async () => {
    await createPostgresProcessRepository(store).create(aProcess());
    const url = new URL(inject('postgresUrl'));
    url.searchParams.set('options', '-c default_transaction_isolation=repeatable\\ read');
    const strict = await createPgDatabase({ connectionString: url.href });
    const level = await sql<{ level: string }>`select current_setting('default_transaction_isolation') as level`.execute(strict.db);
    expect(level.rows).toEqual([{ level: 'repeatable read' }]);
    const repository = createPostgresProcessRepository({ db: strict.db, schema: store.schema });
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, async () => repository.save(aProcess())));
    await strict.close();
    const codes = outcomes.map((outcome) => (outcome.status === 'rejected' ? (outcome.reason as { code: string }).code : 'saved'));
    expect(codes.toSorted()).toEqual([...Array.from({ length: 19 }, () => 'PROCESS_CONFLICT'), 'saved']);
  });

  it('stops waiting for a locked row when the signal aborts', async () => {
    const repository = createPostgresProcessRepository(store);
    await repository.create(aProcess());
    const waiting = new AbortController();
    const reason = new Error('shutting down');
    await otherProgram.db.transaction().execute(async (other) => {
      await other.withSchema(store.schema).selectFrom('frigg_processes').select('id').forUpdate().execute();
      const save = repository.save(aProcess(), { signal: waiting.signal });
      setImmediate(() => waiting.abort(reason));
      await expect(save).rejects.toBe(reason);
    });
    await expect(repository.findById(aProcess().id)).resolves.toBeDefined();
  });

  it('refuses, for good, what an index of PostgreSQL cannot hold', async () => {
    const random = Array.from({ length: 9000 }, (_, index) => String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000))).join('');
    await expect(createPostgresProcessRepository(store).create(aProcess({ name: random }))).rejects.toMatchObject({
      code: 'INVALID_PROCESS_DATA',
      retryable: false,
    });
  });

  it('keeps processes of other schemas apart', async () => {
    const other = await openTestSchema('repository_other');
    await migrate(other.db, { schema: other.schema });
    const repositories = [createPostgresProcessRepository(store), createPostgresProcessRepository(other)];
    for (const repository of repositories) await repository.create(aProcess({ activeKey: 'key' }));
    await repositories[1]?.deleteById(toProcessId('process-1'));
    expect(await repositories[0]?.find({})).toHaveLength(1);
    await other.drop();
  });

  it('updates no index when only progress is saved', async () => {
    await createPostgresProcessRepository(store).create(aProcess());
    const table = `${store.schema}.frigg_processes`;
    await store.db.transaction().execute(async (db) => {
      const repository = createPostgresProcessRepository({ db, schema: store.schema });
      const count = async (): Promise<{ readonly all: number; readonly hot: number }> => {
        const { rows } = await sql<{ all: number; hot: number }>`
          select pg_stat_get_xact_tuples_updated(${table}::regclass)::int as "all",
                 pg_stat_get_xact_tuples_hot_updated(${table}::regclass)::int as "hot"`.execute(db);
        return rows[0] ?? { all: 0, hot: 0 };
      };
      // The connection may not have reported its earlier updates yet.
      const before = await count();
      let process = aProcess();
      for (let saves = 1; saves <= 5; saves += 1) process = await repository.save({ ...process, context: { saves } });
      const after = await count();
      expect({ all: after.all - before.all, hot: after.hot - before.hot }).toEqual({ all: 5, hot: 5 });
    });
  });
});
