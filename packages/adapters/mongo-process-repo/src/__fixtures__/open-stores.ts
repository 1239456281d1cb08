import type { Clock } from '@frigg-crm/core';
import { MongoClient } from 'mongodb';
import { inject } from 'vitest';
import type { MongoStorePartOptions } from '../store-options.ts';

/** A collection that two programs share, each with connections of its own. */
export interface SharedCollection<Part> {
  /** Empties it, and opens it for the first program. */
  readonly make: (clock?: Clock) => Promise<Part>;
  /** Opens it for the second program. */
  readonly open: (clock?: Clock) => Part;
  readonly close: () => Promise<void>;
}

/** Opens the test server's collection `collectionName` twice. */
export function openShared<Part>(collectionName: string, create: (options: MongoStorePartOptions) => Part): SharedCollection<Part> {
  const [first, second] = [new MongoClient(inject('mongoUrl')), new MongoClient(inject('mongoUrl'))];
  return {
    make: async (clock) => {
      await first.db().collection(collectionName).deleteMany({});
      return create({ db: first.db(), collectionName, clock });
    },
    open: (clock) => create({ db: second.db(), collectionName, clock }),
    close: async () => {
      await first.close();
      await second.close();
    },
  };
}
