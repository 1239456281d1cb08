import {
  ConfigurationError,
  type DocumentStore,
  type Leases,
  type MappingRepository,
  type ProcessRepository,
  type RateLimits,
} from '@frigg-crm/core';
import { createPostgresDocumentStore } from '../document-store/postgres-document-store.ts';
import { createPostgresLeases } from '../leases/postgres-leases.ts';
import { createPostgresMappingRepository } from '../mapping-repository/postgres-mapping-repository.ts';
import { migrate } from '../migrations/migrate.ts';
import type { ProcessDatabaseHandle } from '../process-database.ts';
import { createPostgresProcessRepository } from '../process-repository/postgres-process-repository.ts';
import { createPostgresRateLimits } from '../rate-limits/postgres-rate-limits.ts';
import { createPgDatabase, type PgDatabaseOptions } from './pg-database.ts';
import { createPgliteDatabase, type PgliteDatabaseOptions } from './pglite-database.ts';

/** What to open: a PostgreSQL server, a pool, or PGlite. */
export type ProcessStoreOptions = (PgDatabaseOptions | { readonly dataDir: PgliteDatabaseOptions['dataDir'] }) & {
  /** The schema for the tables. @defaultValue 'public' */
  readonly schema?: string | undefined;
};

/** A migrated database and what stands on it. */
export interface ProcessStore extends ProcessDatabaseHandle {
  readonly processRepository: ProcessRepository;
  readonly mappingRepository: MappingRepository;
  readonly leases: Leases;
  readonly rateLimits: RateLimits;
  readonly documents: DocumentStore;
}

/**
 * Opens the database, migrates it and puts the repositories on it: for programs that may change their own tables. Others
 * call `migrate` apart.
 *
 * @example
 * ```ts
 * const { processRepository, documents, close } = await openProcessStore({ dataDir: '.frigg-crm' });
 * ```
 * @throws {ConfigurationError} when the options name nothing that can be opened.
 * @throws {StorageError} when the database does not answer.
 */
export async function openProcessStore({ schema, ...source }: ProcessStoreOptions): Promise<ProcessStore> {
  const { db, close } = await openDatabase(source);
  try {
    await migrate(db, { schema });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    db,
    close,
    processRepository: createPostgresProcessRepository({ db, schema }),
    mappingRepository: createPostgresMappingRepository({ db, schema }),
    leases: createPostgresLeases({ db, schema }),
    rateLimits: createPostgresRateLimits({ db, schema }),
    documents: createPostgresDocumentStore({ db, schema }),
  };
}

/** A setting that is missing must not end in a database that forgets: memory is asked for by name. */
async function openDatabase(source: PgDatabaseOptions | PgliteDatabaseOptions): Promise<ProcessDatabaseHandle> {
  if ('pool' in source || 'connectionString' in source) return createPgDatabase(source);
  if ('dataDir' in source) return createPgliteDatabase(source);
  throw new ConfigurationError('openProcessStore needs connectionString, pool or dataDir');
}
