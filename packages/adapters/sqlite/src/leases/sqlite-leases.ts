import { systemClock, type Clock, type Leases } from '@frigg-crm/core';
import { assertMilliseconds, assertStorableTexts, isStorableText } from '@frigg-crm/core/adapter';
import { sql } from 'kysely';
import type { SqliteDatabase } from '../connection/sqlite-database.ts';
import { statements } from '../tables.ts';

/** How many forgotten leases a call clears away, and how old they are, in milliseconds. */
const SWEPT = 100;
const FORGOTTEN_AFTER_MS = 86_400_000;

/**
 * Keeps leases in SQLite, one row each, by the clock of the machine that all programs share. Leases that expired
 * more than a day ago are removed by later calls.
 *
 * @example
 * ```ts
 * const database = await openSqliteDatabase({ file: 'store.sqlite' });
 * await migrate(database);
 * const leases = createSqliteLeases(database);
 * const mine = await leases.hold(['process-1'], { holder: 'worker-1', ttlMs: 30_000 });
 * ```
 */
export function createSqliteLeases(database: SqliteDatabase, { clock = systemClock }: { readonly clock?: Clock | undefined } = {}): Leases {
  return {
    async hold(keys, { holder, ttlMs, signal }) {
      signal?.throwIfAborted();
      assertMilliseconds('ttlMs', ttlMs, 1);
      assertStorableTexts([holder, ...keys]);
      if (keys.length === 0) return [];
      const rows = await database.write(
        (session) => {
          const nowMs = clock.now();
          session.run(sweep(nowMs - FORGOTTEN_AFTER_MS));
          return session.all(
            sql<{ readonly key: string }>`
              insert into frigg_leases (key, holder, ends_at)
              select distinct value, ${holder}, ${nowMs + ttlMs} from json_each(${JSON.stringify(keys)}) where true
              on conflict (key) do update set holder = excluded.holder, ends_at = excluded.ends_at
              where frigg_leases.holder = excluded.holder or frigg_leases.ends_at <= ${nowMs}
              returning key`.compile(statements),
          );
        },
        { signal },
      );
      const held = new Set(rows.map(({ key }) => key));
      return keys.filter((key) => held.has(key));
    },
    async release(keys, { holder, signal }) {
      signal?.throwIfAborted();
      const known = keys.filter(isStorableText);
      if (known.length === 0 || !isStorableText(holder)) return;
      const statement = sql`
        delete from frigg_leases where holder = ${holder} and key in (select value from json_each(${JSON.stringify(known)}))`;
      await database.write((session) => session.run(statement.compile(statements)), { signal });
    },
  };
}

function sweep(before: number): ReturnType<ReturnType<typeof sql>['compile']> {
  return sql`
    delete from frigg_leases where key in (select key from frigg_leases where ends_at < ${before} order by ends_at limit ${SWEPT})`.compile(
    statements,
  );
}
