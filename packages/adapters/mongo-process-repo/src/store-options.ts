import type { Clock } from '@frigg-crm/core';
import type { Db } from 'mongodb';

/** The names of the collections, where they are to be others than the usual ones. */
export interface CollectionNames {
  /** @defaultValue 'frigg_processes' */
  readonly processes?: string | undefined;
  /** @defaultValue 'frigg_person_mappings' */
  readonly mappings?: string | undefined;
  /** @defaultValue 'frigg_leases' */
  readonly leases?: string | undefined;
  /** @defaultValue 'frigg_rate_limits' */
  readonly rateLimits?: string | undefined;
  /** @defaultValue 'frigg_documents' */
  readonly documents?: string | undefined;
}

/** The collections that are used when no others are named. */
export const DEFAULT_COLLECTIONS = {
  processes: 'frigg_processes',
  mappings: 'frigg_person_mappings',
  leases: 'frigg_leases',
  rateLimits: 'frigg_rate_limits',
  documents: 'frigg_documents',
} as const satisfies Required<CollectionNames>;

/** Settings of what is kept by the time of the store. */
export interface MongoStorePartOptions {
  /** The database, of a `MongoClient` of the program's own. */
  readonly db: Db;
  /** The collection; the default is named in {@link CollectionNames}. */
  readonly collectionName?: string | undefined;
  /** For tests. @defaultValue the clock of the server, so that machines whose clocks differ agree */
  readonly clock?: Clock | undefined;
  /** How long one command may take, in milliseconds; then the call rejects with a `StorageError`. @defaultValue 30000 */
  readonly responseTimeoutMs?: number | undefined;
}
