import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTwoPrograms, type TwoPrograms } from '../test-support/open-two-programs.ts';
import { createPostgresRateLimits } from './postgres-rate-limits.ts';

let programs: TwoPrograms;
let store: TwoPrograms['store'];
let otherProgram: TwoPrograms['otherProgram'];

beforeAll(async () => {
  programs = await openTwoPrograms('rate_limits');
  ({ store, otherProgram } = programs);
});

afterAll(async () => programs.close());

async function empty(): Promise<void> {
  await sql`truncate ${sql.id(store.schema, 'frigg_rate_limits')}`.execute(store.db);
}

describe('the rate limits on a PostgreSQL server, beyond the contract', () => {
  it('give a thousand reservations of two programs parts that do not overlap, by the clock of the database', async () => {
    await empty();
    const programs = [store.db, otherProgram.db].map((db) => createPostgresRateLimits({ db, schema: store.schema }));
    const startMs = await databaseMs();
    const waits = await Promise.all(
      Array.from({ length: 1000 }, async (_, index) => programs[index % 2]?.reserve('quo:account-1', { costMs: 3_600_000 }) ?? Number.NaN),
    );
    const tookMs = (await databaseMs()) - startMs;
    // Each hour is handed out once; a reservation that came later waits less, by the time that the test took.
    const hours = waits.toSorted((a, b) => a - b).map((wait, index) => index * 3_600_000 - wait);
    expect(Math.min(...hours)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...hours)).toBeLessThanOrEqual(tookMs + 1);
  });

  it('pause by the clock of the database', async () => {
    await empty();
    const rateLimits = createPostgresRateLimits(store);
    await rateLimits.park('a', 3_600_000);
    const left = (await rateLimits.parkedFor(['a', 'b'])).get('a') ?? Number.NaN;
    expect(left).toBeGreaterThan(3_500_000);
    expect(left).toBeLessThanOrEqual(3_600_000);
  });
});

async function databaseMs(): Promise<number> {
  const { rows } = await sql<{ ms: number }>`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`.execute(store.db);
  return rows[0]?.ms ?? Number.NaN;
}
