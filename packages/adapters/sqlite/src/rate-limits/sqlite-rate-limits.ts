import { systemClock, type Clock, type RateLimits } from '@frigg-crm/core';
import { assertMilliseconds, assertStorableTexts, isStorableText } from '@frigg-crm/core/adapter';
import { sql } from 'kysely';
import type { Statement } from '../connection/session.ts';
import type { SqliteDatabase } from '../connection/sqlite-database.ts';
import { statements } from '../tables.ts';

/**
 * Shares allowances between all programs that use the file, one row for each, by the clock of their machine.
 *
 * @example
 * ```ts
 * const database = await openSqliteDatabase({ file: 'store.sqlite' });
 * await migrate(database);
 * const rateLimits = createSqliteRateLimits(database);
 * await clock.sleep(await rateLimits.reserve('quo:account-1', { costMs: 100 }));
 * ```
 */
export function createSqliteRateLimits(
  database: SqliteDatabase,
  { clock = systemClock }: { readonly clock?: Clock | undefined } = {},
): RateLimits {
  return {
    async reserve(key, { costMs, burstMs = 0, signal }) {
      signal?.throwIfAborted();
      assertMilliseconds('costMs', costMs);
      assertMilliseconds('burstMs', burstMs);
      assertStorableTexts([key]);
      return database.write(
        (session) => {
          const nowMs = clock.now();
          const earliestMs = nowMs - burstMs;
          const row = session.get(
            sql<{ readonly begins_at: number }>`
              insert into frigg_rate_limits (key, free_at) values (${key}, ${earliestMs + costMs})
              on conflict (key) do update set
                free_at = max(coalesce(free_at, ${earliestMs}), coalesce(parked_until, ${earliestMs}), ${earliestMs}) + ${costMs}
              returning free_at - ${costMs} as begins_at`.compile(statements),
          );
          return Math.max(0, (row?.begins_at ?? nowMs) - nowMs);
        },
        { signal },
      );
    },
    async park(key, forMs, { signal } = {}) {
      signal?.throwIfAborted();
      assertMilliseconds('forMs', forMs);
      assertStorableTexts([key]);
      await database.write(
        (session) =>
          session.run(
            sql`
              insert into frigg_rate_limits (key, parked_until) values (${key}, ${clock.now() + forMs})
              on conflict (key) do update set parked_until = max(coalesce(parked_until, excluded.parked_until), excluded.parked_until)`.compile(
              statements,
            ),
          ),
        { signal },
      );
    },
    async unpark(key, { signal } = {}) {
      signal?.throwIfAborted();
      assertStorableTexts([key]);
      return database.write((session) => session.get(unparkStatement(key, clock.now())) !== undefined, { signal });
    },
    async parkedFor(keys, { signal } = {}) {
      signal?.throwIfAborted();
      const known = keys.filter(isStorableText);
      if (known.length === 0) return new Map();
      const statement = parkedStatement(known, clock.now());
      const rows = await database.read((session) => session.all(statement), { signal });
      return new Map(rows.map(({ key, left_ms: leftMs }) => [key, leftMs]));
    },
  };
}

function unparkStatement(key: string, nowMs: number): Statement<{ readonly key: string }> {
  return sql<{ readonly key: string }>`
    update frigg_rate_limits set free_at = ${nowMs}, parked_until = null
    where key = ${key} and parked_until > ${nowMs} returning key`.compile(statements);
}

function parkedStatement(keys: readonly string[], nowMs: number): Statement<{ readonly key: string; readonly left_ms: number }> {
  return sql<{ readonly key: string; readonly left_ms: number }>`
    select key, parked_until - ${nowMs} as left_ms from frigg_rate_limits
    where key in (select value from json_each(${JSON.stringify(keys)})) and parked_until > ${nowMs}`.compile(statements);
}
