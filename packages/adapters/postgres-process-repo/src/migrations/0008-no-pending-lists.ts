import { sql, type Kysely } from 'kysely';

/**
 * Removes the GIN index on phone numbers, which `frigg_person_phones` replaces. The index on tags of documents stays, and
 * takes new entries at once: without a pending list a lookup costs the same right after writes.
 */
export async function dropPendingLists(db: Kysely<unknown>, schema: string): Promise<void> {
  await db.schema.dropIndex('frigg_person_mappings_by_phone').execute();
  const index = sql.id(schema, 'frigg_documents_by_tag');
  await sql`alter index ${index} set (fastupdate = off)`.execute(db);
  await sql`select gin_clean_pending_list(format('%I.%I', ${schema}::text, 'frigg_documents_by_tag')::regclass)`.execute(db);
}
