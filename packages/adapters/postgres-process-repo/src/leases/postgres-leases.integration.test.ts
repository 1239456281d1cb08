import { describeLeases } from '@frigg-crm/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTwoPrograms, type TwoPrograms } from '../__fixtures__/open-two-programs.ts';
import { createPostgresLeases } from './postgres-leases.ts';

let programs: TwoPrograms;
let store: TwoPrograms['store'];
let otherProgram: TwoPrograms['otherProgram'];

beforeAll(async () => {
  programs = await openTwoPrograms('leases');
  ({ store, otherProgram } = programs);
});

afterAll(async () => programs.close());

async function empty(): Promise<void> {
  await sql`truncate ${sql.id(store.schema, 'frigg_leases')}`.execute(store.db);
}

async function storedKeys(): Promise<readonly string[]> {
  const rows = await store.db.withSchema(store.schema).selectFrom('frigg_leases').select('key').orderBy('key').execute();
  return rows.map(({ key }) => key);
}

/** Lets a lease look as if it had ended so long ago. */
async function age(key: string, interval: string): Promise<void> {
  const table = sql.id(store.schema, 'frigg_leases');
  await sql`update ${table} set ends_at = clock_timestamp() - ${interval}::interval where key = ${key}`.execute(store.db);
}

describeLeases('on a PostgreSQL server', {
  make: async (clock) => {
    await empty();
    return createPostgresLeases({ ...store, clock });
  },
  open: (clock) => createPostgresLeases({ db: otherProgram.db, schema: store.schema, clock }),
});

describe('the leases on a PostgreSQL server, beyond the contract', () => {
  it('run out by the clock of the database when they are given none', async () => {
    await empty();
    const leases = createPostgresLeases(store);
    await leases.hold(['a', 'b'], { holder: 'first', ttlMs: 60_000 });
    await age('b', '1 millisecond');
    expect(await leases.hold(['a', 'b'], { holder: 'second', ttlMs: 60_000 })).toEqual(['b']);
  });

  it('are cleared away when nobody gave them up and nobody asked for them during a day', async () => {
    await empty();
    const leases = createPostgresLeases(store);
    await leases.hold(['forgotten', 'asked for again', 'out', 'held'], { holder: 'first', ttlMs: 60_000 });
    await age('forgotten', '25 hours');
    await age('asked for again', '25 hours');
    await age('out', '23 hours');
    expect(await leases.hold(['asked for again', 'new'], { holder: 'second', ttlMs: 60_000 })).toEqual(['asked for again', 'new']);
    expect(await storedKeys()).toEqual(['asked for again', 'held', 'new', 'out']);
  });
});
