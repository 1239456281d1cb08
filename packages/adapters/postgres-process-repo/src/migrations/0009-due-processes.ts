import { sql, type Kysely } from 'kysely';

/**
 * When a process has to be checked, beside it: the longest due are found by an index, however many others there are. Rows
 * that are there already get what `dueAtOf` would say of them. Most saves leave it `null`, so they stay heap-only.
 */
export async function addDueProcesses(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('frigg_processes')
    .addColumn('due_at', sql`timestamptz(3)`)
    .execute();
  await (db as Kysely<{ frigg_processes: { due_at: Date | null } }>)
    .updateTable('frigg_processes')
    .set({
      due_at: sql<Date | null>`case
        when jsonb_array_length(ledger -> 'outbox') > 0 then updated_at
        when ended_at is not null then null
        when context -> 'requeue' = 'true' then updated_at
        else (ledger -> 'paused' -> 'reason' ->> 'until')::timestamptz end`,
    })
    .execute();
  await db.schema
    .createIndex('frigg_processes_due')
    .on('frigg_processes')
    .columns(['due_at', 'id'])
    .where('due_at' as never, 'is not', null)
    .execute();
}
