import type { DocumentKey, StoredDocument } from '../domain/documents/stored-document.ts';
import type { CallOptions } from '../ports/call-options.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import { createCoalescer } from './coalescer.ts';
import { findTogether } from './find-together.ts';
import { LIMITS } from './limits.ts';

type Found = StoredDocument | undefined;
type Finding = Pick<DocumentStore, 'find' | 'findMany'>;

/**
 * @returns what finds a document as the store's `find` does; those that are searched for at the same time share a statement,
 * where the store has `findMany`. Nothing is kept: what was changed before the call is found as it is.
 */
export function createSharedFinds(documents: Finding, clock: Pick<Clock, 'sleep'>): DocumentStore['find'] {
  const { findMany } = documents;
  if (findMany === undefined) return async (key, options) => documents.find(key, options);
  const finders = {
    findOne: async (key: DocumentKey) => documents.find(key),
    findMany: async (keys: readonly DocumentKey[]) => findMany.call(documents, keys),
  };
  const find = createCoalescer<DocumentKey, Found>({ ...LIMITS, clock, work: (keys) => findTogether(keys, finders) });
  return async (key, { signal }: CallOptions = {}) => {
    signal?.throwIfAborted();
    return find(key);
  };
}
