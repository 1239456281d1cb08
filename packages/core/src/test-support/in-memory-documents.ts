import type { DocumentKey, StoredDocument } from '../domain/documents/stored-document.ts';
import { compareByBytes } from '../domain/compare-by-bytes.ts';
import { DocumentConflictError } from '../errors/document-conflict-error.ts';
import type { DocumentStore } from '../ports/document-store.ts';

/** A store of JSON texts, as a database is one. It lets a test step in before a save. */
export interface InMemoryDocuments extends DocumentStore {
  /** Runs before a save takes effect; throwing prevents it. */
  beforeSave: (document: StoredDocument) => Promise<void> | void;
  /** Stores a document as it is, whatever is there. */
  put(document: StoredDocument): void;
  /** Everything that is stored, as text. */
  texts(): readonly string[];
}

export function createInMemoryDocuments(): InMemoryDocuments {
  const rows = new Map<string, string>();
  const nameOf = ({ collection, integrationId, id }: DocumentKey): string => JSON.stringify([collection, integrationId, id]);
  const read = (key: DocumentKey): StoredDocument | undefined => {
    const row = rows.get(nameOf(key));
    return row === undefined ? undefined : (JSON.parse(row) as StoredDocument);
  };
  const put = (document: StoredDocument): void => void rows.set(nameOf(document), JSON.stringify(document));
  const all = (): readonly StoredDocument[] => [...rows.values()].map((row) => JSON.parse(row) as StoredDocument).toSorted(compareKeys);
  const removeAll = (documents: readonly StoredDocument[]): number => {
    for (const document of documents) rows.delete(nameOf(document));
    return documents.length;
  };
  return {
    beforeSave() {},
    put,
    texts: () => [...rows.values()],
    async find(key, { signal } = {}) {
      signal?.throwIfAborted();
      return read(key);
    },
    async insert(given, { signal } = {}) {
      signal?.throwIfAborted();
      return given.flatMap((document) => {
        if (rows.has(nameOf(document))) return [];
        put(document);
        const { collection, integrationId, id } = document;
        return [{ collection, integrationId, id }];
      });
    },
    async save(document, { signal } = {}) {
      signal?.throwIfAborted();
      await this.beforeSave(document);
      if (read(document)?.version !== document.version) throw new DocumentConflictError(document.collection);
      const next = { ...document, version: document.version + 1 };
      put(next);
      return next;
    },
    async remove(keys, { signal } = {}) {
      signal?.throwIfAborted();
      for (const key of keys) rows.delete(nameOf(key));
    },
    async query({ collection, integrationId, tag, dueBefore, after, limit, signal }) {
      signal?.throwIfAborted();
      const found = all()
        .filter((document) => document.collection === collection && (integrationId ?? document.integrationId) === document.integrationId)
        .filter(({ tags, dueAt }) => (tag === undefined || tags.includes(tag)) && (dueBefore === undefined || (dueAt ?? '~') <= dueBefore))
        .filter((document) => after === undefined || compareKeys(document, after) > 0);
      const inOrder = dueBefore === undefined ? found : found.toSorted((a, b) => compareByBytes(a.dueAt ?? '', b.dueAt ?? ''));
      return inOrder.slice(0, limit);
    },
    async removeExpired({ before, limit, signal }) {
      signal?.throwIfAborted();
      return removeAll(
        all()
          .filter(({ expiresAt }) => expiresAt !== null && expiresAt < before)
          .slice(0, limit),
      );
    },
    async removeIntegration({ integrationId, except = [], signal }) {
      signal?.throwIfAborted();
      removeAll(all().filter((document) => document.integrationId === integrationId && !except.includes(document.collection)));
    },
  };
}

function compareKeys(a: Pick<DocumentKey, 'integrationId' | 'id'>, b: Pick<DocumentKey, 'integrationId' | 'id'>): number {
  return compareByBytes(a.integrationId, b.integrationId) || compareByBytes(a.id, b.id);
}
