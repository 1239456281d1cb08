import { sql, type Kysely } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ProcessDatabase } from '../process-database.ts';
import { openPostgresStore, type PostgresStore } from './open-postgres-store.ts';

let store: PostgresStore;

beforeAll(async () => {
  store = await openPostgresStore({ dataDir: undefined });
});

afterAll(async () => {
  await store.close();
});

/** @returns what the planner believes: how many rows there are, and how many pages need no vacuum. */
async function statistics(db: Kysely<ProcessDatabase>): Promise<{ readonly rows: number; readonly vacuumed: number }> {
  const { rows } = await sql<{ rows: number; vacuumed: number }>`
    select reltuples::int as rows, relallvisible as vacuumed from pg_class where oid = 'frigg_person_mappings'::regclass`.execute(db);
  return rows[0] ?? { rows: 0, vacuumed: 0 };
}

async function storePeople(db: Kysely<ProcessDatabase>, from: number, count: number): Promise<void> {
  await sql`
    insert into frigg_person_mappings (integration_id, object_type, external_id, phone_numbers)
    select 'i1', 'person', 'p' || n, array['+1555' || n] from generate_series(${from}::int, ${from + count - 1}::int) as n`.execute(db);
}

it('F28: PGlite is vacuumed and analysed after many writes, while other statements go on, and not after few', async () => {
  const { db } = store;
  await storePeople(db, 0, 9999);
  expect(await statistics(db)).toEqual({ rows: -1, vacuumed: 0 });
  await db.transaction().execute(async (transaction) => {
    await storePeople(transaction, 9999, 2);
    // The transaction that is open is completed first.
    await storePeople(transaction, 10_001, 2);
  });
  for (let next = 10_003; (await statistics(db)).vacuumed === 0; next += 1) await storePeople(db, next, 1);
  expect((await statistics(db)).rows).toBeGreaterThan(9000);
});

it('closes after the maintenance that is running', async () => {
  const another = await openPostgresStore({ dataDir: undefined });
  await storePeople(another.db, 0, 20_000);
  await expect(another.close()).resolves.toBeUndefined();
});
