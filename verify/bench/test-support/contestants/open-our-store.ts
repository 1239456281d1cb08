import type { ProcessRepository } from '@frigg-crm/core';
import { openPostgresStore } from '@frigg-crm/postgres-process-repo';
import { openSqliteStore } from '@frigg-crm/sqlite';

/** Where processes are stored. */
export interface OurStore {
  readonly processRepository: ProcessRepository;
  close(): Promise<void>;
}

/** Opens `sqlite:<file>`, `pglite:<directory>` or a PostgreSQL database. */
export async function openOurStore(url: string, maxConnections?: number): Promise<OurStore> {
  if (url.startsWith('sqlite:')) return openSqliteStore({ file: url.slice('sqlite:'.length) });
  if (url.startsWith('pglite:')) return openPostgresStore({ dataDir: url.slice('pglite:'.length) });
  return openPostgresStore({ connectionString: url, maxConnections });
}
