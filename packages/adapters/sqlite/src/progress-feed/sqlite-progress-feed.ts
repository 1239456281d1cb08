import type { ProgressFeed } from '@frigg-crm/core/adapter';
import type { SqliteDatabase } from '../connection/sqlite-database.ts';

/**
 * Reports, within 200 ms, that another program of this machine has committed something: SQLite does not say what, so that it is
 * a gap. What this program changes is for its own publisher to announce.
 *
 * @example
 * ```ts
 * const { database, processRepository } = await openSqliteStore({ file: '.frigg-crm/store.sqlite' });
 * const hub = createLiveHub({ processRepository, clock, feed: createSqliteProgressFeed(database) });
 * ```
 */
export function createSqliteProgressFeed(database: SqliteDatabase): ProgressFeed {
  return { subscribe: (listener) => database.changes.subscribe('processes', () => listener({ kind: 'gap' })) };
}
