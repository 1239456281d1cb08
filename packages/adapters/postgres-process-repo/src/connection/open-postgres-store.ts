import { ConfigurationError, type Logger } from '@frigg-crm/core';
import type { TransferableStore } from '@frigg-crm/core/adapter';
import { createPostgresDocumentStore } from '../document-store/postgres-document-store.ts';
import { createPostgresLeases } from '../leases/postgres-leases.ts';
import { createPostgresMappingRepository } from '../mapping-repository/postgres-mapping-repository.ts';
import { migrate } from '../migrations/migrate.ts';
import type { ProcessDatabaseHandle } from '../process-database.ts';
import { createPostgresProcessRepository } from '../process-repository/postgres-process-repository.ts';
import { createPostgresRateLimits } from '../rate-limits/postgres-rate-limits.ts';
import { createPostgresTransfer } from '../transfer/postgres-transfer.ts';
import { createPgDatabase, type PgDatabaseOptions } from './pg-database.ts';
import { createPgliteDatabase, type PgliteDatabaseOptions } from './pglite-database.ts';

/** What to open: a PostgreSQL server, a pool, or PGlite. */
export type PostgresStoreSource = (PgDatabaseOptions | { readonly dataDir: PgliteDatabaseOptions['dataDir'] }) & {
  /** The schema for the tables. @defaultValue 'public' */
  readonly schema?: string | undefined;
  /** Receives a warning when the migration waits for another program. @defaultValue a warning of the process */
  readonly logger?: Logger | undefined;
};

/** A `Store` in a migrated database, and the database itself. */
export interface PostgresStore extends TransferableStore, ProcessDatabaseHandle {
  /** Ends the connections that were opened with the store, not a pool of the caller's. May be called twice. */
  readonly close: () => Promise<void>;
}

/**
 * Opens the database, migrates it and creates all parts of a store: for programs that may change their own tables. Others
 * call `migrate` when they deploy, and create the parts.
 *
 * @example
 * ```ts
 * const store = await openPostgresStore({ dataDir: '.frigg-crm' });
 * const process = await store.processRepository.findById(processId);
 * await store.close();
 * ```
 * @throws {ConfigurationError} when the options name nothing that can be opened.
 * @throws {StorageError} when the database does not respond.
 */
export async function openPostgresStore({ schema, logger, ...source }: PostgresStoreSource): Promise<PostgresStore> {
  const { db, close } = await openDatabase(source);
  try {
    await migrate(db, { schema, logger });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    db,
    close,
    processRepository: createPostgresProcessRepository({ db, schema }),
    mappingRepository: createPostgresMappingRepository({ db, schema }),
    documents: createPostgresDocumentStore({ db, schema }),
    leases: createPostgresLeases({ db, schema }),
    rateLimits: createPostgresRateLimits({ db, schema }),
    transfer: createPostgresTransfer({ db, schema }),
  };
}

/** @deprecated Renamed to {@link PostgresStoreSource}. */
export type ProcessStoreOptions = PostgresStoreSource;

/** @deprecated Renamed to {@link PostgresStore}. */
export type ProcessStore = PostgresStore;

/** @deprecated Renamed to {@link openPostgresStore}. */
export async function openProcessStore(options: PostgresStoreSource): Promise<PostgresStore> {
  return openPostgresStore(options);
}

/** A missing setting must not open a database in memory: that is requested explicitly. */
async function openDatabase(source: PgDatabaseOptions | PgliteDatabaseOptions): Promise<ProcessDatabaseHandle> {
  if ('pool' in source || 'connectionString' in source) return createPgDatabase(source);
  if ('dataDir' in source) return createPgliteDatabase(source);
  throw new ConfigurationError('openPostgresStore needs connectionString, pool or dataDir');
}
