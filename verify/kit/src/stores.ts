import type { Leases, MappingRepository, ProcessRepository, RateLimits } from '@frigg-crm/core';
import {
  createMemoryLeases,
  createMemoryMappingRepository,
  createMemoryProcessRepository,
  createMemoryRateLimits,
} from '@frigg-crm/memory';
import { openMongoStore } from '@frigg-crm/mongo-process-repo';
import { startTestMongo } from '@frigg-crm/mongo-process-repo/testing';
import { openProcessStore } from '@frigg-crm/postgres-process-repo';
import { openSqliteStore } from '@frigg-crm/sqlite';
import { createPostgresDatabase } from './databases/create-postgres-database.ts';
import { makeSqliteFile } from './programs/make-sqlite-file.ts';
import { openPgliteInMemory } from './databases/open-pglite-in-memory.ts';

/** A store that a test opened. */
export interface TestStore {
  readonly processRepository: ProcessRepository;
  readonly mappingRepository: MappingRepository;
  readonly leases: Leases;
  readonly rateLimits: RateLimits;
  close(): Promise<void>;
}

/** Every store there is, by name. */
export const STORES: Readonly<Record<string, () => Promise<TestStore>>> = {
  memory: async () => ({
    processRepository: createMemoryProcessRepository(),
    mappingRepository: createMemoryMappingRepository(),
    leases: createMemoryLeases(),
    rateLimits: createMemoryRateLimits(),
    close: async () => {},
  }),
  SQLite: async () => {
    const { file, remove } = await makeSqliteFile();
    return withServer(await openSqliteStore({ file }), remove);
  },
  PGlite: openPgliteInMemory,
  PostgreSQL: async () => {
    const { url, drop } = await createPostgresDatabase();
    return withServer(await openProcessStore({ connectionString: url }), drop);
  },
  MongoDB: async () => {
    const { url, stop } = await startTestMongo();
    return withServer(await openMongoStore({ url }), stop);
  },
};

/** The server ends when the store is closed. */
function withServer(store: TestStore, stop: () => Promise<void>): TestStore {
  return {
    ...store,
    async close() {
      await store.close();
      await stop();
    },
  };
}
