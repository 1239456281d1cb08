import { InvalidDocumentError, type DocumentKey, type DocumentQuery, type JsonObject, type StoredDocument } from '@frigg-crm/core';
import { assertLimit, readMoment, toIso } from '@frigg-crm/core/adapter';
import { sql, type RawBuilder } from 'kysely';
import type { Statement } from '../connection/session.ts';
import { isJsonObject, isTextList, readJson } from '../errors/read-json.ts';
import { statements, type DocumentTable } from '../tables.ts';

/** A key as it stands in a row. */
export type KeyRow = Pick<DocumentTable, 'collection' | 'integration_id' | 'id'>;

/** @returns the row as a document. @throws {StorageError} when the row is none. */
export function rowToDocument(row: DocumentTable): StoredDocument {
  return {
    collection: row.collection,
    integrationId: row.integration_id,
    id: row.id,
    value: readJson<JsonObject>(row.value, isJsonObject, 'value of frigg_documents'),
    tags: readJson(row.tags, isTextList, 'tags of frigg_documents'),
    dueAt: row.due_at === null ? null : toIso(row.due_at),
    expiresAt: row.expires_at === null ? null : toIso(row.expires_at),
    version: row.version,
  };
}

/** What finds one document. */
export function selectDocument({ collection, integrationId, id }: DocumentKey): Statement<DocumentTable> {
  return sql<DocumentTable>`
    select * from frigg_documents where collection = ${collection} and integration_id = ${integrationId} and id = ${id}`.compile(
    statements,
  );
}

/**
 * What finds documents that meet the conditions.
 * @throws {InvalidProcessDataError} when the limit is not a whole number from 0 on, or the moment is none.
 * @throws {InvalidDocumentError} when `after` is combined with `dueBefore`.
 */
export function selectDocuments({ collection, integrationId, tag, dueBefore, after, limit }: DocumentQuery): Statement<DocumentTable> {
  assertLimit(limit);
  if (dueBefore !== undefined && after !== undefined)
    throw new InvalidDocumentError('A query continues after a key or selects what is due, not both: leave one out');
  const isDue = dueBefore === undefined ? sql`` : sql`and due_at <= ${readMoment(dueBefore)}`;
  // The table whose key has the order of the result comes first.
  const source =
    tag === undefined ? sql`frigg_documents as keyed` : sql`frigg_document_tags as keyed cross join frigg_documents as document`;
  const joined =
    tag === undefined
      ? sql``
      : sql`and keyed.tag = ${tag} and document.collection = keyed.collection and document.integration_id = keyed.integration_id
          and document.id = keyed.id`;
  return sql<DocumentTable>`
    select ${tag === undefined ? sql`keyed` : sql`document`}.* from ${source}
    where keyed.collection = ${collection} ${joined} ${isDue}
      ${integrationId === undefined ? sql`` : sql`and keyed.integration_id = ${integrationId}`}
      ${after === undefined ? sql`` : sql`and (keyed.integration_id, keyed.id) > (${after.integrationId}, ${after.id})`}
    order by ${dueBefore === undefined ? sql`` : sql`due_at, `} keyed.integration_id, keyed.id limit ${limit}`.compile(statements);
}

/** What reads the next documents of all collections. */
export function selectNextDocuments(after: DocumentKey | undefined, limit: number): Statement<DocumentTable> {
  const isBehind =
    after === undefined ? sql`` : sql`where (collection, integration_id, id) > (${after.collection}, ${after.integrationId}, ${after.id})`;
  return sql<DocumentTable>`
    select * from frigg_documents ${isBehind} order by collection, integration_id, id limit ${limit}`.compile(statements);
}

/** What stores those of the documents whose keys are free. @returns what names them. */
export function insertDocuments(documents: readonly StoredDocument[]): Statement<KeyRow> {
  const rows = documents.map(({ collection, integrationId, id, value, tags, dueAt, expiresAt, version }) => [
    collection,
    integrationId,
    id,
    // As text: SQLite would write numbers in its own way.
    JSON.stringify(value),
    tags,
    dueAt === null ? null : Date.parse(dueAt),
    expiresAt === null ? null : Date.parse(expiresAt),
    version,
  ]);
  return sql<KeyRow>`
    insert into frigg_documents (collection, integration_id, id, value, tags, due_at, expires_at, version)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value -> 4, value ->> 5, value ->> 6, value ->> 7
    from json_each(${JSON.stringify(rows)}) where true
    on conflict (collection, integration_id, id) do nothing
    returning collection, integration_id, id`.compile(statements);
}

/** What saves a document if the version is still the stored one. */
export function updateIfUnchanged({
  collection,
  integrationId,
  id,
  value,
  tags,
  dueAt,
  expiresAt,
  version,
}: StoredDocument): Statement<unknown> {
  return statements
    .updateTable('frigg_documents')
    .set({
      value: JSON.stringify(value),
      tags: JSON.stringify(tags),
      due_at: dueAt === null ? null : Date.parse(dueAt),
      expires_at: expiresAt === null ? null : Date.parse(expiresAt),
      version: version + 1,
    })
    .where('collection', '=', collection)
    .where('integration_id', '=', integrationId)
    .where('id', '=', id)
    .where('version', '=', version)
    .compile();
}

/** What removes documents. */
export function deleteDocuments(keys: readonly DocumentKey[]): Statement<unknown> {
  const given = JSON.stringify(keys.map(({ collection, integrationId, id }) => [collection, integrationId, id]));
  return deleteRows(sql`
    select document.rowid from json_each(${given}) as given cross join frigg_documents as document
    where document.collection = given.value ->> 0 and document.integration_id = given.value ->> 1 and document.id = given.value ->> 2`);
}

/** What removes up to `limit` documents that expired before a moment. */
export function deleteExpired(before: string, limit: number): Statement<unknown> {
  return deleteRows(sql`select rowid from frigg_documents where expires_at < ${readMoment(before)} order by expires_at limit ${limit}`);
}

/**
 * What removes up to `limit` documents of an integration. Keys begin with their collection, so it first lists which
 * collections there are, in as many steps through the index: an index of its own would cost every insert.
 */
export function deleteOfIntegration(integrationId: string, except: readonly string[], limit: number): Statement<unknown> {
  return deleteRows(sql`
    with recursive known(collection) as (
      select min(collection) from frigg_documents
      union all select (select min(collection) from frigg_documents where collection > known.collection) from known
      where known.collection is not null
    )
    select document.rowid from known cross join frigg_documents as document
    where document.collection = known.collection and document.integration_id = ${integrationId}
      and known.collection not in (select value from json_each(${JSON.stringify(except)})) limit ${limit}`);
}

function deleteRows(rows: RawBuilder<unknown>): Statement<unknown> {
  return sql`delete from frigg_documents where rowid in (${rows})`.compile(statements);
}
