import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MappingRepository, MessageQueue, ProcessRepository } from '@frigg-crm/core';
import { createMemoryMappingRepository, createMemoryProcessRepository } from '@frigg-crm/memory';
import { openProcessStore } from '@frigg-crm/postgres-process-repo';
import { createSqliteQueue, openSqliteStore } from '@frigg-crm/sqlite';

/** Where processes and mappings are kept. PGlite and SQLite get a directory of their own on disk; the file of SQLite holds the queues too. */
export type StoreSetup = { readonly kind: 'memory' | 'pglite' | 'sqlite' } | { readonly kind: 'postgres'; readonly url: string };

/** A store that is open. */
export interface OpenStore {
  readonly processRepository: ProcessRepository;
  readonly mappingRepository: MappingRepository;
  /** Makes a queue where the store is; absent: queues are in memory. */
  readonly createQueue?: ((seed: number) => MessageQueue) | undefined;
  close(): Promise<void>;
}

/** Opens an empty store. */
export async function openStore(setup: StoreSetup): Promise<OpenStore> {
  switch (setup.kind) {
    case 'memory':
      return {
        processRepository: createMemoryProcessRepository(),
        mappingRepository: createMemoryMappingRepository(),
        close: async () => undefined,
      };
    case 'pglite': {
      const home = await mkdtemp(join(tmpdir(), 'frigg-bench-'));
      const { processRepository, mappingRepository, close } = await openProcessStore({ dataDir: join(home, 'data') });
      return {
        processRepository,
        mappingRepository,
        async close() {
          await close();
          await rm(home, { recursive: true, force: true });
        },
      };
    }
    case 'sqlite': {
      const home = await mkdtemp(join(tmpdir(), 'frigg-bench-'));
      const store = await openSqliteStore({ file: join(home, 'store.sqlite') });
      return {
        ...store,
        createQueue: (seed) => createSqliteQueue({ store, name: `queue-${seed}` }),
        async close() {
          await store.close();
          await rm(home, { recursive: true, force: true });
        },
      };
    }
    case 'postgres':
      return openProcessStore({ connectionString: setup.url, schema: `bench_${process.pid}_${Date.now()}` });
    default:
      throw new Error(`No such store: ${JSON.stringify(setup satisfies never)}`);
  }
}
