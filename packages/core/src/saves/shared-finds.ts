import type { DocumentKey, StoredDocument } from '../domain/documents/stored-document.ts';
import type { CallOptions } from '../ports/call-options.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import { createCoalescer, type SharedWork } from './coalescer.ts';
import { LIMITS } from './limits.ts';

type Found = StoredDocument | undefined;
type Finding = Pick<DocumentStore, 'find' | 'findMany'>;

/**
 * @returns what finds a document as the store's `find` does; those that are searched for at the same time share a statement,
 * where the store has `findMany`. Nothing is kept: what was changed before the call is found as it is.
 */
export function createSharedFinds(documents: Finding, clock: Pick<Clock, 'sleep'>): DocumentStore['find'] {
  const find = createCoalescer<DocumentKey, Found>({ ...LIMITS, clock, work: (keys) => findEach(documents, keys) });
  return async (key, options: CallOptions = {}) => {
    options.signal?.throwIfAborted();
    return documents.findMany === undefined ? documents.find(key, options) : find(key);
  };
}

function findEach(documents: Finding, keys: readonly DocumentKey[]): SharedWork<Found> {
  if (keys.length === 1 || documents.findMany === undefined) {
    const results = keys.map(async (key) => documents.find(key));
    return { results, shared: Promise.allSettled(results) };
  }
  const shared = documents.findMany(keys).catch(() => undefined);
  return { results: keys.map(findOwn), shared };

  /** One document that cannot be read fails alone. */
  async function findOwn(key: DocumentKey, index: number): Promise<Found> {
    const found = await shared;
    return found === undefined ? documents.find(key) : found[index];
  }
}
