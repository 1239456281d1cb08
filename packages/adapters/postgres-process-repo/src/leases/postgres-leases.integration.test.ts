import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestSchema, type TestSchema } from '../test-support/open-test-schema.ts';
import { migrate } from '../migrations/migrate.ts';
import { createPostgresLeases } from './postgres-leases.ts';

let store: TestSchema;

beforeAll(async () => {
  store = await openTestSchema('leases');
  await migrate(store.db, store);
});

afterAll(async () => store.drop());

async function empty(): Promise<void> {
  await sql`truncate ${sql.id(store.schema, 'frigg_leases')}`.execute(store.db);
}

async function storedKeys(): Promise<readonly string[]> {
  const rows = await store.db.withSchema(store.schema).selectFrom('frigg_leases').select('key').orderBy('key').execute();
  return rows.map(({ key }) => key);
}

/** Changes a lease so that it ended this long ago. */
async function age(key: string, interval: string): Promise<void> {
  const table = sql.id(store.schema, 'frigg_leases');
  await sql`update ${table} set ends_at = clock_timestamp() - ${interval}::interval where key = ${key}`.execute(store.db);
}

describe('the leases on a PostgreSQL server, beyond the contract', () => {
  it('run out by the clock of the database when they are given none', async () => {
    await empty();
    const leases = createPostgresLeases(store);
    await leases.hold(['a', 'b'], { holder: 'first', ttlMs: 60_000 });
    await age('b', '1 millisecond');
    expect(await leases.hold(['a', 'b'], { holder: 'second', ttlMs: 60_000 })).toEqual(['b']);
  });

  it('are removed when they were neither released nor renewed for a day', async () => {
    await empty();
    const leases = createPostgresLeases(store);
    await leases.hold(['forgotten', 'renewed', 'out', 'held'], { holder: 'first', ttlMs: 60_000 });
    await age('forgotten', '25 hours');
    await age('renewed', '25 hours');
    await age('out', '23 hours');
    expect(await leases.hold(['renewed', 'new'], { holder: 'second', ttlMs: 60_000 })).toEqual(['renewed', 'new']);
    expect(await storedKeys()).toEqual(['held', 'new', 'out', 'renewed']);
  });
});
