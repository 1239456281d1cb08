import type { CallOptions, Clock } from '@frigg-crm/core';
import { CompiledQuery, sql } from 'kysely';
import { readPragma } from '../connection/check-file.ts';
import type { SqliteDatabase } from '../connection/sqlite-database.ts';
import { statements } from '../tables.ts';

/** What {@link maintain} did. */
export interface MaintenanceResult {
  /** How many bytes went back to the operating system. */
  readonly freedBytes: number;
  /** Whether the -wal file was emptied; another program that reads or writes at this moment prevents it. */
  readonly isWalEmptied: boolean;
}

/** How much one call frees: 4,000 pages are 16 MB. Each step is a transaction of some milliseconds. */
const PAGES_PER_STEP = 200;
const MOST_STEPS = 20;
/** How many deduplication ids of queues that nothing is sent to any more one call removes. */
const MOST_FORGOTTEN = 5000;
const FORGOTTEN_AFTER_MS = 86_400_000;

/**
 * Gives free pages back, empties the -wal file and refreshes the statistics of the query planner, in short steps. Meant
 * to be called now and then, such as once an hour; several programs may do so.
 */
export async function maintain(database: SqliteDatabase, clock: Clock, { signal }: CallOptions = {}): Promise<MaintenanceResult> {
  const { connection } = database;
  const nowMs = clock.now();
  await database.write(
    (session) => {
      session.run(
        sql`
          delete from frigg_queue_deduplication where (queue, id) in (
            select queue, id from frigg_queue_deduplication where expires_at <= ${nowMs} limit ${MOST_FORGOTTEN})`.compile(statements),
      );
      session.run(sql`delete from frigg_leases where ends_at < ${nowMs - FORGOTTEN_AFTER_MS}`.compile(statements));
    },
    { signal },
  );
  const freePages = async (): Promise<number> => database.read(() => readPragma(connection, 'freelist_count'), { signal });
  const before = await freePages();
  let left = before;
  for (let step = 0; step < MOST_STEPS && left > 0; step += 1) {
    await database.write((session) => session.all(CompiledQuery.raw(`pragma incremental_vacuum(${PAGES_PER_STEP})`)), { signal });
    left = await freePages();
  }
  await database.loop.nextTurn();
  await database.read(() => connection.exec('pragma optimize'), { signal });
  await database.loop.nextTurn();
  const checkpoint = await database.read(() => connection.prepare('pragma wal_checkpoint(truncate)').get(), { signal });
  return { freedBytes: Math.max(0, before - left) * readPragma(connection, 'page_size'), isWalEmptied: checkpoint?.['busy'] === 0 };
}
