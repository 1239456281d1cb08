import type { ProcessRepository } from '@frigg-crm/core';
import { createMemoryProcessRepository } from '@frigg-crm/memory';
import { openProcessStore } from '@frigg-crm/postgres-process-repo';
import { startTestPostgres } from '@frigg-crm/postgres-process-repo/testing';

/** A store of processes that a test opened. */
export interface TestStore {
  readonly processRepository: ProcessRepository;
  close(): Promise<void>;
}

/** Every store there is, by name. */
export const STORES: Readonly<Record<string, () => Promise<TestStore>>> = {
  memory: async () => ({ processRepository: createMemoryProcessRepository(), close: async () => {} }),
  PGlite: async () => openProcessStore({ dataDir: undefined }),
  PostgreSQL: async () => {
    const server = await startTestPostgres();
    const store = await openProcessStore({ connectionString: server.url });
    return {
      processRepository: store.processRepository,
      async close() {
        await store.close();
        await server.stop();
      },
    };
  },
};
