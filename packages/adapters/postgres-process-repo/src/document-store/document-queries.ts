import { InvalidDocumentError, type DocumentKey, type DocumentQuery, type StoredDocument } from '@frigg-crm/core';
import { assertLimit, readMoment, toIso } from '@frigg-crm/core/adapter';
import { sql, type Kysely, type SelectQueryBuilder, type Selectable, type UpdateQueryBuilder } from 'kysely';
import type { DocumentTable, ProcessDatabase } from '../process-database.ts';

type Database = Kysely<ProcessDatabase>;
type Table = 'frigg_documents';
type Selection = SelectQueryBuilder<ProcessDatabase, Table, Selectable<DocumentTable>>;

/** Selects one document. */
export function selectDocument(db: Database, { collection, integrationId, id }: DocumentKey): Selection {
  return db
    .selectFrom('frigg_documents')
    .selectAll()
    .where('collection', '=', collection)
    .where('integration_id', '=', integrationId)
    .where('id', '=', id);
}

/** Selects several documents by their keys. */
export function selectDocumentsByKeys(db: Database, keys: readonly DocumentKey[]): Selection {
  const [collections, integrationIds, ids] = [
    keys.map((key) => key.collection),
    keys.map((key) => key.integrationId),
    keys.map(({ id }) => id),
  ];
  return db
    .selectFrom('frigg_documents')
    .selectAll()
    .where(
      sql<boolean>`(collection, integration_id, id) in (select * from unnest(${collections}::text[], ${integrationIds}::text[], ${ids}::text[]))`,
    );
}

/**
 * Selects documents that meet the conditions.
 * @throws {InvalidProcessDataError} when the limit is not a whole number from 0 on, or the moment is none.
 * @throws {InvalidDocumentError} when it continues after a key in a result whose order changes meanwhile.
 */
export function selectDocuments(db: Database, { collection, integrationId, tag, dueBefore, after, limit }: DocumentQuery): Selection {
  assertLimit(limit);
  if (dueBefore !== undefined && after !== undefined) throw new InvalidDocumentError('A query takes `after` or `dueBefore`, not both');
  return db
    .selectFrom('frigg_documents')
    .selectAll()
    .where('collection', '=', collection)
    .$if(integrationId !== undefined, (query) => query.where('integration_id', '=', integrationId ?? ''))
    .$if(tag !== undefined, (query) => taggedBy(query, tag ?? ''))
    .$if(after !== undefined, (query) => query.where(behind(after ?? { integrationId: '', id: '' })))
    .$if(dueBefore !== undefined, (query) => dueBy(query, dueBefore ?? ''))
    .orderBy('integration_id')
    .orderBy('id')
    .limit(limit);
}

/** Saves a document if its version is unchanged: one statement, without reading first. */
export function updateIfUnchanged(
  db: Database,
  document: StoredDocument,
): UpdateQueryBuilder<ProcessDatabase, Table, Table, { version: number }> {
  const { collection, integrationId, id, value, tags, dueAt, expiresAt, version } = document;
  return db
    .updateTable('frigg_documents')
    .set({ value: JSON.stringify(value), tags, due_at: dueAt, expires_at: expiresAt, version: version + 1 })
    .where('collection', '=', collection)
    .where('integration_id', '=', integrationId)
    .where('id', '=', id)
    .where('version', '=', version)
    .returning('version');
}

/** The first condition makes the partial index usable, which leaves out documents without tags. */
function taggedBy(query: Selection, tag: string): Selection {
  const tags = sql.ref('tags');
  return query.where(sql<boolean>`${tags} <> '{}' and ${tags} @> array[${tag}]`);
}

function behind({ integrationId, id }: Pick<DocumentKey, 'integrationId' | 'id'>): ReturnType<typeof sql<boolean>> {
  return sql<boolean>`(${sql.ref('integration_id')}, ${sql.ref('id')}) > (${integrationId}, ${id})`;
}

function dueBy(query: Selection, moment: string): Selection {
  return query.where('due_at', '<=', sql<Date>`${toIso(readMoment(moment))}::timestamptz`).orderBy('due_at');
}
