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

/** The servers on which the contract suites run, by the name that their titles have. */
export const SERVERS = [
  ['on MongoDB', 'mongoUrl'],
  ['on a server that runs commands as transactions', 'lockingMongoUrl'],
] as const;

/** Opens the collection `collectionName` of a test server twice. */
export function openShared<Part>(
  collectionName: string,
  create: (options: MongoStorePartOptions) => Part,
  server: (typeof SERVERS)[number][1] = 'mongoUrl',
): SharedCollection<Part> {
  const [first, second] = [new MongoClient(inject(server)), new MongoClient(inject(server))];
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
