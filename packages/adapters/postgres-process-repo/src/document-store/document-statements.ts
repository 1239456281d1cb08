import type { DocumentKey, StoredDocument } from '@frigg-crm/core';
import { sql, type RawBuilder } from 'kysely';

const TABLE = 'frigg_documents';
const KEY = sql`collection, integration_id, id`;

/** The key of a row. */
export interface KeyRow {
  readonly collection: string;
  readonly integration_id: string;
  readonly id: string;
}

/*
 * Each statement takes its rows in the order of their keys: two that share rows wait for each other, but never in a
 * circle. What they are given travels as one JSON text, since a statement takes at most 65,535 parameters.
 */

/** Stores those of the documents whose keys are free. @returns what names them. */
export function insertStatement(schema: string, documents: readonly StoredDocument[]): RawBuilder<KeyRow> {
  const given = documents.map(({ integrationId, dueAt, expiresAt, ...document }) => ({
    ...document,
    integration_id: integrationId,
    due_at: dueAt,
    expires_at: expiresAt,
  }));
  return sql<KeyRow>`
    insert into ${sql.id(schema, TABLE)} (${KEY}, value, tags, due_at, expires_at, version)
    select ${KEY}, value, tags, due_at, expires_at, version
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as given (collection text, integration_id text, id text, value jsonb,
      tags text[], due_at timestamptz, expires_at timestamptz, version integer)
    order by collection collate "C", integration_id collate "C", id collate "C"
    on conflict (${KEY}) do nothing
    returning ${KEY}`;
}

/** Removes documents. */
export function removeStatement(schema: string, keys: readonly DocumentKey[]): RawBuilder<unknown> {
  const column = (part: keyof DocumentKey): RawBuilder<unknown> => sql`${keys.map((key) => key[part])}::text[]`;
  const among = sql`(${KEY}) in (select * from unnest(${column('collection')}, ${column('integrationId')}, ${column('id')}))`;
  return deletion(schema, sql`where ${among} order by ${KEY} for update`);
}

/** Removes what has expired; leaves alone what another program is removing. */
export function removeExpiredStatement(schema: string, before: string, limit: number): RawBuilder<unknown> {
  return deletion(schema, sql`where expires_at < ${before}::timestamptz order by expires_at limit ${limit} for update skip locked`);
}

/**
 * Removes an integration. Keys begin with their collection, so it first finds which collections there are, in as many
 * steps through the index: an index of its own would cost every insert.
 */
export function removeIntegrationStatement(schema: string, integrationId: string, except: readonly string[]): RawBuilder<unknown> {
  const table = sql.id(schema, TABLE);
  const first = sql`select min(collection) from ${table}`;
  const collections = sql`
    with recursive known(collection) as (
      (${first}) union all select (${first} where collection > known.collection) from known where known.collection is not null
    ) select collection from known where collection <> all(${except}::text[])`;
  // Repeated for the rows to delete: joined by their keys alone, PostgreSQL might read the whole table.
  const isOf = (row: string): RawBuilder<unknown> =>
    sql`${sql.ref(`${row}.collection`)} = any(array(${collections})) and ${sql.ref(`${row}.integration_id`)} = ${integrationId}`;
  return deletion(schema, sql`where ${isOf('document')} order by ${KEY} for update`, isOf('stored'));
}

/**
 * Deletes the rows that are selected so, of those that are `wanted`. They are selected once: in a join PostgreSQL might select
 * them again for each row, each time others, and a limit would not hold.
 */
function deletion(schema: string, selected: RawBuilder<unknown>, wanted: RawBuilder<unknown> = sql`true`): RawBuilder<unknown> {
  const table = sql.id(schema, TABLE);
  return sql`
    with locked as materialized (select ${KEY} from ${table} as document ${selected})
    delete from ${table} as stored using locked
    where stored.collection = locked.collection and stored.integration_id = locked.integration_id and stored.id = locked.id and ${wanted}`;
}
