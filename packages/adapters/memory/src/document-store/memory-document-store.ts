import { DocumentConflictError, InvalidDocumentError, type DocumentKey, type DocumentQuery, type DocumentStore } from '@frigg-crm/core';
import { assertLimit, assertStorableDocument, isStorableText, readMoment } from '@frigg-crm/core/adapter';
import { Documents, compareKeys, toStoredDocument, type KeptDocument } from './documents.ts';

/**
 * Keeps documents in memory, until the program ends: for tests, demos and single programs that may lose them. A query searches
 * at every document of its collection, or of one integration in it: fine for thousands, not for millions.
 *
 * @example
 * ```ts
 * const documents = createMemoryDocumentStore();
 * const integrations = createIntegrationRepository(documents);
 * ```
 */
export function createMemoryDocumentStore(): DocumentStore {
  const documents = new Documents();
  return {
    async find(key, { signal } = {}) {
      signal?.throwIfAborted();
      const found = documents.get(key);
      return found === undefined ? undefined : toStoredDocument(found);
    },
    async insert(given, { signal } = {}) {
      signal?.throwIfAborted();
      for (const document of given) assertStorableDocument(document);
      const added: DocumentKey[] = [];
      for (const document of given) {
        if (documents.get(document) !== undefined) continue;
        documents.put(document);
        const { collection, integrationId, id } = document;
        added.push({ collection, integrationId, id });
      }
      return added;
    },
    async save(document, { signal } = {}) {
      signal?.throwIfAborted();
      assertStorableDocument(document);
      if (documents.get(document)?.version !== document.version) throw new DocumentConflictError(document.collection);
      const next = { ...document, version: document.version + 1 };
      documents.put(next);
      return next;
    },
    async remove(keys, { signal } = {}) {
      signal?.throwIfAborted();
      for (const key of keys) documents.delete(key);
    },
    async query({ signal, ...query }) {
      signal?.throwIfAborted();
      return find(documents, query).map(toStoredDocument);
    },
    async removeExpired({ before, limit, signal }) {
      signal?.throwIfAborted();
      assertLimit(limit);
      const beforeMs = readMoment(before);
      const isExpired = ({ expiresAt }: KeptDocument): boolean => expiresAt !== null && Date.parse(expiresAt) < beforeMs;
      const expired = [...documents.listAll()].filter(isExpired).slice(0, limit);
      for (const key of expired) documents.delete(key);
      return expired.length;
    },
    async removeIntegration({ integrationId, except = [], signal }) {
      signal?.throwIfAborted();
      documents.deleteIntegration(integrationId, except);
    },
  };
}

function find(documents: Documents, { collection, integrationId, tag, dueBefore, after, limit }: DocumentQuery): readonly KeptDocument[] {
  assertLimit(limit);
  if (dueBefore !== undefined && after !== undefined)
    throw new InvalidDocumentError('A query goes on behind a key or finds what is due, not both: leave one out');
  if (after !== undefined && ![after.integrationId, after.id].every(isStorableText)) return [];
  const dueMs = dueBefore === undefined ? undefined : readMoment(dueBefore);
  const isWanted = (document: KeptDocument): boolean =>
    (tag === undefined || document.tags.has(tag)) &&
    (dueMs === undefined || (document.dueAt !== null && Date.parse(document.dueAt) <= dueMs)) &&
    (after === undefined || compareKeys(document, after) > 0);
  const found = [...documents.list(collection, integrationId)].filter(isWanted);
  return found.sort(dueMs === undefined ? compareKeys : compareDue).slice(0, limit);
}

function compareDue(a: KeptDocument, b: KeptDocument): number {
  return dueMsOf(a) - dueMsOf(b) || compareKeys(a, b);
}

function dueMsOf({ dueAt }: KeptDocument): number {
  return dueAt === null ? Infinity : Date.parse(dueAt);
}
