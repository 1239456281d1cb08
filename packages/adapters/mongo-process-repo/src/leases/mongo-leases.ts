import type { Leases } from '@frigg-crm/core';
import {
  assertMilliseconds,
  assertStorableTexts,
  compareByBytes,
  isStorableText,
  type LeaseTerms,
  type StoreTime,
} from '@frigg-crm/core/adapter';
import { MongoBulkWriteError, type AnyBulkWriteOperation, type Collection } from 'mongodb';
import { execute } from '../execute.ts';
import { durableCollection } from '../durable-collection.ts';
import { isDuplicateKey } from '../errors/translate-error.ts';
import { inPortions } from '../requests/in-portions.ts';
import { DEFAULT_COLLECTIONS, type MongoStorePartOptions } from '../store-options.ts';
import { readStoreTime } from '../store-time.ts';

/** A lease as it is stored in MongoDB; the key is the id. */
interface LeaseDocument {
  readonly _id: string;
  readonly holder: string;
  readonly endsAt: Date;
}

/**
 * Keeps leases in MongoDB, one document each, by the clock of the server. The index that `ensureIndexes` makes lets the
 * server remove leases that ended a day ago.
 *
 * @example
 * ```ts
 * const leases = createMongoLeases({ db });
 * const mine = await leases.hold(['process-1'], { holder: 'worker-1', ttlMs: 30_000 });
 * ```
 */
export function createMongoLeases({
  db,
  collectionName = DEFAULT_COLLECTIONS.leases,
  clock,
  responseTimeoutMs,
}: MongoStorePartOptions): Leases {
  const collection = durableCollection<LeaseDocument>(db, collectionName);
  return {
    async hold(keys, { holder, ttlMs, signal }) {
      signal?.throwIfAborted();
      assertMilliseconds('ttlMs', ttlMs, 1);
      assertStorableTexts([holder, ...keys]);
      if (keys.length === 0) return [];
      // In one order, so that two workers do not wait for each other.
      const wanted = [...new Set(keys)].toSorted(compareByBytes);
      const time = await readStoreTime(db, clock, { signal, responseTimeoutMs });
      const taken = await execute({ signal, responseTimeoutMs }, async () => holdFree(collection, wanted, { holder, ttlMs, time }));
      return keys.filter((key) => !taken.has(key));
    },
    async release(keys, { holder, signal }) {
      signal?.throwIfAborted();
      if (!isStorableText(holder)) return;
      for (const portion of inPortions(keys.filter(isStorableText)))
        await execute({ signal, responseTimeoutMs }, async () => collection.deleteMany({ _id: { $in: portion }, holder: { $eq: holder } }));
    },
  };
}

/**
 * Takes each lease that is free. Where the condition is not met an upsert tries to insert a second document with the
 * same id, which fails: so the response names those that another holder has.
 * @returns the keys that another holder has.
 */
async function holdFree(
  collection: Collection<LeaseDocument>,
  keys: readonly string[],
  { holder, ttlMs, time }: Pick<LeaseTerms, 'holder' | 'ttlMs'> & { readonly time: StoreTime },
): Promise<ReadonlySet<string>> {
  // A lease has certainly run out at the earliest that now can be, and lasts long enough from the latest on.
  const free = [{ holder: { $eq: holder } }, { endsAt: { $lte: new Date(time.earliestMs) } }];
  const change = { $set: { holder, endsAt: new Date(Math.ceil(time.latestMs + ttlMs)) } };
  const operations = keys.map((key): AnyBulkWriteOperation<LeaseDocument> => ({
    updateOne: { filter: { _id: { $eq: key }, $or: free }, update: change, upsert: true },
  }));
  try {
    await collection.bulkWrite(operations, { ordered: false });
    return new Set();
  } catch (error) {
    return new Set(takenIndexes(error).flatMap((index) => keys[index] ?? []));
  }
}

/**
 * @returns which operations of an unordered batch met an id that is taken, when nothing else was wrong with the batch.
 * @throws the error itself otherwise: the response was lost, say, or a majority did not acknowledge (then the driver names no operation).
 */
function takenIndexes(error: unknown): readonly number[] {
  const failed = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : [];
  if (failed.length === 0 || !failed.every(isDuplicateKey)) throw error;
  return failed.map(({ index }) => index);
}
