import { sql, type Kysely } from 'kysely';

/** By bytes: the order of ids must not depend on the language of the server. */
const BY_BYTES = sql`text collate "C"`;

/** Mappings of people to contacts in Quo, leases, rate limits; and an index for processes that ended long ago. */
export async function createMappingsLeasesLimits(db: Kysely<unknown>): Promise<void> {
  await createMappings(db);
  await db.schema
    .createTable('frigg_leases')
    .addColumn('key', BY_BYTES, (column) => column.primaryKey())
    .addColumn('holder', 'text', (column) => column.notNull())
    .addColumn('ends_at', 'timestamptz', (column) => column.notNull())
    .execute();
  // Finds leases that were never released and are no longer renewed.
  await db.schema.createIndex('frigg_leases_by_end').on('frigg_leases').column('ends_at').execute();
  await db.schema
    .createTable('frigg_rate_limits')
    .addColumn('key', BY_BYTES, (column) => column.primaryKey())
    .addColumn('free_at', 'timestamptz')
    .addColumn('parked_until', 'timestamptz')
    // One row is written at each request: with room on the page, PostgreSQL touches no index (heap-only tuples).
    .modifyEnd(sql`with (fillfactor = 50)`)
    .execute();
  // `updated_at` has none on purpose: each save would have to touch it. Those that have not ended are few, and indexed.
  await db.schema
    .createIndex('frigg_processes_ended')
    .on('frigg_processes')
    .column('ended_at')
    .where('ended_at' as never, 'is not', null)
    .execute();
}

async function createMappings(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('frigg_person_mappings')
    .addColumn('integration_id', BY_BYTES, (column) => column.notNull())
    .addColumn('object_type', BY_BYTES, (column) => column.notNull())
    .addColumn('external_id', BY_BYTES, (column) => column.notNull())
    .addColumn('quo_contact_id', 'text')
    .addColumn('phone_numbers', sql`text[]`, (column) => column.notNull().defaultTo(sql`'{}'`))
    .addColumn('content_hash', 'text')
    .addColumn('named_hash', 'text')
    .addColumn('source_modified_at', sql`timestamptz(3)`)
    .addColumn('seen_in', 'text')
    .addColumn('known_since', 'timestamptz')
    .addColumn('failed_process_id', 'text')
    .addColumn('failure_code', 'text')
    .addColumn('claims', 'jsonb', (column) => column.notNull().defaultTo(sql`'{}'`))
    .addColumn('contested', 'boolean', (column) => column.notNull().defaultTo(false))
    .addPrimaryKeyConstraint('frigg_person_mappings_pkey', ['integration_id', 'object_type', 'external_id'])
    // A sync writes each row twice and changes no indexed column.
    .modifyEnd(sql`with (fillfactor = 70)`)
    .execute();
  await db.schema.createIndex('frigg_person_mappings_by_phone').on('frigg_person_mappings').using('gin').column('phone_numbers').execute();
  await db.schema
    .createIndex('frigg_person_mappings_failed')
    .on('frigg_person_mappings')
    .columns(['integration_id', 'object_type', 'failed_process_id', 'external_id'])
    .where('failed_process_id' as never, 'is not', null)
    .execute();
}
