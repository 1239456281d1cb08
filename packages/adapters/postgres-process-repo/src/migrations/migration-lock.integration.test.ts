import { silentLogger, type Logger } from '@frigg-crm/core';
import { createVirtualClock } from '@frigg-crm/testing';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { openTestSchema, type TestSchema } from '../test-support/open-test-schema.ts';
import { openTransactionPooler } from '../test-support/transaction-pooler.ts';
import type { ProcessDatabase } from '../process-database.ts';
import { migrate } from './migrate.ts';

let store: TestSchema;

beforeEach(async () => {
  store = await openTestSchema('migration_lock');
});

afterEach(async () => {
  await store.drop();
});

/** Holds the lock of the migrations while `during` runs, as another program does. */
async function whileLocked(during: () => Promise<void>): Promise<void> {
  await store.db.transaction().execute(async (other) => {
    await sql`select pg_advisory_xact_lock(hashtext('frigg_process_migrations'), hashtext(${store.schema}))`.execute(other);
    await during();
  });
}

/** A logger that keeps the warnings. */
function recordingLogger(): Logger & { readonly warnings: unknown[] } {
  const warnings: unknown[] = [];
  return { ...silentLogger, warnings, warn: (fields, message) => void warnings.push({ ...fields, message }) };
}

/** Time passes as soon as something sleeps. */
function jumpingClock() {
  const clock = createVirtualClock();
  return { ...clock, now: () => clock.now(), sleep: async (ms: number) => clock.advance(ms) };
}

describe('the lock of the migrations', () => {
  it('F43: logs after 10 seconds what it waits for, and gives up after 60', async () => {
    const logger = recordingLogger();
    await whileLocked(async () => {
      await expect(migrate(store.db, { ...store, logger, clock: jumpingClock() })).rejects.toMatchObject({
        code: 'STORAGE_FAILED',
        retryable: true,
        message: expect.stringContaining('gave up after 60 s') as string,
      });
    });
    expect(logger.warnings).toEqual([
      { schema: store.schema, waitedMs: 10_000, message: 'migration is waiting for the lock of another program' },
    ]);
  });

  it('F43: is not taken when the tables are up to date', async () => {
    await migrate(store.db, store);
    await whileLocked(async () => {
      expect(await migrate(store.db, { ...store, clock: jumpingClock() })).toEqual([]);
    });
  });

  it('F43: ends with each transaction, so that eight programs behind a pooler in transaction mode migrate at once', async () => {
    const pooler = await openTransactionPooler(inject('postgresUrl'), 4);
    const programs = Array.from({ length: 8 }, () => new Kysely<ProcessDatabase>({ dialect: new PostgresDialect({ pool: pooler }) }));
    const ran = await Promise.all(programs.map(async (db) => migrate(db, store)));
    expect(new Set(ran.flat()).size).toBe(ran.flat().length);
    expect(ran.flat()).toHaveLength(9);
    const { rows } =
      await sql`select 1 from pg_locks where locktype = 'advisory' and objid = hashtext(${store.schema})::bit(32)::bigint`.execute(
        store.db,
      );
    expect(rows).toEqual([]);
    await pooler.end();
  });
});
