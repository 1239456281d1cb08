import {
  ConfigurationError,
  type DocumentStore,
  type Leases,
  type MappingRepository,
  type ProcessRepository,
  type RateLimits,
} from '@frigg-crm/core';
import { MongoClient, type Db } from 'mongodb';
import { createMongoDocumentStore } from '../document-store/mongo-document-store.ts';
import { ensureIndexes } from '../indexes/ensure-indexes.ts';
import { createMongoLeases } from '../leases/mongo-leases.ts';
import { createMongoMappingRepository } from '../mapping-repository/mongo-mapping-repository.ts';
import { createMongoProcessRepository } from '../process-repository/mongo-process-repository.ts';
import { createMongoRateLimits } from '../rate-limits/mongo-rate-limits.ts';
import type { CollectionNames } from '../store-options.ts';
import { once } from './once.ts';

/** What to open. */
export interface MongoStoreOptions {
  /** As `mongodb://user:password@host:27017/database` or `mongodb+srv://…`; further settings as the driver reads them. */
  readonly url: string;
  /** Where the collections have names of their own. */
  readonly collections?: CollectionNames | undefined;
  /** How many connections to hold at most. @defaultValue 10 */
  readonly maxConnections?: number | undefined;
  /** How long to wait for a server that takes writes, in milliseconds. @defaultValue 10000 */
  readonly connectTimeoutMs?: number | undefined;
  /** How long to wait for the answer to one command, in milliseconds. @defaultValue 30000 */
  readonly responseTimeoutMs?: number | undefined;
}

/** An open database with its indexes, and what is kept in it. */
export interface MongoStore {
  readonly db: Db;
  readonly processRepository: ProcessRepository;
  readonly mappingRepository: MappingRepository;
  readonly leases: Leases;
  readonly rateLimits: RateLimits;
  readonly documents: DocumentStore;
  /** Ends the connections. May be called twice. */
  readonly close: () => Promise<void>;
}

/**
 * Opens the database, makes the indexes and puts the repositories on it: for programs that have no `MongoClient` of their own
 * and may make indexes. Others call `ensureIndexes` and the functions that make each part.
 *
 * @example
 * ```ts
 * const { processRepository, documents, close } = await openMongoStore({ url: 'mongodb://localhost:27017/app' });
 * ```
 * @throws {ConfigurationError} when the address is none, or access is refused.
 * @throws {StorageError} when no server answers.
 */
export async function openMongoStore({ url, collections = {}, ...limits }: MongoStoreOptions): Promise<MongoStore> {
  const client = createClient(url, limits);
  const close = once(async () => client.close());
  const db = client.db();
  try {
    await ensureIndexes(db, { collections });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    db,
    close,
    processRepository: createMongoProcessRepository({ db, collectionName: collections.processes }),
    mappingRepository: createMongoMappingRepository({ db, collectionName: collections.mappings }),
    leases: createMongoLeases({ db, collectionName: collections.leases }),
    rateLimits: createMongoRateLimits({ db, collectionName: collections.rateLimits }),
    documents: createMongoDocumentStore({ db, collectionName: collections.documents }),
  };
}

/** Neither the value nor the driver's error, which may quote it, gets into ours: it holds a password. */
function createClient(
  url: string,
  { maxConnections = 10, connectTimeoutMs = 10_000, responseTimeoutMs = 30_000 }: Omit<MongoStoreOptions, 'url' | 'collections'>,
): MongoClient {
  // Without a name the driver takes the database `test`: nobody finds anything there later.
  if (typeof url !== 'string' || !/^mongodb(?:\+srv)?:\/\/[^/?]+\/[^/?]+/.test(url)) throw unusable();
  try {
    return new MongoClient(url, {
      appName: 'frigg-crm',
      maxPoolSize: maxConnections,
      connectTimeoutMS: connectTimeoutMs,
      serverSelectionTimeoutMS: connectTimeoutMs,
      socketTimeoutMS: responseTimeoutMs,
    });
  } catch {
    throw unusable();
  }
}

function unusable(): ConfigurationError {
  return new ConfigurationError('url must look like mongodb://user:password@host:27017/database, with options that the driver knows');
}
