import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MappingRepository, ProcessRepository } from '@frigg-crm/core';
import { createMemoryMappingRepository, createMemoryProcessRepository } from '@frigg-crm/memory';
import { openProcessStore } from '@frigg-crm/postgres-process-repo';

/** Where processes and mappings are kept. PGlite gets a directory of its own on disk. */
export type StoreSetup = { readonly kind: 'memory' } | { readonly kind: 'pglite' } | { readonly kind: 'postgres'; readonly url: string };

/** A store that is open. */
export interface OpenStore {
  readonly processRepository: ProcessRepository;
  readonly mappingRepository: MappingRepository;
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
    case 'postgres':
      return openProcessStore({ connectionString: setup.url, schema: `bench_${process.pid}_${Date.now()}` });
    default:
      throw new Error(`No such store: ${JSON.stringify(setup satisfies never)}`);
  }
}
