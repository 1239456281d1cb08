import { DocumentConflictError, withFindMany, type DocumentKey, type DocumentStore } from '@frigg-crm/core';
import { assertLimit, isStorableText, readMoment } from '@frigg-crm/core/adapter';
import type { Collection } from 'mongodb';
import { DEFAULT_RESPONSE_TIMEOUT_MS, execute, queryLimit, type ExecuteOptions } from '../execute.ts';
import { durableCollection } from '../durable-collection.ts';
import { inPortions } from '../requests/in-portions.ts';
import { insertNew } from '../requests/insert-new.ts';
import { DEFAULT_COLLECTIONS, type MongoStorePartOptions } from '../store-options.ts';
import { fromKept, toKept, toMongoId, type KeptDocument } from './kept-document.ts';
import { BY_DUE, BY_KEY, filtersOf } from './kept-filter.ts';

type Removing = 'remove' | 'removeExpired' | 'removeIntegration';

/**
 * Keeps JSON documents in MongoDB, one document each. A save replaces the document whose version is still the one that
 * was read, so any number of programs may share the collection.
 *
 * @example
 * ```ts
 * const db = new MongoClient('mongodb://localhost:27017/app').db();
 * await ensureIndexes(db);
 * const documents = createMongoDocumentStore({ db });
 * ```
 */
export function createMongoDocumentStore({
  db,
  collectionName = DEFAULT_COLLECTIONS.documents,
  responseTimeoutMs = DEFAULT_RESPONSE_TIMEOUT_MS,
}: Omit<MongoStorePartOptions, 'clock'>): DocumentStore {
  const collection = durableCollection<KeptDocument>(db, collectionName);
  const limits = queryLimit({ responseTimeoutMs });
  const documents: DocumentStore = {
    ...removing(collection, responseTimeoutMs),
    async find(key, options) {
      const found = await execute({ signal: options?.signal, responseTimeoutMs }, async () =>
        collection.findOne({ _id: { $eq: toMongoId(key) } }, limits),
      );
      return found === null ? undefined : fromKept(found);
    },
    async insert(given, options) {
      options?.signal?.throwIfAborted();
      const kept = new Map<string, KeptDocument>();
      for (const document of given.map(toKept)) if (!kept.has(document._id)) kept.set(document._id, document);
      const wanted = [...kept.values()];
      const taken = new Set(await insertNew(collection, wanted, { signal: options?.signal, responseTimeoutMs }));
      return wanted.filter((_document, index) => !taken.has(index)).map(toKey);
    },
    async save(document, options) {
      options?.signal?.throwIfAborted();
      const { _id, ...fields } = toKept(document);
      const version = document.version + 1;
      const { matchedCount } = await execute({ signal: options?.signal, responseTimeoutMs }, async () =>
        collection.replaceOne({ _id: { $eq: _id }, version: { $eq: document.version } }, { ...fields, version }),
      );
      if (matchedCount === 0) throw new DocumentConflictError(document.collection);
      return { ...document, version };
    },
    async query({ signal, ...query }) {
      signal?.throwIfAborted();
      assertLimit(query.limit);
      const found: KeptDocument[] = [];
      for (const filter of filtersOf(query)) {
        const limit = query.limit - found.length;
        // To MongoDB the limit 0 means: no limit.
        if (limit === 0) break;
        const sort = query.dueBefore === undefined ? BY_KEY : BY_DUE;
        const read = async () => collection.find(filter, limits).sort(sort).limit(limit).toArray();
        found.push(...(await execute({ signal, responseTimeoutMs }, read)));
      }
      return found.map(fromKept);
    },
  };
  return withFindMany(documents, async (keys, options) => {
    options?.signal?.throwIfAborted();
    const found = new Map<string, KeptDocument>();
    for (const portion of inPortions([...new Set(keys.map(toMongoId))])) {
      const read = async () => collection.find({ _id: { $in: portion } }, limits).toArray();
      for (const kept of await execute({ signal: options?.signal, responseTimeoutMs }, read)) found.set(kept._id, kept);
    }
    return keys.map((key) => {
      const kept = found.get(toMongoId(key));
      return kept === undefined ? undefined : fromKept(kept);
    });
  });
}

function removing(collection: Collection<KeptDocument>, responseTimeoutMs: number): Pick<DocumentStore, Removing> {
  return {
    async remove(keys, options) {
      options?.signal?.throwIfAborted();
      for (const portion of inPortions(keys.map(toMongoId)))
        await execute({ signal: options?.signal, responseTimeoutMs }, async () => collection.deleteMany({ _id: { $in: portion } }));
    },
    async removeExpired({ before, limit, signal }) {
      signal?.throwIfAborted();
      assertLimit(limit);
      const isExpired = { expiresAt: { $lt: new Date(readMoment(before)) } };
      let removed = 0;
      for (const portion of inPortions(await findIds(collection, { filter: isExpired, limit }, { signal, responseTimeoutMs }))) {
        // A document that is saved in between may stay longer, or for ever.
        const { deletedCount } = await execute({ signal, responseTimeoutMs }, async () =>
          collection.deleteMany({ _id: { $in: portion }, ...isExpired }),
        );
        removed += deletedCount;
      }
      return removed;
    },
    async removeIntegration({ integrationId, except = [], signal }) {
      signal?.throwIfAborted();
      if (!isStorableText(integrationId)) return;
      const filter = { integrationId: { $eq: integrationId }, collection: { $nin: except.filter(isStorableText) } };
      await execute({ signal, responseTimeoutMs }, async () => collection.deleteMany(filter));
    },
  };
}

async function findIds(
  collection: Collection<KeptDocument>,
  { filter, limit }: { readonly filter: { readonly expiresAt: { readonly $lt: Date } }; readonly limit: number },
  options: ExecuteOptions,
): Promise<readonly string[]> {
  if (limit === 0) return [];
  const found = await execute(options, async () =>
    collection
      .find(filter, queryLimit(options))
      .project<Pick<KeptDocument, '_id'>>({ _id: 1 })
      .sort({ expiresAt: 1 })
      .limit(limit)
      .toArray(),
  );
  return found.map(({ _id }) => _id);
}

function toKey({ collection, integrationId, id }: DocumentKey): DocumentKey {
  return { collection, integrationId, id };
}
