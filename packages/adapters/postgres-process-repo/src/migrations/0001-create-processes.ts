import { sql, type Kysely } from 'kysely';

/** The table. With its unique constraints; an index per query follows in the next migration. */
export async function createProcesses(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('frigg_processes')
    // By bytes: the order of ids must not depend on the language of the server.
    .addColumn('id', sql`text collate "C"`, (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('integration_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('context', 'jsonb', (column) => column.notNull())
    .addColumn('results', 'jsonb', (column) => column.notNull())
    .addColumn('parent_process_id', 'text')
    .addColumn('child_processes', 'jsonb', (column) => column.notNull())
    .addColumn('active_key', sql`text collate "C"`)
    .addColumn('ledger', 'jsonb', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('created_at', sql`timestamptz(3)`, (column) => column.notNull())
    .addColumn('updated_at', sql`timestamptz(3)`, (column) => column.notNull())
    .addColumn('ended_at', sql`timestamptz(3)`)
    .addPrimaryKeyConstraint('frigg_processes_pkey', ['id'])
    .addUniqueConstraint('frigg_processes_active_key', ['active_key'])
    // A save changes no indexed column: with room on the page, PostgreSQL touches no index (heap-only tuples).
    .modifyEnd(sql`with (fillfactor = 70)`)
    .execute();
}
