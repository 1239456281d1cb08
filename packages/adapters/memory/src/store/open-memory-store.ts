import { systemClock, type Clock, type Store } from '@frigg-crm/core';
import { checkDependencies } from '@frigg-crm/core/adapter';
import { createMemoryDocumentStore } from '../document-store/memory-document-store.ts';
import { createMemoryLeases } from '../leases/memory-leases.ts';
import { createMemoryMappingRepository } from '../mapping-repository/memory-mapping-repository.ts';
import { createMemoryProcessRepository } from '../process-repository/memory-process-repository.ts';
import { createMemoryRateLimits } from '../rate-limits/memory-rate-limits.ts';

/** Settings of {@link openMemoryStore}. */
export interface MemoryStoreOptions {
  /** By what claims, leases and rate limits are measured. @defaultValue systemClock */
  readonly clock?: Clock | undefined;
}

/**
 * Opens a store in memory, with all that an engine needs: for tests, demos and single programs that may lose it. It is
 * empty, and gone when the program ends; closing it does nothing.
 * @throws {ConfigurationError} naming options that are unknown.
 *
 * @example
 * ```ts
 * const store = openMemoryStore();
 * const processes = createProcesses({ processRepository: store.processRepository });
 * ```
 */
export function openMemoryStore(options: MemoryStoreOptions = {}): Store {
  checkDependencies('openMemoryStore', options, { optional: ['clock'] });
  const { clock = systemClock } = options;
  return {
    processRepository: createMemoryProcessRepository(),
    mappingRepository: createMemoryMappingRepository({ clock }),
    documents: createMemoryDocumentStore(),
    leases: createMemoryLeases({ clock }),
    rateLimits: createMemoryRateLimits({ clock }),
    async close() {},
  };
}
