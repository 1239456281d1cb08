import type { RateLimits } from '@frigg-crm/core';
import { assertMilliseconds, assertStorableTexts, isStorableText } from '@frigg-crm/core/adapter';
import { sql, type RawBuilder } from 'kysely';
import { executeStatement } from '../errors/execute-statement.ts';
import { DEFAULT_SCHEMA } from '../process-database.ts';
import { milliseconds, nowOf, type PostgresStoreOptions } from '../store-options.ts';

/**
 * Shares allowances between all programs that use the database, one row for each, by the clock of the database. A
 * reservation is one statement.
 *
 * @example
 * ```ts
 * const rateLimits = createPostgresRateLimits({ db });
 * await clock.sleep(await rateLimits.reserve('quo:account-1', { costMs: 100 }));
 * ```
 */
export function createPostgresRateLimits({ db, schema = DEFAULT_SCHEMA, clock }: PostgresStoreOptions): RateLimits {
  const table = sql.id(schema, 'frigg_rate_limits');
  return {
    async reserve(key, { costMs, burstMs = 0, signal }) {
      signal?.throwIfAborted();
      assertMilliseconds('costMs', costMs);
      assertMilliseconds('burstMs', burstMs);
      assertStorableTexts([key]);
      const [now, cost] = [nowOf(clock), milliseconds(costMs)];
      const earliest = sql`${now} - ${milliseconds(burstMs)}`;
      const statement = sql<{ readonly wait_ms: number }>`
        insert into ${table} as stored (key, free_at) values (${key}, ${earliest} + ${cost})
        on conflict (key) do update set free_at = greatest(stored.free_at, stored.parked_until, ${earliest}) + ${cost}
        returning ${untilMs(sql`free_at - ${cost}`, now)} as wait_ms`;
      const { rows } = await executeStatement({ signal }, async () => statement.execute(db, { signal }));
      return Math.max(0, rows[0]?.wait_ms ?? 0);
    },
    async park(key, forMs, { signal } = {}) {
      signal?.throwIfAborted();
      assertMilliseconds('forMs', forMs);
      assertStorableTexts([key]);
      const statement = sql`
        insert into ${table} as stored (key, parked_until) values (${key}, ${nowOf(clock)} + ${milliseconds(forMs)})
        on conflict (key) do update set parked_until = greatest(stored.parked_until, excluded.parked_until)`;
      await executeStatement({ signal }, async () => statement.execute(db, { signal }));
    },
    async unpark(key, { signal } = {}) {
      signal?.throwIfAborted();
      assertStorableTexts([key]);
      const now = nowOf(clock);
      const statement = sql<{ readonly key: string }>`
        update ${table} set free_at = ${now}, parked_until = null where key = ${key} and parked_until > ${now} returning key`;
      const { rows } = await executeStatement({ signal }, async () => statement.execute(db, { signal }));
      return rows.length > 0;
    },
    async parkedFor(keys, { signal } = {}) {
      signal?.throwIfAborted();
      const known = keys.filter(isStorableText);
      if (known.length === 0) return new Map();
      const now = nowOf(clock);
      const statement = sql<{ readonly key: string; readonly left_ms: number }>`
        select key, ${untilMs(sql`parked_until`, now)} as left_ms from ${table}
        where key = any(${known}::text[]) and parked_until > ${now}`;
      const { rows } = await executeStatement({ signal }, async () => statement.execute(db, { signal }));
      return new Map(rows.flatMap(({ key, left_ms: leftMs }) => (leftMs > 0 ? [[key, leftMs] as const] : [])));
    },
  };
}

/** @returns milliseconds from now until a moment, to fractions of one. */
function untilMs(moment: RawBuilder<unknown>, now: RawBuilder<Date>): RawBuilder<number> {
  return sql<number>`(extract(epoch from (${moment}) - ${now}) * 1000)::float8`;
}
