import { assertNever, type Leases, type MappingRepository, type ProcessRepository, type RateLimits } from '@frigg-crm/core';
import {
  createMemoryLeases,
  createMemoryMappingRepository,
  createMemoryProcessRepository,
  createMemoryRateLimits,
} from '@frigg-crm/memory';
import type { StoreSetting } from '../config/store-setting.ts';

/** Where everything is kept that outlives a message, open. */
export interface OpenStore {
  readonly processRepository: ProcessRepository;
  readonly mappingRepository: MappingRepository;
  readonly leases: Leases;
  readonly rateLimits: RateLimits;
  close(): Promise<void>;
}

/**
 * Opens the store, and brings its tables or indexes up to date.
 * @throws {ConfigurationError} or {StorageError} when it cannot be used.
 */
export async function openStore(setting: StoreSetting): Promise<OpenStore> {
  // Drivers are loaded by those who need them: the demo starts at once.
  switch (setting.kind) {
    case 'memory':
      return openMemory();
    case 'pglite':
      return openPostgres({ dataDir: setting.dataDir });
    case 'postgres':
      return openPostgres({ connectionString: setting.connectionString });
    case 'mongodb': {
      const { openMongoStore } = await import('@frigg-crm/mongo-process-repo');
      return openMongoStore({ url: setting.url });
    }
    default:
      return assertNever(setting);
  }
}

function openMemory(): OpenStore {
  return {
    processRepository: createMemoryProcessRepository(),
    mappingRepository: createMemoryMappingRepository(),
    leases: createMemoryLeases(),
    rateLimits: createMemoryRateLimits(),
    close: async () => {},
  };
}

async function openPostgres(where: { readonly dataDir: string } | { readonly connectionString: string }): Promise<OpenStore> {
  const { openProcessStore } = await import('@frigg-crm/postgres-process-repo');
  return openProcessStore(where);
}
