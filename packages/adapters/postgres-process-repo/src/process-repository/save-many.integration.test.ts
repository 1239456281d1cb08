import { toProcessId, type Process, type ProcessRepository, type SaveOutcome } from '@frigg-crm/core';
import { aProcess } from '@frigg-crm/testing';
import { sql, type Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createPgDatabase } from '../connection/pg-database.ts';
import { migrate } from '../migrations/migrate.ts';
import type { ProcessDatabase, ProcessDatabaseHandle } from '../process-database.ts';
import { openTestSchema, type TestSchema } from '../test-support/open-test-schema.ts';
import { createPostgresProcessRepository } from './postgres-process-repository.ts';
import { COLUMN_TYPES } from './process-row.ts';

let store: TestSchema;
let otherProgram: ProcessDatabaseHandle;

beforeAll(async () => {
  store = await openTestSchema('save_many');
  await migrate(store.db, { schema: store.schema });
  otherProgram = await createPgDatabase({ connectionString: inject('postgresUrl'), maxConnections: 5 });
});

afterAll(async () => {
  await otherProgram.close();
  await store.drop();
});

const named = (id: string, overrides: Partial<Process> = {}): Process => aProcess({ id: toProcessId(id), ...overrides });
const IDS = ['a', 'b', 'c', 'd'];

/** A repository over the processes `a` to `d`. */
async function createRepository(db: Kysely<ProcessDatabase> = store.db): Promise<ProcessRepository> {
  await sql`truncate ${sql.table(`${store.schema}.frigg_processes`)}`.execute(store.db);
  const repository = createPostgresProcessRepository({ db, schema: store.schema });
  for (const id of IDS) await createPostgresProcessRepository(store).create(named(id));
  return repository;
}

async function saveMany(repository: ProcessRepository, processes: readonly Process[]): Promise<readonly SaveOutcome[]> {
  return (await repository.saveMany?.(processes)) ?? [];
}

/** `saved`, `untouched`, or the code of what failed. */
function kindOf(outcome: SaveOutcome): string {
  return outcome.kind === 'failed' ? (outcome.error as { code: string }).code : outcome.kind;
}

