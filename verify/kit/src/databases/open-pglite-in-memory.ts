import { openAsBlob } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import {
  createPostgresDocumentStore,
  createPostgresLeases,
  createPostgresMappingRepository,
  createPostgresProcessRepository,
  createPostgresRateLimits,
  type ProcessDatabase,
  type PostgresStore,
} from '@frigg-crm/postgres-process-repo';
import { Kysely, PGliteDialect } from 'kysely';
import { inject } from 'vitest';

/**
 * Opens an empty, migrated PGlite in memory from the image of the run: to make one anew takes four times as long.
 * The project's `globalSetup` must name `verify/kit/src/databases/global-setup.ts`.
 */
export async function openPgliteInMemory(): Promise<Omit<PostgresStore, 'transfer'>> {
  const pglite = await PGlite.create({ loadDataDir: await openAsBlob(inject('databases').pgliteImage) });
  const db = new Kysely<ProcessDatabase>({ dialect: new PGliteDialect({ pglite }) });
  return {
    db,
    close: async () => pglite.close(),
    processRepository: createPostgresProcessRepository({ db }),
    mappingRepository: createPostgresMappingRepository({ db }),
    leases: createPostgresLeases({ db }),
    rateLimits: createPostgresRateLimits({ db }),
    documents: createPostgresDocumentStore({ db }),
  };
}
