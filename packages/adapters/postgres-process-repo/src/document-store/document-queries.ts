import {
  InvalidDocumentError,
  assertLimit,
  readMoment,
  toIso,
  type DocumentKey,
  type DocumentQuery,
  type StoredDocument,
} from '@frigg-crm/core';
import { sql, type Kysely, type SelectQueryBuilder, type Selectable, type UpdateQueryBuilder } from 'kysely';
import type { DocumentTable, ProcessDatabase } from '../process-database.ts';

type Database = Kysely<ProcessDatabase>;
type Table = 'frigg_documents';
type Selection = SelectQueryBuilder<ProcessDatabase, Table, Selectable<DocumentTable>>;

/** What asks for one document. */
export function selectDocument(db: Database, { collection, integrationId, id }: DocumentKey): Selection {
  return db
    .selectFrom('frigg_documents')
    .selectAll()
    .where('collection', '=', collection)
    .where('integration_id', '=', integrationId)
    .where('id', '=', id);
}

/**
 * What asks for documents that meet the conditions.
 * @throws {InvalidProcessDataError} when the limit is not a whole number from 0 on, or the moment is none.
 * @throws {InvalidDocumentError} when it goes on behind a key in an answer that changes meanwhile.
 */
export function selectDocuments(db: Database, { collection, integrationId, tag, dueBefore, after, limit }: DocumentQuery): Selection {
  assertLimit(limit);
  if (dueBefore !== undefined && after !== undefined)
    throw new InvalidDocumentError('A query goes on behind a key or asks for what is due, not both: leave one out');
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

/** What saves a document if nobody else did: one statement, without reading first. */
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

/** That it has any tags at all, is said for the index, which leaves out those that have none. */
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
