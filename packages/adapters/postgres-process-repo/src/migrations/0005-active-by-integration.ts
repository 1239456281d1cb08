import type { Kysely } from 'kysely';

/** An integration may have ended thousands of syncs; those that run are one or two. */
export async function indexActiveByIntegration(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('frigg_processes_active_by_integration')
    .on('frigg_processes')
    .columns(['integration_id', 'created_at desc', 'id desc'])
    .where('ended_at' as never, 'is', null)
    .execute();
}
