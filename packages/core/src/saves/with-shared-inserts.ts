import { compareByBytes } from '../domain/compare-by-bytes.ts';
import { assertStorableDocument } from '../domain/documents/assert-storable-document.ts';
import type { DocumentKey, StoredDocument } from '../domain/documents/stored-document.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import { withFindMany } from '../ports/with-find-many.ts';
import { createCoalescer, type SharedWork } from './coalescer.ts';
import { LIMITS } from './limits.ts';

type Documents = readonly StoredDocument[];
type Keys = readonly DocumentKey[];

/**
 * @returns a store whose inserts share a statement and a commit when they come at the same time: webhooks in bursts wait for
 * the disk together. A store that is away fails all of them, and each caller repeats its own.
 */
export function withSharedInserts(documents: DocumentStore, clock: Pick<Clock, 'sleep'>): DocumentStore {
  const { findMany } = documents;
  const insert = createCoalescer<Documents, Keys>({ ...LIMITS, clock, work: (inserts) => insertAll(documents, inserts) });
  const sharing: DocumentStore = {
    async insert(given, { signal } = {}) {
      signal?.throwIfAborted();
      // One that cannot be stored is refused before it takes others with it.
      for (const document of given) assertStorableDocument(document);
      return given.length === 0 ? [] : insert(given);
    },
    find: async (key, options) => documents.find(key, options),
    save: async (document, options) => documents.save(document, options),
    remove: async (keys, options) => documents.remove(keys, options),
    query: async (query) => documents.query(query),
    removeExpired: async (request) => documents.removeExpired(request),
    removeIntegration: async (request) => documents.removeIntegration(request),
  };
  return findMany === undefined ? sharing : withFindMany(sharing, async (keys, options) => findMany.call(documents, keys, options));
}

function insertAll(documents: Pick<DocumentStore, 'insert'>, inserts: readonly Documents[]): SharedWork<Keys> {
  // In one order: two programs that insert the same ones do not wait for each other in a circle.
  const all = inserts.flat().toSorted((a, b) => compareByBytes(nameOf(a), nameOf(b)));
  const shared = documents.insert(all).then((keys) => new Set(keys.map(nameOf)));
  return { results: inserts.map(takeOwn), shared };

  /** A key that several callers have given was new for the first of them. */
  async function takeOwn(given: Documents): Promise<Keys> {
    const added = await shared;
    return given
      .filter((document) => added.delete(nameOf(document)))
      .map(({ collection, integrationId, id }) => ({ collection, integrationId, id }));
  }
}

/** JSON keeps apart what a separator would join. */
function nameOf({ collection, integrationId, id }: DocumentKey): string {
  return JSON.stringify([collection, integrationId, id]);
}
