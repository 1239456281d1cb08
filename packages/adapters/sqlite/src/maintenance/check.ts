import { FriggCrmError, type CallOptions } from '@frigg-crm/core';
import type { SqliteDatabase } from '../connection/sqlite-database.ts';

/** What {@link check} found. */
export interface CheckResult {
  readonly isHealthy: boolean;
  /** What SQLite says, table by table, at most ten each: names of tables and indexes and numbers, no content. */
  readonly problems: readonly string[];
}

/**
 * Reads every page of the file and compares tables with their indexes. It goes from table to table, and other work has
 * its turn between two; a table of a million rows takes seconds.
 */
export async function check(database: SqliteDatabase, { signal }: CallOptions = {}): Promise<CheckResult> {
  const { connection } = database;
  const problems: string[] = [];
  try {
    const tables = await database.read(
      () => connection.prepare(`select name from sqlite_schema where type = 'table'`).all() as { readonly name: string }[],
      { signal },
    );
    for (const { name } of tables) {
      const rows = await database.read(() => connection.prepare(`pragma integrity_check('${name.replaceAll("'", "''")}')`).all(), {
        signal,
      });
      const found = rows.map((row) => String(row['integrity_check'])).filter((text) => text !== 'ok');
      problems.push(...found.slice(0, 10).map((text) => `${name}: ${text}`));
      await database.loop.nextTurn();
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (!FriggCrmError.is(error)) throw error;
    problems.push(error.message);
  }
  return { isHealthy: problems.length === 0, problems };
}
