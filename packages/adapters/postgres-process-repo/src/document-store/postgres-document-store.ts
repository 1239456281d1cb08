import {
  DocumentConflictError,
  withFindMany,
  type CallOptions,
  type DocumentKey,
  type DocumentQuery,
  type DocumentStore,
  type StoredDocument,
} from '@frigg-crm/core';
import { assertLimit, assertStorableDocument, isStorableText, readMoment, toIso } from '@frigg-crm/core/adapter';
import { executeStatement } from '../errors/execute-statement.ts';
import { inChunks } from '../in-chunks.ts';
import { DEFAULT_SCHEMA } from '../process-database.ts';
import type { PostgresStoreOptions } from '../store-options.ts';
import { selectDocument, selectDocuments, selectDocumentsByKeys, updateIfUnchanged } from './document-queries.ts';
import { rowToDocument } from './document-row.ts';
import { insertStatement, removeExpiredStatement, removeIntegrationStatement, removeStatement } from './document-statements.ts';

/** Settings of {@link createPostgresDocumentStore}. */
export type PostgresDocumentStoreOptions = Omit<PostgresStoreOptions, 'clock'>;

type Read = 'find' | 'query';
type FindMany = { readonly findMany: NonNullable<DocumentStore['findMany']> };

/**
 * Keeps documents in PostgreSQL, one row each. A save is one UPDATE that takes effect only if the version is still the
 * one that was read, so any number of programs may share the table. Values are stored as JSONB: they come back as they
 * were, the order of keys does not.
 *
 * @example
 * ```ts
 * const { db, close } = await createPgDatabase({ connectionString });
 * await migrate(db);
 * const documents = createPostgresDocumentStore({ db });
 * ```
 */
export function createPostgresDocumentStore(options: PostgresDocumentStoreOptions): DocumentStore {
  const { findMany, ...reading } = reads(options);
  return withFindMany({ ...reading, ...writes(options) }, findMany);
}

function reads({ db: root, schema = DEFAULT_SCHEMA }: PostgresDocumentStoreOptions): Pick<DocumentStore, Read> & FindMany {
  const db = root.withSchema(schema);
  const select = async (
    options: CallOptions,
    texts: readonly string[],
    query: ReturnType<typeof selectDocument>,
  ): Promise<readonly StoredDocument[]> => {
    // A text that PostgreSQL cannot hold is in no row: no query is needed.
    if (!texts.every(isStorableText)) return [];
    const rows = await executeStatement(options, async () => query.execute(options));
    return rows.map(rowToDocument);
  };
  return {
    async find(key, { signal } = {}) {
      signal?.throwIfAborted();
      const [found] = await select({ signal }, textsOf(key), selectDocument(db, key));
      return found;
    },
    async findMany(keys, { signal } = {}) {
      signal?.throwIfAborted();
      const known = keys.filter((key) => textsOf(key).every(isStorableText));
      const found = new Map<string, StoredDocument>();
      for (const chunk of inChunks(known, (key) => JSON.stringify(key).length))
        for (const document of await select({ signal }, [], selectDocumentsByKeys(db, chunk))) found.set(nameOf(document), document);
      return keys.map((key) => found.get(nameOf(key)));
    },
    async query({ signal, ...query }) {
      signal?.throwIfAborted();
      return select({ signal }, textsOfQuery(query), selectDocuments(db, query));
    },
  };
}

function writes({ db: root, schema = DEFAULT_SCHEMA }: PostgresDocumentStoreOptions): Omit<DocumentStore, Read | 'findMany'> {
  const db = root.withSchema(schema);
  const remove = async (options: CallOptions, statement: ReturnType<typeof removeStatement>): Promise<number> => {
    const { numAffectedRows } = await executeStatement(options, async () => statement.execute(db, options));
    return Number(numAffectedRows ?? 0);
  };
  return {
    async insert(documents, { signal } = {}) {
      signal?.throwIfAborted();
      const given = firstOfEach(documents);
      const added = new Set<string>();
      for (const chunk of inChunks([...given.values()], (document) => JSON.stringify(document).length)) {
        const { rows } = await executeStatement({ signal }, async () => insertStatement(schema, chunk).execute(db, { signal }));
        for (const row of rows) added.add(nameOf({ ...row, integrationId: row.integration_id }));
      }
      return [...given]
        .filter(([name]) => added.has(name))
        .map(([, { collection, integrationId, id }]) => ({ collection, integrationId, id }));
    },
    async save(document, { signal } = {}) {
      signal?.throwIfAborted();
      assertStorableDocument(document);
      const rows = await executeStatement({ signal }, async () => updateIfUnchanged(db, document).execute({ signal }));
      if (rows.length === 0) throw new DocumentConflictError(document.collection);
      return { ...document, version: document.version + 1 };
    },
    async remove(keys, { signal } = {}) {
      signal?.throwIfAborted();
      const known = keys.filter((key) => textsOf(key).every(isStorableText));
      if (known.length > 0) await remove({ signal }, removeStatement(schema, known));
    },
    async removeExpired({ before, limit, signal }) {
      signal?.throwIfAborted();
      assertLimit(limit);
      return remove({ signal }, removeExpiredStatement(schema, toIso(readMoment(before)), limit));
    },
    async removeIntegration({ integrationId, except = [], signal }) {
      signal?.throwIfAborted();
      if (!isStorableText(integrationId)) return;
      await remove({ signal }, removeIntegrationStatement(schema, integrationId, except.filter(isStorableText)));
    },
  };
}

/** @throws {InvalidDocumentError} when one cannot be stored. */
function firstOfEach(documents: readonly StoredDocument[]): ReadonlyMap<string, StoredDocument> {
  const first = new Map<string, StoredDocument>();
  for (const document of documents) {
    assertStorableDocument(document);
    const name = nameOf(document);
    if (!first.has(name)) first.set(name, document);
  }
  return first;
}

/** JSON keeps apart what a separator would join. */
function nameOf(key: DocumentKey): string {
  return JSON.stringify(textsOf(key));
}

function textsOf({ collection, integrationId, id }: DocumentKey): readonly string[] {
  return [collection, integrationId, id];
}

function textsOfQuery({ collection, integrationId, tag, after }: DocumentQuery): readonly string[] {
  return [collection, integrationId ?? '', tag ?? '', after?.integrationId ?? '', after?.id ?? ''];
}
