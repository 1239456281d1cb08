import { assertLimit, type StoreTransfer } from '@frigg-crm/core/adapter';
import type { Collection, Db } from 'mongodb';
import { fromKept, toMongoId, type KeptDocument } from '../document-store/kept-document.ts';
import { durableCollection } from '../durable-collection.ts';
import { execute, queryLimit, type ExecuteOptions } from '../execute.ts';
import { changePeople } from '../mapping-repository/change-people.ts';
import { documentToState, idOf, type MappingDocument } from '../mapping-repository/mapping-document.ts';
import { DEFAULT_COLLECTIONS, type CollectionNames } from '../store-options.ts';

/** Settings of {@link createMongoTransfer}. */
export interface MongoTransferOptions {
  readonly db: Db;
  readonly collections?: CollectionNames | undefined;
  readonly responseTimeoutMs?: number | undefined;
}

/** Reads and writes whole collections of a MongoDB database, in the order of their `_id`. */
export function createMongoTransfer({ db, collections = {}, responseTimeoutMs }: MongoTransferOptions): StoreTransfer {
  const people = durableCollection<MappingDocument>(db, collections.mappings ?? DEFAULT_COLLECTIONS.mappings);
  const documents = durableCollection<KeptDocument>(db, collections.documents ?? DEFAULT_COLLECTIONS.documents);
  return {
    async readPeople({ after, limit, signal }) {
      const read = await readBehind(people, { after: after && idOf(after), limit, signal, responseTimeoutMs });
      return read.map((document) => {
        const { key, state } = documentToState(document);
        return { ...key, state };
      });
    },
    async writePeople(given, { signal } = {}) {
      const states = new Map(given.map((person) => [idOf(person), person.state]));
      await changePeople(people, given, { signal, responseTimeoutMs }, (before, key) => states.get(idOf(key)) ?? before);
    },
    async readDocuments({ after, limit, signal }) {
      return (await readBehind(documents, { after: after && toMongoId(after), limit, signal, responseTimeoutMs })).map(fromKept);
    },
  };
}

async function readBehind<Document extends { readonly _id: string }>(
  collection: Collection<Document>,
  { after, limit, ...options }: ExecuteOptions & { readonly after: string | undefined; readonly limit: number },
): Promise<readonly unknown[]> {
  assertLimit(limit);
  // To MongoDB the limit 0 means: no limit.
  if (limit === 0) return [];
  const filter = (after === undefined ? {} : { _id: { $gt: after } }) as Parameters<typeof collection.find>[0];
  return execute(options, async () => collection.find(filter, queryLimit(options)).sort({ _id: 1 }).limit(limit).toArray());
}
