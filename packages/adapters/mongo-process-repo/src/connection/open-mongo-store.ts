import { ConfigurationError } from '@frigg-crm/core';
import type { TransferableStore } from '@frigg-crm/core/adapter';
import { MongoClient, type Db } from 'mongodb';
import { createMongoDocumentStore } from '../document-store/mongo-document-store.ts';
import { incompatibilityOf } from '../errors/translate-error.ts';
import { ensureIndexes } from '../indexes/ensure-indexes.ts';
import { createMongoLeases } from '../leases/mongo-leases.ts';
import { createMongoMappingRepository } from '../mapping-repository/mongo-mapping-repository.ts';
import { createMongoProcessRepository } from '../process-repository/mongo-process-repository.ts';
import { createMongoRateLimits } from '../rate-limits/mongo-rate-limits.ts';
import { createMongoTransfer } from '../transfer/mongo-transfer.ts';
import { DEFAULT_RESPONSE_TIMEOUT_MS } from '../execute.ts';
import type { CollectionNames } from '../store-options.ts';

/** Network address translation drops idle connections after a few minutes, and notifies neither end. */
const MAX_IDLE_MS = 60_000;

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
  /**
   * The deadline of one command, in milliseconds: the call rejects with a `StorageError`, the connection is destroyed, and
   * the server stops a query that still runs. @defaultValue 30000
   */
  readonly responseTimeoutMs?: number | undefined;
}

/** An open database with its indexes, and what is stored in it. */
export interface MongoStore extends TransferableStore {
  readonly db: Db;
}

/**
 * Opens the database, makes the indexes and puts the repositories on it: for programs that have no `MongoClient` of their own
 * and may make indexes. Others call `ensureIndexes` and the functions that make each part.
 *
 * @example
 * ```ts
 * const { processRepository, documents, close } = await openMongoStore({ url: 'mongodb://localhost:27017/app' });
 * ```
 * @throws {ConfigurationError} when the address is invalid, access is refused, or the server lacks what the stores rely on.
 * @throws {StorageError} when no server responds.
 */
export async function openMongoStore({ url, collections = {}, ...limits }: MongoStoreOptions): Promise<MongoStore> {
  const { responseTimeoutMs = DEFAULT_RESPONSE_TIMEOUT_MS } = limits;
  const client = createClient(url, { ...limits, responseTimeoutMs });
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => (closing ??= client.close());
  const db = client.db();
  try {
    await ensureIndexes(db, { collections, responseTimeoutMs, signal: whenIncompatible(client) });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    db,
    close,
    processRepository: createMongoProcessRepository({ db, responseTimeoutMs, collectionName: collections.processes }),
    mappingRepository: createMongoMappingRepository({ db, responseTimeoutMs, collectionName: collections.mappings }),
    leases: createMongoLeases({ db, responseTimeoutMs, collectionName: collections.leases }),
    rateLimits: createMongoRateLimits({ db, responseTimeoutMs, collectionName: collections.rateLimits }),
    documents: createMongoDocumentStore({ db, responseTimeoutMs, collectionName: collections.documents }),
    transfer: createMongoTransfer({ db, responseTimeoutMs, collections }),
  };
}

/** The driver would wait for another server, until `connectTimeoutMs`. One old member of a replica set is its own concern. */
function whenIncompatible(client: MongoClient): AbortSignal {
  const opening = new AbortController();
  client.on('topologyDescriptionChanged', ({ newDescription: { servers } }) => {
    const reasons = [...servers.values()].map(({ error }) => incompatibilityOf(error));
    if (reasons.length > 0 && reasons.every((reason) => reason !== undefined)) opening.abort(reasons[0]);
  });
  return opening.signal;
}

/** Neither the value nor the driver's error, which may quote it, gets into ours: it holds a password. */
function createClient(
  url: string,
  {
    maxConnections = 10,
    connectTimeoutMs = 10_000,
    responseTimeoutMs,
  }: Omit<MongoStoreOptions, 'url' | 'collections'> & {
    readonly responseTimeoutMs: number;
  },
): MongoClient {
  // Without a name the driver takes the database `test`, where data is easily lost sight of.
  if (typeof url !== 'string' || !/^mongodb(?:\+srv)?:\/\/[^/?]+\/[^/?]+/.test(url)) throw unusable();
  for (const [name, value] of Object.entries({ connectTimeoutMs, responseTimeoutMs }))
    if (!Number.isFinite(value) || value < 1) throw new ConfigurationError(`${name} must be a number of milliseconds, 1 or more`);
  try {
    return new MongoClient(url, {
      appName: 'frigg-crm',
      maxPoolSize: maxConnections,
      connectTimeoutMS: connectTimeoutMs,
      serverSelectionTimeoutMS: connectTimeoutMs,
      // A connection that is silent for so long is destroyed, and a command that finds none free does not wait any longer.
      socketTimeoutMS: responseTimeoutMs,
      waitQueueTimeoutMS: responseTimeoutMs,
      maxIdleTimeMS: MAX_IDLE_MS,
    });
  } catch {
    throw unusable();
  }
}

function unusable(): ConfigurationError {
  return new ConfigurationError('url must have the form mongodb://user:password@host:27017/database, with options that the driver knows');
}
