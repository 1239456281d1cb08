import type { ProcessRepository } from '@frigg-crm/core';
import { createMemoryProcessRepository } from '@frigg-crm/memory';
import type { StoreSetting } from '../config/store-setting.ts';

/** Where processes are kept, open. */
export interface OpenStore {
  readonly processRepository: ProcessRepository;
  close(): Promise<void>;
}

/**
 * Opens the store, and brings its tables up to date.
 * @throws {ConfigurationError} or {StorageError} when it cannot be used.
 */
export async function openStore(setting: StoreSetting): Promise<OpenStore> {
  if (setting.kind === 'memory') return { processRepository: createMemoryProcessRepository(), close: async () => {} };
  // Drivers are loaded by those who need them: the demo starts at once.
  const { openProcessStore } = await import('@frigg-crm/postgres-process-repo');
  return openProcessStore(setting.kind === 'pglite' ? { dataDir: setting.dataDir } : { connectionString: setting.connectionString });
}
