import type { CallOptions } from '@frigg-crm/core';
import type { Db, IndexDescription } from 'mongodb';
import { assertCapableServer } from '../connection/assert-capable-server.ts';
import { execute } from '../execute.ts';
import { durableCollection } from '../durable-collection.ts';
import { DEFAULT_COLLECTIONS, type CollectionNames } from '../store-options.ts';
import { DOCUMENT_INDEXES, LEASE_INDEXES, MAPPING_INDEXES } from './other-indexes.ts';
import { PROCESS_INDEXES } from './process-indexes.ts';

/** Settings of {@link ensureIndexes}. */
export interface EnsureIndexesOptions extends CallOptions {
  /** Where the collections have names of their own. */
  readonly collections?: CollectionNames | undefined;
  /** How long one command may take, in milliseconds; the largest index has to be built in that time. @defaultValue 600000 */
  readonly responseTimeoutMs?: number | undefined;
}

const BUILD_TIMEOUT_MS = 600_000;

/**
 * Checks that the server can serve, and makes the collections and their indexes where they are missing. Several programs
 * may do it at once. On a collection that is full it takes a while; call it when you deploy.
 *
 * @throws {ConfigurationError} when the server lacks what the stores rely on, when an index of the same name exists with
 * another definition, or when an index may not be made.
 * @throws {StorageError} when the server does not respond, or stored processes break a unique rule.
 */
export async function ensureIndexes(
  db: Db,
  { collections = {}, signal, responseTimeoutMs = BUILD_TIMEOUT_MS }: EnsureIndexesOptions = {},
): Promise<void> {
  const options = { signal, responseTimeoutMs };
  const leases = collections.leases ?? DEFAULT_COLLECTIONS.leases;
  await assertCapableServer(db, leases, options);
  const make = async (name: string, indexes: readonly IndexDescription[]): Promise<void> => {
    await execute(options, async () => durableCollection(db, name).createIndexes([...indexes]));
  };
  await make(collections.processes ?? DEFAULT_COLLECTIONS.processes, PROCESS_INDEXES);
  await make(collections.mappings ?? DEFAULT_COLLECTIONS.mappings, MAPPING_INDEXES);
  await make(leases, LEASE_INDEXES);
  await make(collections.documents ?? DEFAULT_COLLECTIONS.documents, DOCUMENT_INDEXES);
}
