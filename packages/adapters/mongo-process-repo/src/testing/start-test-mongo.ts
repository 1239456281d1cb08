import { env } from 'node:process';
import { MongoClient } from 'mongodb';
import { freeDatabaseUrl } from './free-database-url.ts';
import { startWireServer } from './server/wire-server.ts';

/** A MongoDB server for tests. */
export interface TestMongo {
  /** The address of an empty database that the tests may fill. */
  readonly url: string;
  /** `MONGO_URL`: the server that the environment names; `wire-server`: the one of this package. */
  readonly server: 'MONGO_URL' | 'wire-server';
  /** Removes the database, and stops what was started. May be called twice. */
  readonly stop: () => Promise<void>;
}

/**
 * Opens an empty MongoDB database for tests. With the environment variable `MONGO_URL` it is a new database on that
 * server; without it, a server in this program that speaks MongoDB's wire protocol over loopback: no MongoDB needs to be
 * installed or downloaded.
 *
 * @example
 * ```ts
 * const { url, stop } = await startTestMongo();
 * ```
 */
export async function startTestMongo(): Promise<TestMongo> {
  const given = env['MONGO_URL'];
  if (given !== undefined && given !== '') {
    const url = freeDatabaseUrl(given);
    return { url, server: 'MONGO_URL', stop: async () => dropDatabase(url) };
  }
  const { port, stop } = await startWireServer();
  return { url: `mongodb://127.0.0.1:${port}/frigg_test`, server: 'wire-server', stop };
}

async function dropDatabase(url: string): Promise<void> {
  const client = new MongoClient(url);
  try {
    await client.db().dropDatabase();
  } finally {
    await client.close();
  }
}
