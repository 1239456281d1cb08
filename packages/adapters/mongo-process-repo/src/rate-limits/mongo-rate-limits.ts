import { StorageError, type RateLimits } from '@frigg-crm/core';
import { assertMilliseconds, assertStorableTexts, isStorableText } from '@frigg-crm/core/adapter';
import type { Collection } from 'mongodb';
import { DEFAULT_RESPONSE_TIMEOUT_MS, execute, queryLimit, type ExecuteOptions } from '../execute.ts';
import { durableCollection } from '../durable-collection.ts';
import { isDuplicateKey } from '../errors/translate-error.ts';
import { inPortions } from '../requests/in-portions.ts';
import { DEFAULT_COLLECTIONS, type MongoStorePartOptions } from '../store-options.ts';
import { readStoreTime } from '../store-time.ts';

/** An allowance as it is stored in MongoDB; the key is the id. Milliseconds since the epoch, with fractions: no dates. */
interface RateLimitDocument {
  readonly _id: string;
  /** From when on it is free. A pause moves it, too. */
  readonly freeMs: number;
  readonly parkedUntilMs: number;
}

/** How often a reservation is repeated after other programs won. Each time one of them has reserved its part. */
const ATTEMPTS = 100;

/**
 * Shares allowances between all programs that use the database, one document for each, by the clock of the server.
 *
 * @example
 * ```ts
 * const rateLimits = createMongoRateLimits({ db });
 * await clock.sleep(await rateLimits.reserve('quo:account-1', { costMs: 100 }));
 * ```
 */
export function createMongoRateLimits({
  db,
  collectionName = DEFAULT_COLLECTIONS.rateLimits,
  clock,
  responseTimeoutMs = DEFAULT_RESPONSE_TIMEOUT_MS,
}: MongoStorePartOptions): RateLimits {
  const collection = durableCollection<RateLimitDocument>(db, collectionName);
  return {
    async reserve(key, { costMs, burstMs = 0, signal }) {
      signal?.throwIfAborted();
      assertMilliseconds('costMs', costMs);
      assertMilliseconds('burstMs', burstMs);
      assertStorableTexts([key]);
      const { latestMs } = await readStoreTime(db, clock, { signal, responseTimeoutMs });
      const beginsMs = await takeNext(collection, { key, costMs, earliestMs: latestMs - burstMs }, { signal, responseTimeoutMs });
      return Math.max(0, beginsMs - latestMs);
    },
    async park(key, forMs, { signal } = {}) {
      signal?.throwIfAborted();
      assertMilliseconds('forMs', forMs);
      assertStorableTexts([key]);
      const untilMs = (await readStoreTime(db, clock, { signal, responseTimeoutMs })).latestMs + forMs;
      const change = { $max: { freeMs: untilMs, parkedUntilMs: untilMs } };
      await execute({ signal, responseTimeoutMs }, async () => collection.updateOne({ _id: { $eq: key } }, change, { upsert: true }));
    },
    async unpark(key, { signal } = {}) {
      signal?.throwIfAborted();
      assertStorableTexts([key]);
      const { earliestMs, latestMs } = await readStoreTime(db, clock, { signal, responseTimeoutMs });
      const paused = { _id: { $eq: key }, parkedUntilMs: { $gt: earliestMs } };
      const change = { $set: { freeMs: latestMs, parkedUntilMs: 0 } };
      const { matchedCount } = await execute({ signal, responseTimeoutMs }, async () => collection.updateOne(paused, change));
      return matchedCount > 0;
    },
    async parkedFor(keys, { signal } = {}) {
      signal?.throwIfAborted();
      const portions = inPortions([...new Set(keys)].filter(isStorableText));
      const pauses = new Map<string, number>();
      if (portions.length === 0) return pauses;
      const { earliestMs } = await readStoreTime(db, clock, { signal, responseTimeoutMs });
      for (const portion of portions) {
        const filter = { _id: { $in: portion }, parkedUntilMs: { $gt: earliestMs } };
        const found = await execute({ signal, responseTimeoutMs }, async () =>
          collection.find(filter, queryLimit({ responseTimeoutMs })).toArray(),
        );
        for (const { _id, parkedUntilMs } of found) pauses.set(_id, parkedUntilMs - earliestMs);
      }
      return pauses;
    },
  };
}

/**
 * Takes the next part of an allowance, in one step: behind what is taken already or, when nothing is, from
 * `earliestMs` on. Which of the two applies may change in between, so each update has its condition.
 * @returns when the part begins.
 */
async function takeNext(
  collection: Collection<RateLimitDocument>,
  { key, costMs, earliestMs }: { readonly key: string; readonly costMs: number; readonly earliestMs: number },
  options: ExecuteOptions,
): Promise<number> {
  const id = { $eq: key };
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const taken = await execute(options, async () =>
      collection.findOneAndUpdate({ _id: id, freeMs: { $gt: earliestMs } }, { $inc: { freeMs: costMs } }, { returnDocument: 'before' }),
    );
    if (taken !== null) return taken.freeMs;
    const change = { $set: { freeMs: earliestMs + costMs }, $setOnInsert: { parkedUntilMs: 0 } };
    const isTaken = await execute(options, async () =>
      collection.updateOne({ _id: id, freeMs: { $lte: earliestMs } }, change, { upsert: true }).then(() => true, lostRace),
    );
    if (isTaken) return earliestMs;
  }
  throw new StorageError('Too many programs reserve parts of the same allowance at the same time; nothing was reserved');
}

/** Another program has inserted the document, or moved its end, in between: the upsert tried to insert a second one. */
function lostRace(error: unknown): false {
  if (isDuplicateKey(error)) return false;
  throw error;
}
