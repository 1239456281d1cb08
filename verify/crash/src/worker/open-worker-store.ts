import type { Leases, MappingRepository, ProcessRepository } from '@frigg-crm/core';
import {
  createPgDatabase,
  createPostgresLeases,
  createPostgresMappingRepository,
  createPostgresProcessRepository,
} from '@frigg-crm/postgres-process-repo';
import { openSqliteStore, type SqliteDatabase } from '@frigg-crm/sqlite';
import type { WorkerStore } from './worker-input.ts';

/** The parts of a store that a worker uses. */
export interface OpenWorkerStore {
  readonly processRepository: ProcessRepository;
  readonly mappingRepository: MappingRepository;
  readonly leases: Leases;
  /** The file, where it is one. */
  readonly database?: SqliteDatabase | undefined;
  close(): Promise<void>;
}

/** Opens a store whose tables a deployment has made; a SQLite file is migrated. */
export async function openWorkerStore(store: WorkerStore): Promise<OpenWorkerStore> {
  if (store.kind === 'sqlite') return openSqliteStore({ file: store.file });
  const { db, close } = await createPgDatabase({ connectionString: store.url, maxConnections: 4 });
  const tables = { db, schema: store.schema };
  return {
    processRepository: createPostgresProcessRepository(tables),
    mappingRepository: createPostgresMappingRepository(tables),
    leases: createPostgresLeases(tables),
    close,
  };
}
