import type { DocumentKey, StoredDocument } from '../domain/documents/stored-document.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import { shareFinds } from './find-together.ts';

type Finding = Pick<DocumentStore, 'find' | 'findMany'>;

/**
 * @returns what finds a document as the store's `find` does; those that are searched for at the same time share a statement,
 * where the store has `findMany`.
 */
export function createSharedFinds(documents: Finding, clock: Pick<Clock, 'sleep'>): DocumentStore['find'] {
  return shareFinds<DocumentKey, StoredDocument | undefined>(
    {
      findOne: async (key, options) => documents.find(key, options),
      get findMany() {
        const { findMany } = documents;
        return findMany && (async (keys: readonly DocumentKey[]) => findMany.call(documents, keys));
      },
    },
    clock,
  );
}
