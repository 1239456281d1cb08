import { sql, type Kysely } from 'kysely';

/** So few that each statement stays far below a query deadline. */
const ROWS_PER_STATEMENT = 5000;
/** A btree takes 2,704 bytes. A key that is longer could never be stored; its mapping must not stop the migration. */
const MAX_KEY_BYTES = 2500;

interface MappingKey {
  readonly integration_id: string;
  readonly object_type: string;
  readonly external_id: string;
}

/**
 * Copies the numbers of the mappings that were stored before the triggers existed. It locks no mapping: what is written
 * meanwhile is covered by the triggers, and a row whose mapping changed in between is ignored by lookups.
 */
export async function fillPersonPhones(db: Kysely<unknown>, schema: string): Promise<void> {
  let last: MappingKey | undefined = { integration_id: '', object_type: '', external_id: '' };
  while (last !== undefined) last = await fillAfter(db, schema, last);
}

async function fillAfter(db: Kysely<unknown>, schema: string, after: MappingKey): Promise<MappingKey | undefined> {
  const key = sql`integration_id, object_type, external_id`;
  const { rows } = await sql<MappingKey>`
    with page as materialized (
      select ${key}, phone_numbers from ${sql.id(schema, 'frigg_person_mappings')}
      where (${key}) > (${after.integration_id}, ${after.object_type}, ${after.external_id})
      order by ${key} limit ${ROWS_PER_STATEMENT}
    ), filled as (
      insert into ${sql.id(schema, 'frigg_person_phones')} (integration_id, number, object_type, external_id)
      select integration_id, number, object_type, external_id from page, unnest(phone_numbers) as number
      where number is not null
        and octet_length(integration_id) + octet_length(number) + octet_length(object_type) + octet_length(external_id) < ${MAX_KEY_BYTES}::int
      order by ${key}
      on conflict do nothing
    )
    select ${key} from page
    order by integration_id desc, object_type desc, external_id desc limit 1`.execute(db);
  return rows[0];
}
