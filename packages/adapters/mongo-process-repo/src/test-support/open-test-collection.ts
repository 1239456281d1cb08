import { MongoClient, type Db } from 'mongodb';
import { inject } from 'vitest';
import { ensureIndexes } from '../indexes/ensure-indexes.ts';
import type { SERVERS } from './open-stores.ts';

/** A collection of the test's own on the test server. */
export interface TestCollection {
  readonly client: MongoClient;
  readonly db: Db;
  readonly collectionName: string;
  /** Empties it, and makes its indexes. */
  readonly empty: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens a test server for the collection `name`. */
export function openTestCollection(name: string, server: (typeof SERVERS)[number][1] = 'mongoUrl'): TestCollection {
  const client = new MongoClient(inject(server), { monitorCommands: true, maxPoolSize: 25 });
  const db = client.db();
  return {
    client,
    db,
    collectionName: name,
    empty: async () => {
      await db.collection(name).drop();
      await ensureIndexes(db, { collections: { processes: name } });
    },
    close: async () => client.close(),
  };
}
