import type { Db, IndexDescription } from 'mongodb';
import { execute } from '../execute.ts';
import { durableCollection } from '../durable-collection.ts';
import { DEFAULT_COLLECTIONS, type CollectionNames } from '../store-options.ts';
import { DOCUMENT_INDEXES, LEASE_INDEXES, MAPPING_INDEXES } from './other-indexes.ts';
import { PROCESS_INDEXES } from './process-indexes.ts';

/** Settings of {@link ensureIndexes}. */
export interface EnsureIndexesOptions {
  /** Where the collections have names of their own. */
  readonly collections?: CollectionNames | undefined;
}

/**
 * Makes the collections and their indexes where they are missing. Several programs may do it at once. On a collection
 * that is full it takes a while; call it when you deploy.
 *
 * @throws {ConfigurationError} when an index of the same name exists with another definition, or may not be made.
 * @throws {StorageError} when the server does not answer, or stored processes break a unique rule.
 */
export async function ensureIndexes(db: Db, { collections = {} }: EnsureIndexesOptions = {}): Promise<void> {
  const make = async (name: string, indexes: readonly IndexDescription[]): Promise<void> => {
    await execute(undefined, async () => durableCollection(db, name).createIndexes([...indexes]));
  };
  await make(collections.processes ?? DEFAULT_COLLECTIONS.processes, PROCESS_INDEXES);
  await make(collections.mappings ?? DEFAULT_COLLECTIONS.mappings, MAPPING_INDEXES);
  await make(collections.leases ?? DEFAULT_COLLECTIONS.leases, LEASE_INDEXES);
  await make(collections.documents ?? DEFAULT_COLLECTIONS.documents, DOCUMENT_INDEXES);
}