/** Counts statements, and throws in the place of those that are named by their number. */
function failing(failures: ReadonlyMap<number, string>): { readonly db: Kysely<ProcessDatabase>; readonly count: () => number } {
  let statements = 0;
  const db = store.db.withPlugin({
    transformQuery({ node }) {
      statements += 1;
      const code = failures.get(statements);
      if (code !== undefined) throw Object.assign(new Error('no'), { code });
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  return { db, count: () => statements };
}

describe('many processes that are saved at once in PostgreSQL', () => {
  it('are saved by one statement', async () => {
    const { db, count } = failing(new Map());
    const outcomes = await saveMany(
      await createRepository(db),
      IDS.toReversed().map((id) => named(id, { state: 'NEXT' })),
    );
    expect([outcomes.map(kindOf), count()]).toEqual([IDS.map(() => 'saved'), 1]);
  });

  it('know every column that the table has', async () => {
    const { rows } = await sql<{ name: string }>`
      select column_name as name from information_schema.columns
      where table_schema = ${store.schema} and table_name = 'frigg_processes'`.execute(store.db);
    expect(rows.map(({ name }) => name).toSorted()).toEqual(Object.keys(COLUMN_TYPES).toSorted());
  });

  it('do not wait for one that another transaction has locked, which is left untouched', async () => {
    const repository = await createRepository();
    await otherProgram.db.transaction().execute(async (other) => {
      await other.withSchema(store.schema).selectFrom('frigg_processes').select('id').where('id', '=', 'b').forUpdate().execute();
      const outcomes = await saveMany(
        repository,
        [...IDS, 'missing'].map((id) => named(id, { state: 'NEXT' })),
      );
      expect(outcomes.map(kindOf)).toEqual(['saved', 'untouched', 'saved', 'saved', 'untouched']);
    });
    expect((await repository.findById(toProcessId('b')))?.version).toBe(0);
  });

  it('are all left untouched when the statement was undone for one of them', async () => {
    const repository = await createRepository();
    await repository.save(named('a', { activeKey: 'key' }));
    expect((await saveMany(repository, [named('b', { activeKey: 'key' }), named('c')])).map(kindOf)).toEqual(['untouched', 'untouched']);
    const long = Array.from({ length: 9000 }, (_, index) => String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000))).join('');
    expect((await saveMany(repository, [named('b', { name: long }), named('c')])).map(kindOf)).toEqual(['untouched', 'untouched']);
    expect((await repository.findByIds(['b', 'c'].map(toProcessId))).map(({ version }) => version)).toEqual([0, 0]);
  });

  it.each([
    ...['40001', '40002', '40P01', '23505', '22003', '22P02', '54000'].map((code) => [code, 'untouched'] as const),
    ...['40000', '40003', '08006', '57P01', '53300', '25006', '25P02', 'ECONNRESET'].map((code) => [code, 'STORAGE_FAILED'] as const),
    ['42P01', 'CONFIGURATION_INVALID'],
    ['42501', 'CONFIGURATION_INVALID'],
  ] as const)('are saved again each for itself only when nothing can have happened: after %s they are %s', async (code, kind) => {
    const { db } = failing(new Map([[1, code]]));
    expect(
      (
        await saveMany(
          await createRepository(db),
          IDS.map((id) => named(id)),
        )
      ).map(kindOf),
    ).toEqual(IDS.map(() => kind));
  });

  it('stay saved when a later portion fails', async () => {
    const context = { text: 'x'.repeat(3_000_000) };
    const { db, count } = failing(new Map([[2, '57P01']]));
    const repository = await createRepository(db);
    const outcomes = await saveMany(
      repository,
      ['c', 'a', 'b'].map((id) => named(id, { context })),
    );
    expect([outcomes.map(kindOf), count()]).toEqual([['saved', 'saved', 'STORAGE_FAILED'], 3]);
    expect((await repository.findByIds(IDS.map(toProcessId))).map(({ version }) => version)).toEqual([1, 0, 1, 0]);
  });

  it('are of an old version for a program under repeatable read, too, when another one was faster', async () => {
    const url = new URL(inject('postgresUrl'));
    url.searchParams.set('options', '-c default_transaction_isolation=repeatable\\ read');
    const strict = await createPgDatabase({ connectionString: url.href, maxConnections: 4 });
    const repository = await createRepository(strict.db);
    const calls = await Promise.all(
      [1, 2, 3, 4].map(async () =>
        saveMany(
          repository,
          IDS.map((id) => named(id)),
        ),
      ),
    );
    await strict.close();
    expect(new Set(calls.flat().map(kindOf)).has('saved')).toBe(true);
    for (const [index] of IDS.entries()) expect(calls.filter((outcomes) => outcomes[index]?.kind === 'saved').length).toBeLessThan(2);
  });

  it('never lock each other out, in whatever order they are given', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => `p${index}`);
    const repository = await createRepository();
    for (const id of ids) await repository.create(named(id));
    const deadlocks = async (): Promise<unknown> => {
      const { rows } = await sql<{ deadlocks: string }>`select deadlocks from pg_stat_database where datname = current_database()`.execute(
        store.db,
      );
      return rows;
    };
    const before = await deadlocks();
    const orders = [ids, ids.toReversed(), [...ids.slice(20), ...ids.slice(0, 20)]];
    const versions = new Map(ids.map((id) => [id, 0]));
    for (let round = 0; round < 20; round += 1) {
      const calls = orders.map(async (order) =>
        saveMany(
          repository,
          order.map((id) => named(id, { version: versions.get(id) ?? 0 })),
        ),
      );
      const saved = (await Promise.all(calls)).flat().flatMap((outcome) => (outcome.kind === 'saved' ? [outcome.process] : []));
      for (const process of saved) versions.set(process.id, process.version);
      expect(new Set(saved.map(({ id }) => id)).size).toBe(saved.length);
      expect(saved.length).toBeGreaterThan(0);
    }
    expect(await deadlocks()).toEqual(before);
  });
});
