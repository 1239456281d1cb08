import { sql, type Kysely } from 'kysely';

/** By bytes: the order of keys must not depend on the language of the server. */
const BY_BYTES = sql`text collate "C"`;

/** Small JSON documents, and an index for each query. */
export async function createDocuments(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('frigg_documents')
    .addColumn('collection', BY_BYTES, (column) => column.notNull())
    .addColumn('integration_id', BY_BYTES, (column) => column.notNull())
    .addColumn('id', BY_BYTES, (column) => column.notNull())
    .addColumn('value', 'jsonb', (column) => column.notNull())
    .addColumn('tags', sql`text[]`, (column) => column.notNull())
    .addColumn('due_at', sql`timestamptz(3)`)
    .addColumn('expires_at', sql`timestamptz(3)`)
    .addColumn('version', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('frigg_documents_pkey', ['collection', 'integration_id', 'id'])
    // A save that changes neither tags nor times touches no index where there is room on the page (heap-only tuples).
    .modifyEnd(sql`with (fillfactor = 70)`)
    .execute();
  await db.schema
    .createIndex('frigg_documents_due')
    .on('frigg_documents')
    .columns(['collection', 'due_at', 'integration_id', 'id'])
    .where('due_at' as never, 'is not', null)
    .execute();
  await db.schema
    .createIndex('frigg_documents_expired')
    .on('frigg_documents')
    .column('expires_at')
    .where('expires_at' as never, 'is not', null)
    .execute();
  await db.schema
    .createIndex('frigg_documents_by_tag')
    .on('frigg_documents')
    .using('gin')
    .column('tags')
    // Most documents have none.
    .where(sql<boolean>`tags <> '{}'`)
    .execute();
}
