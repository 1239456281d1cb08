import type { Leases } from '@frigg-crm/core';
import { assertMilliseconds, assertStorableTexts, isStorableText } from '@frigg-crm/core/adapter';
import { sql } from 'kysely';
import { executeStatement } from '../errors/execute-statement.ts';
import { DEFAULT_SCHEMA } from '../process-database.ts';
import { milliseconds, nowOf, type PostgresStoreOptions } from '../store-options.ts';

/** How many forgotten leases a call removes. */
const SWEPT = 100;

/**
 * Keeps leases in PostgreSQL, one row each, by the clock of the database. Leases that were not released and not
 * renewed for a day are removed.
 *
 * @example
 * ```ts
 * const leases = createPostgresLeases({ db });
 * const mine = await leases.hold(['process-1'], { holder: 'worker-1', ttlMs: 30_000 });
 * ```
 */
export function createPostgresLeases({ db, schema = DEFAULT_SCHEMA, clock }: PostgresStoreOptions): Leases {
  const table = sql.id(schema, 'frigg_leases');
  return {
    async hold(keys, { holder, ttlMs, signal }) {
      signal?.throwIfAborted();
      assertMilliseconds('ttlMs', ttlMs, 1);
      assertStorableTexts([holder, ...keys]);
      if (keys.length === 0) return [];
      const wanted = [...new Set(keys)];
      const now = nowOf(clock);
      const end = sql`${now} + ${milliseconds(ttlMs)}`;
      // In the order of keys: two calls for the same ones wait for each other, but never deadlock.
      const statement = sql<{ readonly key: string }>`
        with old as materialized (
          select key from ${table} where ends_at < ${now} - interval '1 day' and key <> all(${wanted}::text[])
          order by ends_at limit ${SWEPT} for update skip locked),
        swept as (delete from ${table} where key in (select key from old))
        insert into ${table} as stored (key, holder, ends_at)
        select key, ${holder}::text, ${end} from unnest(${wanted}::text[]) as key order by key collate "C"
        on conflict (key) do update set holder = excluded.holder, ends_at = ${end}
        where stored.holder = excluded.holder or stored.ends_at <= ${now}
        returning key`;
      const { rows } = await executeStatement({ signal }, async () => statement.execute(db, { signal }));
      const held = new Set(rows.map(({ key }) => key));
      return keys.filter((key) => held.has(key));
    },
    async release(keys, { holder, signal }) {
      signal?.throwIfAborted();
      const known = keys.filter(isStorableText);
      if (known.length === 0 || !isStorableText(holder)) return;
      const statement = sql`
        delete from ${table} as stored
        using (select key from ${table} where key = any(${known}::text[]) and holder = ${holder} order by key for update) as locked
        where stored.key = locked.key`;
      await executeStatement({ signal }, async () => statement.execute(db, { signal }));
    },
  };
}
