import { ConfigurationError } from '@frigg-crm/core';
import { createMongoFriggSource, type FriggMongoDatabase } from './mongo-source.ts';
import type { OpenFriggSource } from './frigg-source.ts';
import { createPostgresFriggSource } from './postgres-source.ts';

const CONNECTIONS = 4;
const CONNECT_MS = 10_000;
const QUERY_MS = 120_000;

/**
 * Opens Frigg's database to read it, with the driver that the program has installed: `pg` or `mongodb`.
 * @param url - `DATABASE_URL` of the Frigg app: `postgres://…`, whose `schema` counts, or `mongodb://…` with the name of the database.
 * @throws {ConfigurationError} for another address, or without the driver.
 */
export async function openFriggSource(url: string): Promise<OpenFriggSource> {
  if (/^postgres(?:ql)?:\/\//.test(url) && URL.canParse(url)) return openPostgres(url);
  if (/^mongodb(?:\+srv)?:\/\//.test(url)) return openMongo(url);
  throw new ConfigurationError("Frigg's database must be postgres://user:password@host:5432/database or mongodb://host:27017/database");
}

async function openPostgres(url: string): Promise<OpenFriggSource> {
  const { Pool } = await loadDriver('pg', async () => import('pg'));
  // What Prisma keeps in its addresses means nothing to the driver.
  const address = new URL(url);
  const schema = address.searchParams.get('schema') ?? undefined;
  for (const name of ['schema', 'connection_limit', 'pool_timeout', 'pgbouncer', 'connect_timeout']) address.searchParams.delete(name);
  const pool = new Pool({
    connectionString: address.href,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: QUERY_MS,
    keepAlive: true,
  });
  // An idle connection that breaks is replaced by the next call.
  pool.on('error', () => undefined);
  let closed: Promise<void> | undefined;
  return { ...createPostgresFriggSource(pool, { schema }), close: async () => (closed ??= pool.end()) };
}

async function openMongo(url: string): Promise<OpenFriggSource> {
  const { MongoClient } = await loadDriver('mongodb', async () => import('mongodb'));
  const client = new MongoClient(url, { serverSelectionTimeoutMS: CONNECT_MS, socketTimeoutMS: QUERY_MS, maxPoolSize: CONNECTIONS });
  // The driver's types are narrower than what it takes.
  const database = client.db() as unknown as FriggMongoDatabase;
  return { ...createMongoFriggSource(database), close: async () => client.close() };
}

async function loadDriver<Driver>(name: string, load: () => Promise<Driver>): Promise<Driver> {
  try {
    return await load();
  } catch (cause) {
    throw new ConfigurationError(`Frigg's database cannot be read without its driver: npm install ${name}`, { cause });
  }
}
