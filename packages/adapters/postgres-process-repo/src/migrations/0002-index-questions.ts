import type { Kysely } from 'kysely';

const NEWEST = ['created_at desc', 'id desc'] as const;

/** One index for each condition of `ProcessQuery`, in the order of the result. */
export async function indexQuestions(db: Kysely<unknown>): Promise<void> {
  for (const column of ['integration_id', 'type', 'name', 'state']) {
    await db.schema
      .createIndex(`frigg_processes_by_${column}`)
      .on('frigg_processes')
      .columns([column, ...NEWEST])
      .execute();
  }
  await db.schema
    .createIndex('frigg_processes_by_time')
    .on('frigg_processes')
    .columns([...NEWEST])
    .execute();
  await db.schema
    .createIndex('frigg_processes_by_parent')
    .on('frigg_processes')
    .columns(['parent_process_id', ...NEWEST])
    .where('parent_process_id' as never, 'is not', null)
    .execute();
  await db.schema
    .createIndex('frigg_processes_active')
    .on('frigg_processes')
    .columns([...NEWEST])
    .where('ended_at' as never, 'is', null)
    .execute();
}
