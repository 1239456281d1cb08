import {
  DocumentConflictError,
  type CallOptions,
  type DocumentKey,
  type DocumentQuery,
  type DocumentStore,
  type StoredDocument,
} from '@frigg-crm/core';
import { assertLimit, assertStorableDocument, isStorableText } from '@frigg-crm/core/adapter';
import type { Statement } from '../connection/session.ts';
import type { SqliteDatabase } from '../connection/sqlite-database.ts';
import { PORTION, inPortions } from '../in-portions.ts';
import type { DocumentTable } from '../tables.ts';
import {
  deleteDocuments,
  deleteExpired,
  deleteOfIntegration,
  insertDocuments,
  rowToDocument,
  selectDocument,
  selectDocuments,
  updateIfUnchanged,
} from './document-statements.ts';

type Reading = 'find' | 'query';

/**
 * Keeps documents in SQLite, one row each. A save takes effect only if the version is still the one that was read, so
 * any number of programs on the machine may share the file.
 *
 * @example
 * ```ts
 * const database = await openSqliteDatabase({ file: 'store.sqlite' });
 * await migrate(database);
 * const integrations = createIntegrationRepository(createSqliteDocumentStore(database));
 * ```
 */
export function createSqliteDocumentStore(database: SqliteDatabase): DocumentStore {
  return { ...reading(database), ...writing(database) };
}

function reading(database: SqliteDatabase): Pick<DocumentStore, Reading> {
  /** A text that cannot be stored is in no row; SQLite would search for another text, with U+FFFD in it. */
  const read = async (
    options: CallOptions,
    texts: readonly string[],
    statement: Statement<DocumentTable>,
  ): Promise<readonly StoredDocument[]> => {
    if (!texts.every(isStorableText)) return [];
    return (await database.read((session) => session.all(statement), options)).map(rowToDocument);
  };
  return {
    async find(key, { signal } = {}) {
      signal?.throwIfAborted();
      const [found] = await read({ signal }, textsOf(key), selectDocument(key));
      return found;
    },
    async query({ signal, ...query }) {
      signal?.throwIfAborted();
      return read({ signal }, textsOfQuery(query), selectDocuments(query));
    },
  };
}

function writing(database: SqliteDatabase): Omit<DocumentStore, Reading> {
  const run = async (statement: Statement<unknown>, options: CallOptions): Promise<number> =>
    database.write((session) => session.run(statement), options);
  return {
    async insert(documents, { signal } = {}) {
      signal?.throwIfAborted();
      const given = firstOfEach(documents);
      const added = new Set<string>();
      for (const portion of inPortions([...given.values()], ({ value }) => JSON.stringify(value).length)) {
        const rows = await database.write((session) => session.all(insertDocuments(portion)), { signal });
        for (const row of rows) added.add(nameOf({ ...row, integrationId: row.integration_id }));
      }
      return [...given]
        .filter(([name]) => added.has(name))
        .map(([, { collection, integrationId, id }]) => ({ collection, integrationId, id }));
    },
    async save(document, { signal } = {}) {
      signal?.throwIfAborted();
      assertStorableDocument(document);
      if ((await run(updateIfUnchanged(document), { signal })) === 0) throw new DocumentConflictError(document.collection);
      return { ...document, version: document.version + 1 };
    },
    async remove(keys, { signal } = {}) {
      signal?.throwIfAborted();
      const known = keys.filter((key) => textsOf(key).every(isStorableText));
      for (const portion of inPortions(known)) await run(deleteDocuments(portion), { signal });
    },
    async removeExpired({ before, limit, signal }) {
      signal?.throwIfAborted();
      assertLimit(limit);
      return removeInPortions(limit, async (count) => run(deleteExpired(before, count), { signal }));
    },
    async removeIntegration({ integrationId, except = [], signal }) {
      signal?.throwIfAborted();
      if (!isStorableText(integrationId)) return;
      const kept = except.filter(isStorableText);
      await removeInPortions(Number.POSITIVE_INFINITY, async (count) => run(deleteOfIntegration(integrationId, kept, count), { signal }));
    },
  };
}

/** @returns how many were removed. */
async function removeInPortions(limit: number, remove: (count: number) => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const count = Math.min(PORTION, limit - total);
    const removed = await remove(count);
    total += removed;
    if (removed < count || total >= limit) return total;
  }
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
