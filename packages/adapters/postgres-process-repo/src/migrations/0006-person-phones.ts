import { sql, type Kysely } from 'kysely';

const BY_BYTES = sql`text collate "C"`;

/**
 * One row per phone number of a mapping. A lookup in its btree costs the same right after many writes; a GIN index
 * collects new entries in a pending list that every lookup has to read.
 *
 * Triggers write the rows inside the statement that writes the mapping, so that programs of an earlier version, which
 * do not know this table, keep it complete during a rolling deployment. They cost nothing unless the numbers change.
 */
export async function createPersonPhones(db: Kysely<unknown>, schema: string): Promise<void> {
  await db.schema
    .createTable('frigg_person_phones')
    .addColumn('integration_id', BY_BYTES, (column) => column.notNull())
    .addColumn('number', BY_BYTES, (column) => column.notNull())
    .addColumn('object_type', BY_BYTES, (column) => column.notNull())
    .addColumn('external_id', BY_BYTES, (column) => column.notNull())
    .addPrimaryKeyConstraint('frigg_person_phones_pkey', ['integration_id', 'number', 'object_type', 'external_id'])
    .execute();
  await createFunction(db, schema);
  const trigger = async (name: string, event: string, condition: string): Promise<void> => {
    await sql`
      create trigger ${sql.id(name)} after ${sql.raw(event)} on ${sql.id(schema, 'frigg_person_mappings')}
      for each row when (${sql.raw(condition)}) execute function ${sql.id(schema, 'frigg_store_person_phones')}()`.execute(db);
  };
  await trigger('frigg_person_phones_insert', 'insert', `new.phone_numbers <> '{}'`);
  await trigger('frigg_person_phones_update', 'update of phone_numbers', 'old.phone_numbers is distinct from new.phone_numbers');
  await trigger('frigg_person_phones_delete', 'delete', `old.phone_numbers <> '{}'`);
}

/** Rows of a mapping are only written while its own row is locked: the order of mappings is the order of their numbers. */
async function createFunction(db: Kysely<unknown>, schema: string): Promise<void> {
  const table = sql.id(schema, 'frigg_person_phones');
  await sql`
    create function ${sql.id(schema, 'frigg_store_person_phones')}() returns trigger language plpgsql as $frigg$
    begin
      if tg_op <> 'INSERT' then
        delete from ${table} as stored
        where stored.integration_id = old.integration_id and stored.number = any(old.phone_numbers)
          and stored.object_type = old.object_type and stored.external_id = old.external_id;
      end if;
      if tg_op <> 'DELETE' then
        insert into ${table} (integration_id, number, object_type, external_id)
        select new.integration_id, given.number, new.object_type, new.external_id
        from unnest(new.phone_numbers) as given(number) where given.number is not null
        on conflict do nothing;
      end if;
      return null;
    end
    $frigg$`.execute(db);
}
